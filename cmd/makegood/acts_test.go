package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// act is what was sent to a refund.
type act struct {
	id    refund.ID
	kind  refund.ActKind
	input any
}

// fakeDoor shows one refund, and keeps what is sent to it. stored is what the ledger has of it.
type fakeDoor struct {
	view   refund.View
	stored refund.Case
	answer refund.Answer
	acts   []act
}

func (d *fakeDoor) kept(_ context.Context, id refund.ID) (refund.Case, error) {
	if id != d.stored.ID {
		return refund.Case{}, refund.Problem{Code: refund.CodeNotFound, Detail: string(id)}
	}
	return d.stored, nil
}

func (d *fakeDoor) View(_ context.Context, id refund.ID) (refund.View, error) {
	if id != d.view.Refund {
		return refund.View{}, refund.Problem{Code: refund.CodeNotFound, Detail: string(id)}
	}
	return d.view, nil
}

func (d *fakeDoor) Act(_ context.Context, id refund.ID, todo refund.Act) (refund.Answer, error) {
	d.acts = append(d.acts, act{id: id, kind: todo.Kind, input: todo.Payload()})
	return d.answer, nil
}

// atTheDoor is a command line before a refund of 45.00 CNY with two mugs to come back.
func atTheDoor(t *testing.T) (*shell, *fakeDoor) {
	t.Helper()
	now := refund.Standing{
		Refund: "refund/m/o/r", Version: 3, Status: refund.StatusAwaitingApproval, AssessmentHash: "h-1", Currency: "CNY", TotalMinor: 4500,
		Approval:     refund.ApprovalStanding{Required: 1},
		Alternatives: []refund.Alternative{{ID: "STORE_CREDIT", Kind: "STORE_CREDIT", TotalMinor: 4725, BonusMinor: 225}},
	}
	d := &fakeDoor{
		answer: refund.Answer{Accepted: true, Detail: "done", Status: refund.StatusAwaitingApproval}, view: refund.View{Standing: now},
		stored: refund.Case{
			ID: now.Refund, Standing: now,
			Cancellation: refund.Cancellation{Reason: refund.ReasonDamaged, RequestedBy: "customer:42", Order: refund.Order{Currency: "CNY"}},
			Proposal: &refund.Proposal{ApprovalsRequired: 1, Assessment: refund.Assessment{
				TotalMinor: 4500, Currency: "CNY", Steps: []refund.Step{{Name: "Paid for line 1", Formula: "1 x 45.00", ResultMinor: 4500}},
				Goods: &refund.GoodsTerms{Lines: []refund.GoodsLine{{LineID: "1", Quantity: 2}, {LineID: "2", Quantity: 1}}},
			}},
		},
	}
	s := newShell(t)
	s.cli.stories, s.cli.kept = d, d.kept
	s.cli.say = func(n refund.Notice) (string, error) {
		return string(n.Kind) + " of " + refund.FormatAmount(n.TotalMinor, n.Currency) + "\n" + n.Message, nil
	}
	return s, d
}

