package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// repeatingCases carry out every kind of act, and then once more, as a story does whose task was lost: the
// answer and the standing are the first ones, and nothing is booked twice.
func repeatingCases() map[string]func(*testing.T, *Desk) {
	cases := map[string]func(*testing.T, *Desk){
		"a withdrawal after a resolution that the story lost is refused, and the refund is what it was": lostResolution,
	}
	for _, kind := range []refund.ActKind{refund.ActWithdraw, refund.ActAnswer, refund.ActChoose, refund.ActAnswerOffer, refund.ActAssign, refund.ActLookNow} {
		cases["a key keeps its first answer, and refuses other words: "+string(kind)] = func(t *testing.T, d *Desk) { underAKey(t, d, kind) }
	}
	for _, kind := range refund.ActKinds() {
		cases["repeated after its answer was lost: "+string(kind)] = func(t *testing.T, d *Desk) {
			in, rules := d.ready(kind)
			first := d.ActBy(in, rules)
			if !first.Accepted {
				t.Fatalf("%s is refused: %+v", kind, first.Answer)
			}
			figures := d.totals()
			again := d.ActBy(in, rules)
			if kind == refund.ActAssign || kind == refund.ActLookNow { // said again, and a row of the trail
				first.Standing.Version = again.Standing.Version
				same(t, "answer", again.Answer, first.Answer)
			} else {
				same(t, "answer", again.Answer, repeated(first.Answer))
			}
			equal(t, "standing", again.Standing, first.Standing)
			equal(t, "sums", d.totals(), figures)
			decided, err := d.Store.DecideRefund(d.ctx, refund.Decide{
				Digest: "digest-1", Cancellation: d.Case(in.Refund).Cancellation, RunID: "after a reset",
			}, Refusing("NO_RULES"))
			d.no(err)
			same(t, "another run", decided.Result, refund.DecidedSame)
			equal(t, "it follows the same standing", decided.Standing, again.Standing)
		}
	}
	return cases
}

// underAKey does an act under a key, does it again, says other words under the key, and the same words as another one.
func underAKey(t *testing.T, d *Desk, kind refund.ActKind) {
	in, rules := d.ready(kind)
	in.Act = keyed(in.Act, "k1", false)
	first := d.ActBy(in, rules)
	same(t, "accepted", first.Accepted, true)
	figures := d.totals()
	again := d.ActBy(in, rules)
	same(t, "again", again.Answer, repeated(first.Answer))
	other := in
	other.Act = keyed(in.Act, "k1", true)
	d.RefusedBy(other, rules, refund.CodeConflict)
	later := in
	later.Act = keyed(in.Act, "k2", false)
	if kind == refund.ActAssign || kind == refund.ActLookNow { // another key is another act
		return
	}
	if late := d.ActBy(later, rules); late.Accepted {
		t.Errorf("under another key it is done again: %+v", late.Answer)
	}
	equal(t, "sums", d.totals(), figures)
	equal(t, "legs", d.Standing(in.Refund).Legs, first.Standing.Legs)
}

// keyed is an act under a key, in other words than it is or in its own.
func keyed(a refund.Act, key refund.DecisionID, otherwise bool) refund.Act {
	switch a.Kind {
	case refund.ActWithdraw:
		said := *a.Withdrawal
		if said.Key = key; otherwise {
			said.Note = "another reason"
		}
		a.Withdrawal = &said
	case refund.ActChoose:
		said := *a.Choice
		if said.Key = key; otherwise {
			said.AlternativeID = refund.AlternativeExchange
		}
		a.Choice = &said
	case refund.ActAnswerOffer:
		said := *a.OfferReply
		if said.Key = key; otherwise {
			said.Accept = false
		}
		a.OfferReply = &said
	case refund.ActAnswer:
		said := *a.Reply
		if said.Key = key; otherwise {
			said.Answer = "the red one"
		}
		a.Reply = &said
	case refund.ActLookNow:
		said := *a.LookNow
		if said.Key = key; otherwise {
			said.Leg = "2"
		}
		a.LookNow = &said
	case refund.ActAssign:
		said := *a.Assignment
		if said.Key = key; otherwise {
			said.Note = "another reason"
		}
		a.Assignment = &said
	case refund.ActDecide, refund.ActResolve, refund.ActClear, refund.ActAsk, refund.ActInspect, refund.ActAppeal:
	}
	return a
}

// repeated is an answer as it is given again.
func repeated(first refund.Answer) refund.Answer {
	first.Replayed = true
	return first
}

func (d *Desk) totals() []ledger.AssetTotals {
	d.T.Helper()
	out, err := d.Store.Totals(d.ctx)
	d.no(err)
	return out
}

// ready is an act of a kind that will be accepted, on a refund of its own.
func (d *Desk) ready(kind refund.ActKind) (refund.ActRequest, *Rules) {
	d.T.Helper()
	by := func(id refund.ID, a refund.Act) refund.ActRequest {
		return refund.ActRequest{Refund: id, Act: a, Authority: Anything(a.By()), Assignee: Anything("ben")}
	}
	rules := Refusing("NO_RULES")
	switch kind {
	case refund.ActDecide:
		return by(d.Waiting("o1", "lead"), deciding(approve("d1", "anna"))), rules
	case refund.ActWithdraw:
		return by(d.Waiting("o1", "lead"), withdrawing("customer:42")), rules
	case refund.ActResolve:
		id := d.Attention("o1")
		d.Taken(id, named(elsewhere, "r0", ""))
		other := elsewhere
		other.By = "ben"
		return by(id, resolving(other)), rules
	case refund.ActClear:
		id := d.undecided("o1")
		d.Taken(id, clearing("k0", "ben", refund.FactPaid))
		return by(id, clearing("k1", "anna", refund.FactPaid)), rules
	case refund.ActLookNow:
		return by(d.Sent("o1", "c1", 1), refund.Act{Kind: kind, LookNow: &refund.LookNow{By: "anna"}}), rules
	case refund.ActAssign:
		return by(d.Waiting("o1", "lead"), assigning("ben")), rules
	case refund.ActAsk:
		return by(d.reviewedIn("o1"), question("q1")), rules
	case refund.ActAnswer:
		id := d.reviewedIn("o1")
		d.Taken(id, question("q1"))
		return by(id, answer("the blue one")), rules
	case refund.ActInspect:
		return by(d.AwaitingGoods("o1"), inspecting("i1", 1, 1)), Proposing(onLeg(Units(1), "2"))
	case refund.ActAppeal:
		id := d.Waiting("o1", "lead")
		d.Taken(id, deciding(reject("d1", "ben")))
		return by(id, appealing("a1")), Proposing(onAppeal("2"))
	case refund.ActChoose:
		id := d.Waiting("o1", "lead")
		choice := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: d.Standing(id).AssessmentHash, By: "customer:42"}
		return by(id, refund.Act{Kind: kind, Choice: &choice}), Proposing(asking(Credit(100, "2"), "lead"))
	case refund.ActAnswerOffer:
		return by(d.Offered("o1", coupon), taking("coupon")), rules
	}
	d.T.Fatalf("no act %s", kind)
	return refund.ActRequest{}, nil
}

// lostResolution: an exchange was carried out by somebody outside, and the worker died before its task
// completed; then the customer withdraws.
func lostResolution(t *testing.T, d *Desk) {
	id := d.Exchanged("o1")
	d.PaidElsewhere(id, "")
	d.Refused(id, withdrawing("customer:42"), refund.CodeWrongState)
	s := d.Standing(id)
	same(t, "status", s.Status, refund.StatusRefunded)
	same(t, "closed", s.Closed, true)
}
