package support_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/api/support/supporttest"
	"github.com/makegood/makegood/refund"
)

// people are everybody of the test: each in another relation to the refunds.
var people = []refund.Person{"boss", "second", "lead", "low", "wim", "abroad", "stranger", "customer:42"}

// tries are well-formed acts of a kind, made without the code under test.
func tries(act support.ActName, now refund.Standing) (out []support.Intent) {
	one := support.Intent{ID: now.Refund, Act: act, AssessmentHash: now.AssessmentHash, Note: "n", Text: "text", Reference: "ref", Fact: refund.FactNotPaid}
	amount := func(minor int64) support.Intent {
		own := one
		own.Amount = &api.Amount{Minor: minor, Currency: "CNY"}
		return own
	}
	switch act {
	case support.ActApprove, support.ActReject:
		return []support.Intent{one, amount(now.TotalMinor)}
	case support.ActAdjust:
		return []support.Intent{amount(1), amount(now.TotalMinor / 2), amount(now.TotalMinor - 1)}
	case support.ActInspect:
		all, part := one, one
		all.AllAccepted = true
		part.Lines = []refund.InspectedLine{{LineID: "1", AcceptedQuantity: 1, RefusedQuantity: 1}}
		return []support.Intent{all, part}
	case support.ActAssign:
		back, to := one, one
		to.To = "second"
		return []support.Intent{back, to}
	case support.ActChoose:
		for _, id := range []string{refund.AlternativeStoreCredit, refund.AlternativeExchange} {
			one.Choice = id
			out = append(out, one)
		}
		return out
	case support.ActAcceptOffer:
		for _, id := range []string{"", "coupon", "repair"} {
			one.Choice = id
			out = append(out, one)
		}
		return out
	case support.ActClear:
		for _, fact := range []refund.LegFact{refund.FactPaid, refund.FactNotPaid} {
			for _, leg := range now.Legs {
				other := one
				one.Leg, one.Fact = leg.LegID, fact
				other.Leg, other.Fact, other.Reference = leg.LegID, fact, "re_7"
				out = append(out, one, other)
			}
		}
		return out
	case support.ActRetry, support.ActPaidElsewhere, support.ActPayAnotherWay, support.ActGiveUp, support.ActLookNow:
		out = append(out, one)
		for _, leg := range now.Legs {
			one.Leg = leg.LegID
			out = append(out, one)
		}
		return out
	case support.ActAsk, support.ActAnswer, support.ActWithdraw, support.ActAppeal, support.ActDeclineOffer:
		return []support.Intent{one}
	case support.ActAttribute, support.ActProviderFact, support.ActDispute:
	}
	return nil
}

// grid counts what the table over acts, statuses and people has shown.
type grid struct {
	t    *testing.T
	base *supporttest.World
	keys int
	// done are the acts that were carried out for good, on books of their own.
	done map[support.ActName]bool
	// allowed and refused are how many of the page's answers were so, by act; why are the verdicts.
	allowed, refused map[support.ActName]int
	why              map[support.Verdict]int
}

// TestWhatAPersonMayDoIsWhatTheLedgerTakesOfThem: every act, of refunds that wait for everything there is, by people in every
// relation to them. What the page does not allow, the ledger takes in no form from them; what it allows, the ledger takes.
func TestWhatAPersonMayDoIsWhatTheLedgerTakesOfThem(t *testing.T) {
	g := &grid{t: t, base: supporttest.New(t), done: map[support.ActName]bool{}, allowed: map[support.ActName]int{}, refused: map[support.ActName]int{}, why: map[support.Verdict]int{}}
	g.base.Undone = true
	for what, id := range g.base.Known {
		for _, name := range people {
			g.of(what, id, name)
		}
	}
	for _, act := range support.ActNames() {
		if n := g.allowed[act]; (n == 0) != (act == support.ActProviderFact || act == support.ActDispute) || g.refused[act] == 0 {
			t.Errorf("%s was allowed %d times and refused %d times: the table sees too little", act, n, g.refused[act])
		}
	}
	for _, verdict := range support.Verdicts() {
		if g.why[verdict] == 0 && verdict != support.NotAsked {
			t.Errorf("nobody was answered %s", verdict)
		}
	}
}

