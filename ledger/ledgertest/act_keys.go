package ledgertest

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// actKeyCases are about who may use a key of an act again, and for what.
func actKeyCases() map[string]func(*testing.T, *Desk) {
	none := Refusing("NO_RULES")
	cases := map[string]func(*testing.T, *Desk){
		"another subject does not get a key's answer, under one name neither": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead", "finance")
			act := deciding(approve("k1", "anna"))
			same(t, "first", d.ActBy(by(id, act, signedIn("anna")), none).Accepted, true)
			other := signedIn("anna")
			other.ID = "oidc:another"
			d.RefusedBy(by(id, act, other), none, refund.CodeConflict)
			d.RefusedBy(by(id, deciding(approve("k1", "ben")), signedIn("ben")), none, refund.CodeConflict)
			again := d.ActBy(by(id, act, signedIn("anna")), none)
			same(t, "the same subject", again.Accepted && again.Replayed, true)
		},
		"two programs with one customer's words are two subjects": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			act := keyed(withdrawing("customer:42"), "k1", false)
			same(t, "first", d.ActBy(by(id, act, shopProgram(1)), none).Accepted, true)
			other := shopProgram(1)
			other.ID = "machine:portal"
			d.RefusedBy(by(id, act, other), none, refund.CodeConflict)
		},
		"a key is of one kind of act": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			assigned := by(id, keyed(assigning("ben"), "k2", false), signedIn("anna"))
			assigned.Assignee = Anything("ben")
			same(t, "assigned", d.ActBy(assigned, none).Accepted, true)
			same(t, "asked", d.ActBy(by(id, question("k1"), signedIn("anna")), none).Accepted, true)
			d.RefusedBy(by(id, deciding(approve("k1", "anna")), signedIn("anna")), none, refund.CodeConflict)
			d.RefusedBy(by(id, keyed(assigning("ben"), "k1", false), signedIn("anna")), none, refund.CodeConflict)
			d.RefusedBy(by(id, question("k2"), signedIn("anna")), none, refund.CodeConflict)
		},
		"of a refund that nobody knows nothing was answered": func(t *testing.T, d *Desk) {
			_, known, err := d.Store.Answered(d.ctx, by("refund/m1/o9/c9", deciding(approve("k1", "anna")), signedIn("anna")))
			same(t, "known", known, false)
			same(t, "not found", errors.Is(err, ledger.ErrNotFound), true)
		},
		"a refusal is answered again as it was": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			minor := int64(1)
			act := deciding(refund.Decision{DecisionID: "k1", Verb: refund.VerbApprove, Reviewer: "anna", AmountMinor: &minor})
			first := d.ActBy(by(id, act, signedIn("anna")), none)
			same(t, "first", first.Code, refund.CodeAmountMoved)
			answer, known, err := d.Store.Answered(d.ctx, by(id, act, signedIn("anna")))
			d.no(err)
			same(t, "known", known, true)
			same(t, "again", answer, repeated(first.Answer))
		},
	}
	for _, kind := range refund.ActKinds() {
		cases["what was answered is read without doing it: "+string(kind)] = func(t *testing.T, d *Desk) {
			in, rules := d.ready(kind)
			in.Act = keyed(in.Act, "k1", false)
			_, known, err := d.Store.Answered(d.ctx, in)
			d.no(err)
			same(t, "before it was done", known, false)
			first := d.ActBy(in, rules)
			answer, known, err := d.Store.Answered(d.ctx, in)
			d.no(err)
			same(t, "known", known, true)
			same(t, "the first answer", answer, repeated(first.Answer))
			in.Witnessed = signedIn("somebody else")
			in.Act = keyed(in.Act, "k1", true)
			if answer, known, err = d.Store.Answered(d.ctx, in); err != nil || known && answer.Accepted && !needsOwnID(kind) {
				t.Errorf("other words: %+v, %v, %v", answer, known, err)
			}
		}
	}
	return cases
}

// needsOwnID: keyed does not change the words of such an act.
func needsOwnID(kind refund.ActKind) bool {
	switch kind {
	case refund.ActDecide, refund.ActResolve, refund.ActClear, refund.ActAsk, refund.ActInspect, refund.ActAppeal:
		return true
	case refund.ActWithdraw, refund.ActLookNow, refund.ActAssign, refund.ActAnswer, refund.ActChoose, refund.ActAnswerOffer:
		return false
	}
	return false
}