func TestEveryActIsTheUpdateItsWordsSay(t *testing.T) {
	for _, c := range []struct {
		words string
		args  []string
		want  string
	}{
		{"approve, bound to an amount", []string{"decide", "m/o/r", "--approve", "--reviewer", "ann", "--note", "seen", "--amount", "45.00 CNY", "--decision-id", "d-1"},
			`decide {"decision_id":"d-1","decision":"approve","reviewer":"ann","amount_minor":4500,"note":"seen"}`},
		{"approve, without a terminal, bound to nothing", []string{"decide", "m/o/r", "--approve", "--reviewer", "ann", "--decision-id", "d-1"},
			`decide {"decision_id":"d-1","decision":"approve","reviewer":"ann"}`},
		{"adjust", []string{"decide", "m/o/r", "--adjust", "30 CNY", "--reviewer", "ann", "--message", "One was used.", "--decision-id", "d-1"},
			`decide {"decision_id":"d-1","decision":"adjust","reviewer":"ann","amount_minor":3000,"message":"One was used."}`},
		{"assign", []string{"assign", "m/o/r", "--to", "ann", "--by", "bob", "--note", "hers"}, `assign {"by":"bob","to":"ann","note":"hers"}`},
		{"assign to nobody", []string{"assign", "m/o/r", "--nobody", "--by", "bob"}, `assign {"by":"bob","to":""}`},
		{"retry", []string{"resolve", "m/o/r", "--retry", "--by", "ann", "--resolution-id", "r-1"}, `resolve {"resolution_id":"r-1","action":"retry","by":"ann"}`},
		{"paid elsewhere", []string{"resolve", "m/o/r", "--paid-elsewhere", "bank/17", "--by", "ann", "--note", "by finance", "--resolution-id", "r-1"},
			`resolve {"resolution_id":"r-1","action":"paid_elsewhere","by":"ann","reference":"bank/17","note":"by finance"}`},
		{"pay another way", []string{"resolve", "m/o/r", "--pay-another-way", "store_credit", "--by", "ann", "--note", "card closed", "--resolution-id", "r-1"},
			`resolve {"resolution_id":"r-1","action":"pay_another_way","by":"ann","via":"STORE_CREDIT","note":"card closed"}`},
		{"give up", []string{"resolve", "m/o/r", "--give-up", "--by", "ann", "--note", "charged back", "--resolution-id", "r-1"},
			`resolve {"resolution_id":"r-1","action":"give_up","by":"ann","note":"charged back"}`},
		{"give up one leg", []string{"resolve", "m/o/r", "--give-up", "--leg", "2", "--by", "ann", "--note", "charged back", "--resolution-id", "r-1"},
			`resolve {"resolution_id":"r-1","action":"give_up","by":"ann","leg_id":"2","note":"charged back"}`},
		{"clear as paid", []string{"clear", "m/o/r", "--leg", "1", "--paid", "--reference", "re_1", "--evidence", "https://p.example/1", "--by", "ann", "--clearing-id", "c-1"},
			`clear {"clearing_id":"c-1","leg_id":"1","fact":"paid","reference":"re_1","evidence":[{"uri":"https://p.example/1"}],"by":"ann"}`},
		{"clear as not paid", []string{"clear", "m/o/r", "--leg", "1", "--not-paid", "--reference", "case 7", "--by", "fay", "--note", "in writing", "--clearing-id", "c-2"},
			`clear {"clearing_id":"c-2","leg_id":"1","fact":"not_paid","reference":"case 7","by":"fay","note":"in writing"}`},
		{"look at every leg", []string{"look-now", "m/o/r", "--by", "ann"}, `look_now {"by":"ann"}`},
		{"look at one leg", []string{"look-now", "m/o/r", "--leg", "2", "--by", "ann"}, `look_now {"by":"ann","leg_id":"2"}`},
		{"inspect everything as it should be", []string{"inspect", "m/o/r", "--all-accepted", "--by", "wim", "--inspection-id", "i-1"},
			`inspect {"inspection_id":"i-1","by":"wim","lines":null,"all_accepted":true}`},
		{"inspect everything as it should be, with a photo", []string{"inspect", "m/o/r", "--all-accepted", "--evidence", "2=https://p.example/2", "--by", "wim", "--inspection-id", "i-1"},
			`inspect {"inspection_id":"i-1","by":"wim","lines":[{"line_id":"1","accepted_quantity":2},` +
				`{"line_id":"2","accepted_quantity":1,"evidence":[{"uri":"https://p.example/2"}]}]}`},
		{"inspect line by line", []string{"inspect", "m/o/r", "--accept", "1=1", "--partial", "1=1:5.00 CNY:scratched: twice", "--refuse", "2=1:not ours",
			"--evidence", "2=https://p.example/?n=2", "--evidence", "https://p.example/?n=1", "--by", "wim", "--note", "box wet", "--inspection-id", "i-1"},
			`inspect {"inspection_id":"i-1","by":"wim","lines":[` +
				`{"line_id":"1","accepted_quantity":1,"partial_quantity":1,"deduct_minor":500,"reason":"scratched: twice","evidence":[{"uri":"https://p.example/?n=1"}]},` +
				`{"line_id":"2","refused_quantity":1,"reason":"not ours","evidence":[{"uri":"https://p.example/?n=2"},{"uri":"https://p.example/?n=1"}]}],"note":"box wet"}`},
		{"goods that came back the day before", []string{"inspect", "m/o/r", "--all-accepted", "--received-at", "2026-11-20T09:00:00Z", "--by", "wim", "--inspection-id", "i-1"},
			`inspect {"inspection_id":"i-1","by":"wim","lines":null,"all_accepted":true,"received_at":"2026-11-20T09:00:00Z"}`},
		{"the proof that goods were sent", []string{"inspect", "m/o/r", "--sent-carrier", "DHL", "--sent-reference", "00340", "--evidence", "https://p.example/1", "--by", "wim", "--inspection-id", "i-1"},
			`inspect {"inspection_id":"i-1","by":"wim","lines":null,"sent_proof":{"carrier":"DHL","reference":"00340","evidence":[{"uri":"https://p.example/1"}]}}`},
		{"ask", []string{"ask", "m/o/r", "--question", "Which box?", "--by", "ann", "--question-id", "q-1"}, `ask {"info_id":"q-1","by":"ann","question":"Which box?"}`},
		{"answer", []string{"answer", "m/o/r", "--text", "The blue", "--by", "customer:42", "--evidence", "https://p.example/1"},
			`answer {"by":"customer:42","answer":"The blue","evidence":[{"uri":"https://p.example/1"}]}`},
		{"appeal", []string{"appeal", "m/o/r", "--statement", "It was broken", "--by", "customer:42", "--appeal-id", "a-1"},
			`appeal {"appeal_id":"a-1","by":"customer:42","statement":"It was broken"}`},
		{"choose, bound to the assessment", []string{"choose", "m/o/r", "--alternative", "STORE_CREDIT", "--by", "customer:42"},
			`choose {"alternative_id":"STORE_CREDIT","assessment_hash":"h-1","by":"customer:42"}`},
		{"accept one of several", []string{"answer-offer", "m/o/r", "--accept", "--choice", "coupon", "--by", "customer:42"},
			`answer_offer {"by":"customer:42","accept":true,"choice":"coupon"}`},
		{"answer by a link", []string{"answer-offer", "m/o/r", "--decline", "--token", "t-1"}, `answer_offer {"accept":false,"token":"t-1"}`},
		{"withdraw", []string{"withdraw", "m/o/r", "--by", "customer:42"}, `withdraw {"by":"customer:42"}`},
	} {
		s, d := atTheDoor(t)
		status, out, problems := s.run(t, c.args...)
		if status != 0 || len(d.acts) != 1 || d.acts[0].id != "refund/m/o/r" {
			t.Errorf("%s: status %d, acts %v\n%s", c.words, status, d.acts, problems)
			continue
		}
		input, err := json.Marshal(d.acts[0].input)
		if got := string(d.acts[0].kind) + " " + string(input); err != nil || got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.words, got, c.want)
		}
		if out != "refund/m/o/r: accepted: done (AwaitingApproval)\n" {
			t.Errorf("%s: %q", c.words, out)
		}
	}
}

