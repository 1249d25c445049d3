package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/refund"
)

// acting is one act through the service.
type acting func(context.Context, *api.Service, api.Call) (api.Acted, error)

// acts are a good call of every method that acts on a refund.
func acts() map[api.Method]acting {
	return map[api.Method]acting{
		api.MethodDecide: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Decide(ctx, c, api.DecideRequest{ID: known, Verb: refund.VerbApprove, Amount: &api.Amount{Minor: 4500, Currency: "CNY"}, AssessmentHash: "h-1", Note: "seen"})
		},
		api.MethodAsk: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Ask(ctx, c, api.AskRequest{ID: known, Question: "Which box?"})
		},
		api.MethodAssign: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Assign(ctx, c, api.AssignRequest{ID: known, To: "bob", Note: "his"})
		},
		api.MethodInspect: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Inspect(ctx, c, api.InspectRequest{ID: known, Currency: "CNY", Lines: []refund.InspectedLine{{LineID: "1", PartialQuantity: 1, DeductMinor: 500}}})
		},
		api.MethodResolve: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Resolve(ctx, c, api.ResolveRequest{ID: known, Action: refund.ResolveGiveUp, Leg: "2", Note: "charged back"})
		},
		api.MethodClear: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Clear(ctx, c, api.ClearRequest{ID: known, Leg: "1", Fact: refund.FactPaid, Reference: "re_1", Evidence: []string{"https://p.example/1"}})
		},
		api.MethodLookNow: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.LookNow(ctx, c, api.LookNowRequest{ID: known, Leg: "2"})
		},
		api.MethodWithdraw: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Withdraw(ctx, c, api.WithdrawRequest{ID: known, Note: "keeps it"})
		},
		api.MethodAnswer: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Answer(ctx, c, api.AnswerRequest{ID: known, Answer: "the blue one"})
		},
		api.MethodAppeal: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Appeal(ctx, c, api.AppealRequest{ID: known, Statement: "it was broken"})
		},
		api.MethodChoose: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Choose(ctx, c, api.ChooseRequest{ID: known, Alternative: "STORE_CREDIT"})
		},
		api.MethodAnswerOffer: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.AnswerOffer(ctx, c, api.AnswerOfferRequest{ID: known, Accept: true, Choice: "coupon"})
		},
	}
}

// TestEveryActArrivesByWhoCallsAndUnderItsKey: nobody says in the body who acts.
func TestEveryActArrivesByWhoCallsAndUnderItsKey(t *testing.T) {
	want := map[api.Method]string{
		api.MethodDecide:      `{"decision_id":"k-1","decision":"approve","reviewer":"ann","amount_minor":4500,"note":"seen","assessment_hash":"h-1"}`,
		api.MethodAsk:         `{"info_id":"k-1","by":"ann","question":"Which box?"}`,
		api.MethodAssign:      `{"by":"ann","to":"bob","note":"his","key":"k-1"}`,
		api.MethodInspect:     `{"inspection_id":"k-1","by":"ann","lines":[{"line_id":"1","partial_quantity":1,"deduct_minor":500}]}`,
		api.MethodResolve:     `{"resolution_id":"k-1","action":"give_up","by":"ann","leg_id":"2","note":"charged back"}`,
		api.MethodClear:       `{"clearing_id":"k-1","leg_id":"1","fact":"paid","reference":"re_1","evidence":[{"uri":"https://p.example/1"}],"by":"ann"}`,
		api.MethodLookNow:     `{"by":"ann","leg_id":"2","key":"k-1"}`,
		api.MethodWithdraw:    `{"by":"ann","note":"keeps it","key":"k-1"}`,
		api.MethodAnswer:      `{"by":"ann","answer":"the blue one","key":"k-1"}`,
		api.MethodAppeal:      `{"appeal_id":"k-1","by":"ann","statement":"it was broken"}`,
		api.MethodChoose:      `{"alternative_id":"STORE_CREDIT","assessment_hash":"h-1","by":"ann","key":"k-1"}`,
		api.MethodAnswerOffer: `{"by":"ann","accept":true,"choice":"coupon","key":"k-1"}`,
	}
	all := acts()
	if len(all) != len(want) {
		t.Fatalf("%d acts, %d are known", len(all), len(want))
	}
	for method, act := range all {
		b := newBench(t)
		acted, err := act(t.Context(), b.Service, b.By("ann", "k-1"))
		if err != nil || len(b.Stories.Acts()) != 1 {
			t.Errorf("%s: %v, %d arrived", method, err, len(b.Stories.Acts()))
			continue
		}
		got, err := json.Marshal(b.Stories.Acts()[0].Payload())
		if err != nil || string(got) != want[method] {
			t.Errorf("%s:\ngot  %s\nwant %s", method, got, want[method])
		}
		if acted.ID != known || !acted.Accepted || acted.Key != "" && acted.Key != "k-1" {
			t.Errorf("%s: answered %+v", method, acted)
		}
	}
}

