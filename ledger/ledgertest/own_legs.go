package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// pendingAndDeclined is a refund of two tenders: leg 1 is under way, leg 2 was declined.
func (d *Desk) pendingAndDeclined(order string) refund.ID {
	d.T.Helper()
	id := d.HeldOfTwo(order)
	for _, leg := range []refund.LegID{"1", "2"} {
		same(d.T, "begin", d.BeginLeg(id, leg, "a1").Result, refund.BeginSend)
	}
	d.RecordLeg(id, "1", refund.OutcomePending)
	d.RecordAs(id, "2", 1, "a1", refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstrument})
	return id
}

func ownLegCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a declined leg shows that it needs a person while another one is under way": func(t *testing.T, d *Desk) {
			id := d.pendingAndDeclined("o1")
			s := d.Standing(id)
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "needs a human", s.NeedsHuman(), true)
			same(t, "why", s.Attention(), refund.Code("DECLINED_INSTRUMENT"))
			same(t, "leg 1", s.Legs[0].NeedsPerson, refund.Code(""))
			same(t, "leg 2", s.Legs[1].NeedsPerson, refund.Code("DECLINED_INSTRUMENT"))
			rows, err := d.Store.Cases(d.ctx, ledger.CaseFilter{Open: true})
			d.no(err)
			same(t, "listed", rows[0].NeedsPerson, refund.Code("DECLINED_INSTRUMENT"))
			d.Sent("o2", "c1", 1)
			for what, c := range map[string]struct {
				filter ledger.CaseFilter
				count  int
			}{
				"only those that need a person": {ledger.CaseFilter{NeedsPerson: true}, 1},
				"and those in a status":         {ledger.CaseFilter{NeedsPerson: true, Statuses: []refund.Status{refund.StatusPayingOut}}, 2},
				"or by status alone":            {ledger.CaseFilter{Statuses: []refund.Status{refund.StatusNeedsAttention}}, 0},
			} {
				rows, err := d.Store.Cases(d.ctx, c.filter)
				d.no(err)
				same(t, what, len(rows), c.count)
			}
		},
		"a declined leg is paid another way while another one is under way": func(t *testing.T, d *Desk) {
			id := d.pendingAndDeclined("o1")
			s := d.Taken(id, resolving(asCredit))
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "in its place", s.Legs[1].LegID, refund.LegID("2.s1"))
			same(t, "issued", d.BeginLeg(id, "2.s1", "a1").Via, refund.ViaStoreCredit)
			d.RecordLeg(id, "2.s1", refund.OutcomeSettled)
			d.Status(id, refund.StatusPayingOut)
			d.RecordLeg(id, "1", refund.OutcomeSettled)
			d.Status(id, refund.StatusRefunded)
		},
		"a declined leg is tried again while another one is under way": func(t *testing.T, d *Desk) {
			id := d.pendingAndDeclined("o1")
			s := d.Taken(id, named(retry, "r1", "2"))
			same(t, "may be sent", s.Legs[1].MayRetry, true)
			same(t, "nobody is needed", s.NeedsHuman(), false)
			same(t, "generation", d.BeginLeg(id, "2", "a1").Generation, 2)
		},
		"a leg under way is not touched by an act about others, nor by one about it": func(t *testing.T, d *Desk) {
			id := d.pendingAndDeclined("o1")
			d.Refused(id, named(giveUp, "r1", "1"), refund.CodeAlreadySent)
			d.Refused(id, named(elsewhere, "r2", "1"), refund.CodeAlreadySent)
			d.Refused(id, named(retry, "r3", "7"), refund.CodeNotFound)
			d.Taken(id, named(giveUp, "r5", ""))
			s := d.Standing(id)
			same(t, "leg 1", s.Legs[0].Status, refund.LegPending)
			same(t, "leg 2", s.Legs[1].Status, refund.LegReleased)
			same(t, "status", s.Status, refund.StatusPayingOut)
			d.Refused(id, named(giveUp, "r4", ""), refund.CodeAlreadySent)
		},
		"a leg given up is released at once, and the refund ends with the others": givenUpInPart,
		"two parts given up come to exactly what the whole does":                  twoPartsGivenUp,
		"a refund whose every leg is given up ends as rejected": func(t *testing.T, d *Desk) {
			id := d.pendingAndDeclined("o1")
			d.RecordLeg(id, "1", refund.OutcomeFailed)
			s := d.Standing(id)
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			same(t, "reason", refund.CodeIn(s.Reason), refund.CodePayoutRefused)
			d.Taken(id, named(giveUp, "r1", "1"))
			d.Status(id, refund.StatusNeedsAttention)
			s = d.Taken(id, named(giveUp, "r2", "2"))
			same(t, "status", s.Status, refund.StatusRejected)
			same(t, "closed", s.Closed, true)
			same(t, "card", d.Balances(id)[0].OpenMinor, cardMinor)
			same(t, "gift card", d.Balances(id)[1].OpenMinor, giftMinor)
		},
		"a provider that is silent for an hour needs a person, who is shown once": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeUnknown)
			d.Clock.Advance(time.Hour - time.Second)
			same(t, "not yet", d.Record(id, refund.OutcomeUnknown).NeedsPerson, refund.Code(""))
			d.Clock.Advance(time.Second)
			for range 2 {
				same(t, "now", d.Record(id, refund.OutcomeUnknown).NeedsPerson, refund.CodeUnanswered)
			}
			same(t, "status", d.Standing(id).Status, refund.StatusPayingOut)
			same(t, "human", d.Standing(id).NeedsHuman(), true)
			same(t, "once", d.Events(id, "LegNeedsPerson"), 1)
			d.Record(id, refund.OutcomePending)
			same(t, "it answered", d.Standing(id).NeedsHuman(), false)
		},
		"a bounced leg needs a person, and its refund is open again": func(t *testing.T, d *Desk) {
			id := d.HeldOfTwo("o1")
			for _, leg := range []refund.LegID{"1", "2"} {
				d.BeginLeg(id, leg, "a1")
				d.RecordLeg(id, leg, refund.OutcomeSettled)
			}
			same(t, "closed", d.Standing(id).Closed, true)
			d.RecordLeg(id, "2", refund.OutcomeFailed)
			s := d.Standing(id)
			same(t, "open", s.Closed, false)
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			same(t, "why", s.Attention(), refund.CodeLateFailed)
			d.Taken(id, resolving(giveUp))
			d.Status(id, refund.StatusPartlyRefunded)
		},
	}
}