func TestALinksTokenNamesItsRefund(t *testing.T) {
	s, d := atTheDoor(t)
	s.cli.tokenRefund = func(token string) (refund.ID, error) {
		return map[string]refund.ID{"t-1": "refund/m/o/r"}[token], nil
	}
	if status, _, problems := s.run(t, "answer-offer", "--accept", "--token", "t-1"); status != 0 || d.acts[0].id != "refund/m/o/r" {
		t.Errorf("status %d, %v\n%s", status, d.acts, problems)
	}
}

func TestARefusedActHasItsCodeAndSaysWhereTheRefundStands(t *testing.T) {
	s, d := atTheDoor(t)
	d.answer = refund.Answer{Code: refund.CodeReviewerLimit, Detail: "ann may agree up to 10.00 CNY", Status: refund.StatusAwaitingApproval}
	status, out, problems := s.run(t, "decide", "m/o/r", "--approve", "--reviewer", "ann", "--json")
	if status != 1 || problems != "makegood: REVIEWER_LIMIT: ann may agree up to 10.00 CNY (the refund is AwaitingApproval)\n" {
		t.Errorf("status %d: %s", status, problems)
	}
	if want := `{"error":{"code":"REVIEWER_LIMIT","detail":"ann may agree up to 10.00 CNY (the refund is AwaitingApproval)"}}` + "\n"; out != want {
		t.Errorf("got %s", out)
	}
}