func TestARefusalHasTheEnginesCodeAndSaysWhereTheRefundStands(t *testing.T) {
	for method, act := range acts() {
		b := newBench(t)
		b.Stories.Answer = refund.Answer{Code: refund.CodeReviewerLimit, Detail: "ann may agree up to 10.00 CNY", Status: refund.StatusAwaitingApproval}
		_, err := act(t.Context(), b.Service, b.By("ann", "k-1"))
		var own *api.Error
		if !errors.As(err, &own) {
			t.Fatalf("%s: %v", method, err)
		}
		if own.Code != refund.CodeReviewerLimit || own.Status != refund.StatusAwaitingApproval || own.Class() != api.ClassPermission ||
			own.Detail != "ann may agree up to 10.00 CNY (the refund is AwaitingApproval)" {
			t.Errorf("%s: %+v", method, own)
		}
	}
}

// TestWhatNoRefundWouldTakeIsNotSent: a call that is not whole, or in another currency, goes nowhere.
func TestWhatNoRefundWouldTakeIsNotSent(t *testing.T) {
	dollars := &api.Amount{Minor: 4500, Currency: "USD"}
	for name, c := range map[string]struct {
		act  acting
		code refund.Code
	}{
		"an id that is none": {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Decide(ctx, c, api.DecideRequest{ID: "m/o/r", Verb: refund.VerbApprove})
		}, refund.CodeBadID},
		"a verb nobody knows": {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Decide(ctx, c, api.DecideRequest{ID: known, Verb: "maybe"})
		}, refund.CodeBadDecision},
		"an adjustment without an amount": {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Decide(ctx, c, api.DecideRequest{ID: known, Verb: refund.VerbAdjust})
		}, refund.CodeBadDecision},
		"a decision in another currency": {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Decide(ctx, c, api.DecideRequest{ID: known, Verb: refund.VerbApprove, Amount: dollars})
		}, refund.CodeCurrencyMismatch},
		"deductions in no currency": {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Inspect(ctx, c, api.InspectRequest{ID: known, Lines: []refund.InspectedLine{{LineID: "1", PartialQuantity: 1, DeductMinor: 500}}})
		}, refund.CodeMissingField},
		"a way nothing is paid": {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Resolve(ctx, c, api.ResolveRequest{ID: known, Action: refund.ResolvePayAnotherWay, Via: "CASH"})
		}, refund.CodeUnknownVia},
		"a clearing without the provider's word": {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Clear(ctx, c, api.ClearRequest{ID: known, Leg: "1", Fact: refund.FactPaid})
		}, refund.CodeBadDecision},
		"a note beyond its bound": {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Withdraw(ctx, c, api.WithdrawRequest{ID: known, Note: string(make([]byte, refund.NoteBytesMax+1))})
		}, refund.CodeTooLarge},
	} {
		b := newBench(t)
		_, err := c.act(t.Context(), b.Service, b.By("ann", "k-1"))
		refusedWith(t, name, err, c.code)
		if len(b.Stories.Acts()) != 0 {
			t.Errorf("%s: it was sent: %+v", name, b.Stories.Acts())
		}
	}
}

// TestALinksTokenStandsForWhoAnswers: the call has no subject.
func TestALinksTokenStandsForWhoAnswers(t *testing.T) {
	b := newBench(t)
	if _, err := b.Service.AnswerOffer(t.Context(), api.Call{}, api.AnswerOfferRequest{ID: known, Token: "t-1"}); err != nil {
		t.Fatal(err)
	}
	if reply := b.Stories.Acts()[0].OfferReply; reply.Token != "t-1" || reply.By != "" || reply.Accept {
		t.Errorf("sent %+v", reply)
	}
	_, err := b.Service.AnswerOffer(t.Context(), api.Call{}, api.AnswerOfferRequest{ID: known, Accept: true})
	refusedWith(t, "nobody, without a token", err, api.CodeUnauthenticated)
}