// of compares every act of a person on a refund.
func (g *grid) of(what string, id refund.ID, name refund.Person) {
	states, err := g.base.Acts.Acts(g.t.Context(), supporttest.Call(name, ""), id)
	if err != nil || len(states) != len(support.ActNames()) {
		g.t.Fatalf("%s by %s: %d acts, %v", what, name, len(states), err)
	}
	now, err := g.base.Store.Standing(g.t.Context(), id)
	if err != nil {
		g.t.Fatal(err)
	}
	for n, state := range states {
		where := fmt.Sprintf("%s of what waits for %s, by %s", state.Act, what, name)
		if state.Act != support.ActNames()[n] || state.May() != (state.Sentence == "") || state.May() != (state.Code == "") {
			g.t.Errorf("%s: %+v", where, state)
		}
		g.why[state.Verdict]++
		if state.May() {
			g.allowed[state.Act]++
		} else {
			g.refused[state.Act]++
		}
		if state.Act != support.ActAttribute && state.Verdict != support.MachineOnly {
			g.compare(where, state, g.answers(name, tries(state.Act, now)))
		}
	}
}

// answers are the codes of what the service really answers; "" is yes. What is done is undone, but for the first of each act.
func (g *grid) answers(name refund.Person, intents []support.Intent) (codes []refund.Code) {
	for _, intent := range intents {
		g.keys++
		call := supporttest.Call(name, fmt.Sprintf("try-%d", g.keys))
		code := g.answer(g.base, call, intent)
		if code == "" && !g.done[intent.Act] {
			g.done[intent.Act] = true
			own := g.base.Copy()
			own.Undone = false
			if kept := g.answer(own, call, intent); kept != "" {
				g.t.Errorf("%s by %s: taken, and %s once it is kept", intent.Act, name, kept)
			}
		}
		codes = append(codes, code)
	}
	return codes
}

func (g *grid) answer(w *supporttest.World, call api.Call, intent support.Intent) refund.Code {
	_, err := intent.Do(g.t.Context(), w.Refunds, call)
	var refused *api.Error
	if err != nil && !errors.As(err, &refused) {
		g.t.Fatal(err)
	}
	return codeOf(err)
}

// compare: a wrong no is a fault whatever the act is made of; a yes is taken in one form at least. A no says a code that
// the ledger says too.
func (g *grid) compare(where string, state support.ActState, real []refund.Code) {
	taken, said := false, len(real) == 0
	for _, code := range real {
		taken = taken || code == ""
		said = said || code == state.Code
	}
	if taken != state.May() {
		g.t.Errorf("%s: the page says %s (%s %s), the ledger answers %q", where, state.Verdict, state.Code, state.Detail, real)
	}
	if !state.May() && !said {
		g.t.Errorf("%s: the page says %s, the ledger %q", where, state.Code, real)
	}
}

func TestNobodyIsToldWhatMayBeDone(t *testing.T) {
	w := supporttest.New(t)
	if _, err := w.Acts.Acts(t.Context(), api.Call{}, w.Known[supporttest.Waiting]); codeOf(err) != api.CodeUnauthenticated {
		t.Errorf("nobody: %v", err)
	}
	if _, err := w.Acts.Acts(t.Context(), supporttest.Call("boss", ""), "refund/m1/o99/c1"); codeOf(err) != refund.CodeNotFound {
		t.Errorf("no refund: %v", err)
	}
}

func TestWhereTheLedgerCannotBeAskedEverythingMayBeTried(t *testing.T) {
	w := supporttest.New(t)
	w.Away = errors.New("the disk is full")
	states, err := w.Acts.Acts(t.Context(), supporttest.Call("boss", ""), w.Known[supporttest.Waiting])
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range states {
		if state.Verdict == support.MachineOnly || state.Act == support.ActAttribute {
			continue
		}
		if state.Verdict != support.NotAsked || !state.May() {
			t.Errorf("%+v", state)
		}
	}
}

func TestWhyNotIsSaidInTheCallersLanguage(t *testing.T) {
	w := supporttest.New(t)
	call := supporttest.Call("low", "")
	call.Locale = "zh-CN"
	states, err := w.Acts.Acts(t.Context(), call, w.Known[supporttest.Waiting])
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range states {
		if state.Act == support.ActApprove && (state.Verdict != support.OverLimit || !strings.ContainsFunc(state.Sentence, func(r rune) bool { return r > 0x2e80 })) {
			t.Errorf("%+v", state)
		}
	}
}

func codeOf(err error) refund.Code {
	var told *api.Error
	if errors.As(err, &told) {
		return told.Code
	}
	return ""
}