func TestAProgramReadsTheIdUnderWhichAnActMayBeRepeated(t *testing.T) {
	s, _ := atTheDoor(t)
	_, out, _ := s.run(t, "resolve", "m/o/r", "--retry", "--by", "ann", "--resolution-id", "r-1", "--json")
	if want := `{"id":"refund/m/o/r","accepted":true,"detail":"done","status":"AwaitingApproval","decision_id":"r-1"}` + "\n"; out != want {
		t.Errorf("got  %swant %s", out, want)
	}
}

func TestAnAmountInAnotherCurrencyIsNotSent(t *testing.T) {
	for _, args := range [][]string{
		{"decide", "m/o/r", "--approve", "--reviewer", "ann", "--amount", "45.00 USD"},
		{"inspect", "m/o/r", "--partial", "1=1:5.00 USD", "--by", "wim"},
	} {
		s, d := atTheDoor(t)
		status, _, problems := s.run(t, args...)
		if status != 1 || !strings.HasPrefix(problems, "makegood: CURRENCY_MISMATCH: ") || len(d.acts) != 0 {
			t.Errorf("%v: status %d, %s, sent %v", args, status, problems, d.acts)
		}
	}
}

func TestWhatThereIsToChooseIsListedInTheReadersLocale(t *testing.T) {
	s, d := atTheDoor(t)
	_, out, _ := s.run(t, "choose", "m/o/r", "--locale", "zh-CN")
	if !strings.Contains(out, "或 STORE_CREDIT：47.25 CNY（店铺余额），其中奖励 2.25 CNY\n") || len(d.acts) != 0 {
		t.Errorf("got\n%s", out)
	}
	_, out, _ = s.run(t, "choose", "m/o/r", "--json")
	want := `{"id":"refund/m/o/r","assessment_hash":"h-1","alternatives":[{"id":"STORE_CREDIT","kind":"STORE_CREDIT","total_minor":4725,"bonus_minor":225}]}` + "\n"
	if out != want {
		t.Errorf("got  %swant %s", out, want)
	}
}

func TestDocumentsOfAllGoodsNeedGoodsThatAreExpected(t *testing.T) {
	s, d := atTheDoor(t)
	d.stored.Proposal.Assessment.Goods = nil
	if status, _, problems := s.run(t, "inspect", "m/o/r", "--all-accepted", "--evidence", "https://p.example/1", "--by", "wim"); status != 1 || !strings.HasPrefix(problems, "makegood: WRONG_STATE: ") || len(d.acts) != 0 {
		t.Errorf("status %d: %s", status, problems)
	}
}

func TestAClearingNamesItsLegItsFactAndTheProvidersWord(t *testing.T) {
	whole := map[string]string{"--leg": "1", "--reference": "re_1", "--by": "ann"}
	for missing := range whole {
		args := []string{"clear", "m/o/r", "--paid"}
		for flag, value := range whole {
			if flag != missing {
				args = append(args, flag, value)
			}
		}
		s, d := atTheDoor(t)
		if status, _, problems := s.run(t, args...); status != 2 || !strings.Contains(problems, missing+" is needed") || len(d.acts) != 0 {
			t.Errorf("without %s: status %d, %s", missing, status, problems)
		}
	}
	s, d := atTheDoor(t)
	if status, _, _ := s.run(t, "clear", "m/o/r", "--paid", "--not-paid", "--leg", "1", "--reference", "re_1", "--by", "ann"); status != 2 || len(d.acts) != 0 {
		t.Errorf("both facts: status %d, sent %v", status, d.acts)
	}
}