// TestAMachineCarriesACustomersWords and no others.
func TestAMachineCarriesACustomersWords(t *testing.T) {
	b := newBench(t)
	if _, err := b.Service.Withdraw(t.Context(), apitest.Shop(api.ScopeCustomer), api.WithdrawRequest{ID: known, Customer: "customer:42"}); err != nil {
		t.Fatal(err)
	}
	if by := b.Stories.Acts()[0].By(); by != "customer:42" {
		t.Errorf("by %q", by)
	}
	for _, c := range []struct {
		name string
		call api.Call
		who  refund.Person
	}{{"a machine for a reviewer", apitest.Shop(api.ScopeCustomer), "ann"}, {"a person for a customer", b.By("ann", ""), "customer:42"}} {
		_, err := b.Service.Withdraw(t.Context(), c.call, api.WithdrawRequest{ID: known, Customer: c.who})
		refusedWith(t, c.name, err, api.CodeNotPermitted)
	}
}

func TestAWorkflowThatDoesNotAnswerIsAnOutageAndNoRefusal(t *testing.T) {
	b := newBench(t)
	b.Stories.ActErr = context.DeadlineExceeded
	_, err := acts()[api.MethodLookNow](t.Context(), b.Service, b.By("ann", ""))
	refusedWith(t, "no answer in time", err, api.CodeTimedOut)
	if !errors.Is(err, context.DeadlineExceeded) || api.ClassOf(api.CodeTimedOut) != api.ClassAway {
		t.Errorf("%v", err)
	}
	b.Stories.ActErr = errors.New("password=hunter2 was wrong")
	_, err = acts()[api.MethodLookNow](t.Context(), b.Service, b.By("ann", ""))
	refusedWith(t, "a fault", err, api.CodeFault)
	if own := new(api.Error); errors.As(err, &own) && own.Detail != "something is broken here; nothing is known to be done by this call" {
		t.Errorf("the caller is told %q", own.Detail)
	}
}

// TestAChoiceIsBoundToWhatTheCallerLookedAt, and only without that to what stands now.
func TestAChoiceIsBoundToWhatTheCallerLookedAt(t *testing.T) {
	b := newBench(t)
	if _, err := b.Service.Choose(t.Context(), b.By("ann", ""), api.ChooseRequest{ID: known, Alternative: "STORE_CREDIT", AssessmentHash: "h-0"}); err != nil {
		t.Fatal(err)
	}
	if got := b.Stories.Acts()[0].Choice.AssessmentHash; got != "h-0" {
		t.Errorf("bound to %q", got)
	}
}

// TestAnActOnWhatStandsAsksTheLedger, and not the workflow: its query may wait behind the acts under way.
func TestAnActOnWhatStandsAsksTheLedger(t *testing.T) {
	b := newBench(t)
	b.Stories.ViewErr = context.DeadlineExceeded
	if _, err := b.Service.Choose(t.Context(), b.By("ann", ""), api.ChooseRequest{ID: known, Alternative: "STORE_CREDIT"}); err != nil {
		t.Fatal(err)
	}
	if got := b.Stories.Acts()[0].Choice.AssessmentHash; got != "h-1" {
		t.Errorf("bound to %q", got)
	}
	_, err := b.Service.Choose(t.Context(), b.By("ann", ""), api.ChooseRequest{ID: "refund/m/o/unknown", Alternative: "STORE_CREDIT"})
	refusedWith(t, "of a refund that is not there", err, refund.CodeNotFound)
	if len(b.Stories.Acts()) != 1 {
		t.Errorf("sent %+v", b.Stories.Acts())
	}
}

func TestAnInspectionSaysWhenTheGoodsCameBack(t *testing.T) {
	b, when := newBench(t), at.Add(-24*time.Hour)
	if _, err := b.Service.Inspect(t.Context(), b.By("wim", "i-1"), api.InspectRequest{ID: known, AllAccepted: true, ReceivedAt: &when}); err != nil {
		t.Fatal(err)
	}
	if got := b.Stories.Acts()[0].Inspection; !got.AllAccepted || !got.ReceivedAt.Equal(when) {
		t.Errorf("sent %+v", got)
	}
}
