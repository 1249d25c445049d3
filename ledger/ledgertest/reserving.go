package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func reservingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a reservation holds the money, claims the line and moves the version": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			same(t, "hash", hash, ledger.AssessmentHash(Units(1, 1)))
			same(t, "version", d.History(id).Version, 2)
			same(t, "status", d.Case(id).Status, refund.StatusPayingOut)
			same(t, "leg", d.Leg(id, 0).Status, refund.LegReserved)
		},
		"a second run gets the stored proposal, whatever it brings": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			r := d.Reserve(id, Units(2, 7))
			same(t, "result", r.Result, refund.ReservedBefore)
			same(t, "stored total", r.Stored.Assessment.TotalMinor, 11300)
			same(t, "hash", r.AssessmentHash, hash)
			same(t, "legs", len(r.Legs), 1)
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"a proposal on a moved history is refused and changes nothing": func(t *testing.T, d *Desk) {
			first, second := Request("o1", "c1", 1), Request("o1", "c2", 1)
			d.Open(first)
			d.Open(second)
			d.Reserve(first.ID(), Units(1, 1))
			same(t, "result", d.Reserve(second.ID(), Units(1, 1)).Result, refund.ReserveHistoryMoved)
			d.Payment(first.ID(), Control{Open: 11300, Held: 11300})
			h := d.History(second.ID())
			same(t, "earlier", len(h.Earlier), 1)
			same(t, "earlier total", h.Earlier[0].TotalMinor, 11300)
			same(t, "again", d.Reserve(second.ID(), Units(1, h.Version)).Result, refund.ReservedNow)
			same(t, "own claim is not part", len(d.History(first.ID()).Earlier), 1)
		},
		"a quantity that was refunded before is refused": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 2)
			c := Request("o1", "c2", 1)
			d.Open(c)
			same(t, "code", d.Reserve(c.ID(), Units(1, 2)).Code, refund.CodeQuantityRefunded)
		},
		"a total above what remains is refused, never silently less": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 2)
			c.Order.Payments[0].CapturedMinor = 22599
			d.Open(c)
			r := d.Reserve(c.ID(), Units(2, 1))
			same(t, "result", r.Result, refund.ReserveRefused)
			same(t, "code", r.Code, refund.CodeCapExceeded)
			d.Payment(c.ID(), Control{Open: 22599})
		},
		"more for a line than was paid for it is a bug": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Lines[0].UnitPriceMinor = 5649 // two are 11298, one unit of 11300 is asked
			d.Open(c)
			_, err := d.Store.ReserveRefund(d.ctx, refund.Reserve{Refund: c.ID(), Proposal: Units(1, 1)})
			broken(t, err)
			d.Payment(c.ID(), Control{Open: 22600})
		},
		"components or legs that do not sum to the total are a bug": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			p := Units(1, 1)
			p.Assessment.Legs[0].AmountMinor--
			_, err := d.Store.ReserveRefund(d.ctx, refund.Reserve{Refund: c.ID(), Proposal: p})
			broken(t, err)
			d.Payment(c.ID(), Control{Open: 22600})
		},
		"the customer's day is counted again under the lock": customersDay,
		"nothing and reject are stored, hold nothing and cannot be contradicted": func(t *testing.T, d *Desk) {
			for i, disposition := range []refund.Disposition{refund.DispositionNothing, refund.DispositionReject} {
				c := Request("o"+string(rune('1'+i)), "c1", 1)
				d.Open(c)
				p := Units(1, 1)
				p.Assessment.Disposition = disposition
				same(t, "result", d.Reserve(c.ID(), p).Result, refund.ReservedNow)
				same(t, "again", d.Reserve(c.ID(), Units(1, 1)).Stored.Assessment.Disposition, disposition)
				d.Payment(c.ID(), Control{Open: 22600})
				same(t, "status", d.Case(c.ID()).Status, refund.StatusReceived)
			}
		},
		"what needs a person is refused and not stored, so that it can be assessed again": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			p := Units(1, 1)
			p.Assessment.Disposition, p.Assessment.Reasons = refund.DispositionAttention, []string{"CAP_EXCEEDED"}
			answer := d.Reserve(c.ID(), p)
			same(t, "result", answer.Result, refund.ReserveRefused)
			same(t, "code", answer.Code, refund.CodeCapExceeded)
			same(t, "assessed again", d.Reserve(c.ID(), Units(1, 1)).Result, refund.ReservedNow)
		},
		"a void leg moves no money and ends as settled": voidLeg,
	}
}

// customersDay: two orders of one customer, each below the limit of 15000, together above it.
func customersDay(t *testing.T, d *Desk) {
	limit := int64(15000)
	reserve := func(order string) refund.Reserved {
		c := Request(order, "c1", 1)
		d.Open(c)
		p := Units(1, 1)
		p.Assessment.AutoApproveMaxMinor = &limit
		return d.Reserve(c.ID(), p)
	}
	same(t, "first", reserve("o1").Result, refund.ReservedNow)
	same(t, "second the same day", reserve("o2").Result, refund.ReserveHistoryMoved)
	past := d.History(Request("o2", "c1", 1).ID()).Customer
	same(t, "refunds", past.RefundCount90d, 1)
	same(t, "their amount", past.RefundMinor90d, 11300)
	same(t, "today", past.TodayMinor, 11300)
	d.Clock.Advance(12 * time.Hour)
	same(t, "second the next day", reserve("o2").Result, refund.ReservedNow)
	d.Clock.Advance(91 * 24 * time.Hour)
	later := Request("o3", "c1", 1)
	d.Open(later)
	same(t, "after 90 days", d.History(later.ID()).Customer.RefundCount90d, 0)
}

func voidLeg(t *testing.T, d *Desk) {
	id := voidSettled(t, d)
	d.Payment(id, Control{})
	d.no(d.Close(id, refund.StatusNothingToRefund))
}

// voidSettled is an order that was authorised and never captured, with its authorisation cancelled.
func voidSettled(t *testing.T, d *Desk) refund.ID {
	c := Request("void", "c1", 2)
	authorised := capturedMinor
	c.Order.Payments[0].CapturedMinor, c.Order.Payments[0].AuthorizedMinor = 0, &authorised
	d.Open(c)
	p := Units(2, 1)
	p.Assessment.TotalMinor, p.Assessment.TaxMinor, p.Assessment.Components = 0, 0, nil
	p.Assessment.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", Void: true}}
	r := d.Reserve(c.ID(), p)
	same(t, "reserve", r.Result, refund.ReservedNow)
	same(t, "begin", d.Begin(c.ID(), r.AssessmentHash).Result, refund.BeginSend)
	same(t, "leg", d.Record(c.ID(), 1, refund.OutcomeSettled).Status, refund.LegSettled)
	return c.ID()
}
