package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// rehearse lets work try acts, and fails unless it does.
func (d *Desk) rehearse(work func(books ledger.Rehearsal)) {
	d.T.Helper()
	d.no(d.Store.Rehearse(d.ctx, func(books ledger.Rehearsal) error {
		work(books)
		return nil
	}))
}

// deciding is a decision by somebody who may agree to anything.
func decidingAs(id refund.ID, by refund.Person, verb refund.Verb) refund.ActRequest {
	d := refund.Decision{DecisionID: "try-1", Verb: verb, Reviewer: by, Message: "because"}
	return refund.ActRequest{Refund: id, Act: refund.Act{Kind: refund.ActDecide, Decision: &d}, Authority: Anything(by)}
}

func rehearsingActCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"acts are tried side by side: none sees another, and nothing of them is kept": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			before, standing, trail := d.everything(), d.Standing(id), len(d.Case(id).Trail)
			d.rehearse(func(books ledger.Rehearsal) {
				for _, verb := range []refund.Verb{refund.VerbReject, refund.VerbApprove, refund.VerbReject} {
					out, err := books.TryAct(d.ctx, decidingAs(id, "boss", verb), Refusing(refund.CodeNotSupported))
					d.no(err)
					same(t, string(verb), out.Accepted, true)
				}
				out, err := books.TryAct(d.ctx, decidingAs(id, "customer:42", refund.VerbApprove), Refusing(refund.CodeNotSupported))
				d.no(err)
				same(t, "by who asked", out.Code, refund.CodeReviewerIsAuthor)
				now, err := books.Case(d.ctx, id)
				d.no(err)
				equal(t, "after the tries", now.Standing, standing)
			})
			equal(t, "the books", d.everything(), before)
			equal(t, "the refund", d.Standing(id), standing)
			same(t, "the trail", len(d.Case(id).Trail), trail)
		},
		"what is carried out in a rehearsal is seen by what comes after it there, and by nobody else": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			before, standing, payments := d.everything(), d.Standing(id), d.Balances(id)
			d.rehearse(func(books ledger.Rehearsal) {
				out, err := books.CarryOut(d.ctx, decidingAs(id, "boss", refund.VerbReject), Refusing(refund.CodeNotSupported))
				d.no(err)
				same(t, "status", out.Standing.Status, refund.StatusRejected)
				stored, err := books.Case(d.ctx, id)
				d.no(err)
				equal(t, "the case", stored.Standing, out.Standing)
				after, err := books.OrderPayments(d.ctx, "m1", "o1")
				d.no(err)
				same(t, "held before", payments[0].HeldMinor, standing.TotalMinor)
				same(t, "held after", after[0].HeldMinor, 0)
				same(t, "remaining after", after[0].RemainingMinor(), payments[0].RemainingMinor()+standing.TotalMinor)
				said, err := books.Explanation(d.ctx, id, out.Standing.AssessmentHash)
				d.no(err)
				same(t, "explained", said.Assessment != nil && said.Assessment.TotalMinor == standing.TotalMinor, true)
			})
			equal(t, "the books", d.everything(), before)
			equal(t, "the refund", d.Standing(id), standing)
		},
		"what was tried can be done": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			var tried refund.Answer
			var seen refund.Acted
			d.rehearse(func(books ledger.Rehearsal) {
				var err error
				tried, err = books.TryAct(d.ctx, decidingAs(id, "boss", refund.VerbApprove), Refusing(refund.CodeNotSupported))
				d.no(err)
				seen, err = books.CarryOut(d.ctx, decidingAs(id, "boss", refund.VerbApprove), Refusing(refund.CodeNotSupported))
				d.no(err)
			})
			done, err := d.Store.CarryOut(d.ctx, decidingAs(id, "boss", refund.VerbApprove), Refusing(refund.CodeNotSupported))
			d.no(err)
			equal(t, "answer", done.Answer, tried)
			equal(t, "answer of the rehearsal", done.Answer, seen.Answer)
			seen.Standing.Version, done.Standing.Version = 0, 0 // rows of the trail are numbered over all refunds
			equal(t, "standing", done.Standing, seen.Standing)
		},
	}
}
