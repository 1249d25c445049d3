package ledgertest

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func endingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a withdrawn refund gives back money, line and sequence": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 2)
			for range 2 {
				d.no(d.Release(id, refund.StatusWithdrawn))
			}
			d.Payment(id, Control{Open: 22600})
			same(t, "leg", d.Leg(id, 0).Status, refund.LegReleased)
			same(t, "released once", d.Events(id, "Released"), 1)
			d.Held("o1", "c2", 2)
			same(t, "earlier", len(d.History(id).Earlier), 1)
			same(t, "earlier is the other", d.History(id).Earlier[0].Refund, Request("o1", "c2", 2).ID())
			d.no(d.Close(id, refund.StatusWithdrawn))
		},
		"a refund withdrawn before its reservation cannot be reserved": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			d.no(d.Release(c.ID(), refund.StatusWithdrawn))
			same(t, "code", d.Reserve(c.ID(), Units(1, 1)).Code, refund.CodeWrongState)
		},
		"a leg of a released refund cannot be begun": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			d.no(d.Release(id, refund.StatusWithdrawn))
			same(t, "begin", d.Begin(id, hash).Result, refund.BeginStopped)
			d.Payment(id, Control{Open: 22600})
		},
		"a refund that was paid cannot be withdrawn": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			problem(t, d.Release(id, refund.StatusWithdrawn), refund.CodeAlreadySent)
			problem(t, d.Release(id, refund.StatusRejected), refund.CodeAlreadySent)
		},
		"what never left can be taken back": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeNotSent)
			d.no(d.Release(id, refund.StatusWithdrawn))
			d.Payment(id, Control{Open: 22600})
		},
		"of two tenders one paid and one given up: the paid part stays, the rest is free": partly,
		"a release ends as rejected, withdrawn or partly refunded, and as nothing else": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			broken(t, d.Release(id, refund.StatusRefunded))
			broken(t, d.Release(id, refund.StatusPartlyRefunded))
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"a case with money held or sent does not close": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			broken(t, d.Close(id, refund.StatusRefunded))
			sent, _ := d.Sent("o2", "c1", 1)
			broken(t, d.Close(sent, refund.StatusRefunded))
			same(t, "closed", d.Case(sent).Closed, false)
		},
		"a case closes once, and closing again as something else is a bug": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			d.no(d.Close(c.ID(), refund.StatusNothingToRefund))
			d.no(d.Close(c.ID(), refund.StatusNothingToRefund))
			broken(t, d.Close(c.ID(), refund.StatusRefunded))
			broken(t, d.Close(c.ID(), refund.StatusAssessing))
		},
		"a refund of nothing after a fee is recognised when it closes": zeroTotal,
		"a mark is kept once by its key, and moves no money": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			mark := refund.Mark{Refund: id, Key: "attention", Status: refund.StatusNeedsAttention, Cause: workflow}
			d.no(d.Store.MarkRefund(d.ctx, mark))
			d.no(d.Store.MarkRefund(d.ctx, mark))
			same(t, "marked", d.Events(id, "Marked"), 1)
			same(t, "status", d.Case(id).Status, refund.StatusNeedsAttention)
			broken(t, d.Store.MarkRefund(d.ctx, refund.Mark{Refund: id, Key: "done", Status: refund.StatusRefunded}))
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"a mark without a status is a row of the trail, even on a refund that is over": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			d.no(d.Release(id, refund.StatusWithdrawn))
			d.no(d.Store.MarkRefund(d.ctx, refund.Mark{Refund: id, Key: "refused/1", Cause: workflow}))
			same(t, "noted", d.Events(id, "Noted"), 1)
			same(t, "status", d.Case(id).Status, refund.StatusWithdrawn)
		},
		"a second release with another status tells the first end and changes nothing": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			d.no(d.Release(id, refund.StatusRejected))
			var ended ledger.EndedAs
			same(t, "ended", errors.As(d.Release(id, refund.StatusWithdrawn), &ended), true)
			same(t, "as", ended.Status, refund.StatusRejected)
			same(t, "status", d.Case(id).Status, refund.StatusRejected)
		},
		"a refund nobody opened is not found": func(t *testing.T, d *Desk) {
			err := d.Release("refund/m1/o9/c9", refund.StatusWithdrawn)
			same(t, "not found", isNotFound(err), true)
			problem(t, d.Release("refund/o9", refund.StatusWithdrawn), refund.CodeBadID)
		},
	}
}

// twoTenders holds the whole order: 17600 from the card, 5000 from a gift card.
func twoTenders(t *testing.T, d *Desk) (refund.ID, string) { return twoTendersOf(t, d, "o1") }

func twoTendersOf(t *testing.T, d *Desk, order string) (refund.ID, string) {
	c := Request(order, "c1", 2)
	card, gift := int64(17600), int64(5000)
	c.Order.Payments[0].CapturedMinor, c.Order.Payments[0].OrderShareMinor = card, &card
	c.Order.Payments = append(c.Order.Payments, refund.Payment{
		PaymentID: "p2", Kind: refund.PaymentGiftCard, Provider: "simulator", ProviderReference: "gc_" + order,
		CapturedMinor: gift, OrderShareMinor: &gift, Currency: "CNY",
	})
	d.Open(c)
	p := Units(2, 1)
	p.Assessment.Legs = []refund.PlannedLeg{
		{LegID: "1", PaymentID: "p1", AmountMinor: card}, {LegID: "2", PaymentID: "p2", AmountMinor: gift},
	}
	r := d.Reserve(c.ID(), p)
	same(t, "reserve", r.Result, refund.ReservedNow)
	return c.ID(), r.AssessmentHash
}

func partly(t *testing.T, d *Desk) {
	id, hash := twoTenders(t, d)
	d.BeginLeg(id, "1", hash)
	d.RecordLeg(id, "1", 1, refund.OutcomeSettled)
	d.BeginLeg(id, "2", hash)
	problem(t, d.Release(id, refund.StatusPartlyRefunded), refund.CodeAlreadySent)
	d.RecordLeg(id, "2", 1, refund.OutcomeDeclined)
	d.no(d.Release(id, refund.StatusPartlyRefunded))
	d.no(d.Close(id, refund.StatusPartlyRefunded))
	h := d.History(id)
	same(t, "card returned", h.Payments[0].ReturnedMinor, 17600)
	same(t, "card owed", h.Payments[0].OwedMinor, 0)
	same(t, "gift card open", h.Payments[1].OpenMinor, 5000)
	same(t, "gift card owed", h.Payments[1].OwedMinor, 5000)
	out, err := d.Store.OpenRefund(d.ctx, refund.Open{Digest: "digest-1", Cancellation: Request("o1", "c1", 2), RunID: "run-9"})
	d.no(err)
	same(t, "paid", out.PaidMinor, 17600)
}

// zeroTotal: a unit of 11300 with 1300 tax, all of it kept as a fee (10000 and 1300 tax).
func zeroTotal(t *testing.T, d *Desk) {
	c := Request("o1", "c1", 1)
	d.Open(c)
	p := Units(1, 1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor, a.DeductionTaxMinor, a.Legs = 0, 0, unitTaxMinor, nil
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentRestocking, AmountMinor: -unitMinor})
	same(t, "reserve", d.Reserve(c.ID(), p).Result, refund.ReservedNow)
	d.no(d.Close(c.ID(), refund.StatusRefunded))
	d.Payment(c.ID(), Control{Open: 22600})
	rows, err := d.Store.Cases(d.ctx, ledger.CaseFilter{})
	d.no(err)
	same(t, "cases", len(rows), 1)
}