func givenUpInPart(t *testing.T, d *Desk) {
	id := d.pendingAndDeclined("o1")
	s := d.Taken(id, resolving(giveUp))
	same(t, "leg", s.Legs[1].Status, refund.LegReleased)
	same(t, "free at once", d.Balances(id)[1].OpenMinor, giftMinor)
	d.BooksAgree()
	d.RecordLeg(id, "1", refund.OutcomeSettled)
	s = d.Standing(id)
	same(t, "status", s.Status, refund.StatusPartlyRefunded)
	same(t, "paid", s.PaidMinor, cardMinor)
	same(t, "not appealable", s.AppealBy == nil, true)
	same(t, "closed", s.Closed, true)
	d.Propose(Request("o1", "c2", 1), asking(Units(1), "lead")) // its lines are free again
}

// twoPartsGivenUp: legs of 1 with a tax of 1 in 3 in all: each part alone rounds to nothing.
func twoPartsGivenUp(t *testing.T, d *Desk) {
	c := Request("o1", "c1", 1)
	share := int64(1)
	c.Order.Payments = nil
	p := Units(1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor, a.Legs = 3, 1, nil
	a.Components = []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 5},
		{Kind: refund.ComponentRestocking, AmountMinor: -2},
	}
	for i, name := range []refund.PaymentID{"p1", "p2", "p3"} {
		c.Order.Payments = append(c.Order.Payments, refund.Payment{
			PaymentID: name, Kind: refund.PaymentCard, Provider: "simulator", ProviderReference: "ch_" + string(name),
			CapturedMinor: 1, OrderShareMinor: &share, Currency: "CNY",
		})
		a.Legs = append(a.Legs, refund.PlannedLeg{LegID: refund.LegID(rune('1' + i)), PaymentID: name, AmountMinor: 1})
	}
	d.Propose(c, p)
	for _, leg := range []refund.LegID{"1", "2", "3"} {
		d.BeginLeg(c.ID(), leg, "a1")
	}
	d.RecordLeg(c.ID(), "1", refund.OutcomeDeclined)
	d.Taken(c.ID(), named(giveUp, "r1", "1"))
	d.BooksAgree()
	d.RecordLeg(c.ID(), "2", refund.OutcomeDeclined)
	d.Taken(c.ID(), named(giveUp, "r2", "2"))
	d.BooksAgree()
	d.RecordLeg(c.ID(), "3", refund.OutcomeDeclined)
	d.Taken(c.ID(), named(giveUp, "r3", "3"))
	d.Status(c.ID(), refund.StatusRejected)
}
