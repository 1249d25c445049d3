package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func keptBackCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a red packet's share is kept back on a part, and goes back whole in the end": redPacket,
		"a withdrawn part frees what it kept back": func(t *testing.T, d *Desk) {
			id := d.packetPart()
			d.Taken(id, withdrawing("customer:42"))
			b := d.Balances(id)[1]
			same(t, "open", b.OpenMinor, 500)
			same(t, "kept back", b.KeptBackMinor, 0)
		},
		"what was kept back is kept back anew when another proposal takes its place": func(t *testing.T, d *Desk) {
			c := redPacketOrder("c1")
			d.Propose(c, choosable(asking(firstUnit("1"), "lead")))
			rules := Proposing(lessOfFirst("2"))
			choice := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: d.Standing(c.ID()).AssessmentHash, By: "customer:42"}
			d.ActBy(refund.ActRequest{Refund: c.ID(), Act: refund.Act{Kind: refund.ActChoose, Choice: &choice}}, rules)
			same(t, "judged without its own", rules.History.Payments[1].OpenMinor, 500)
			d.packet(c.ID(), packetAccounts{open: 300, kept: 200, owed: 300})
		},
		"a coupon that was a discount goes back with the last settlement, once an order": coupons,
		"a part given up after it was begun frees what it kept back": func(t *testing.T, d *Desk) {
			id := d.packetPart()
			d.Begin(id)
			d.Record(id, refund.OutcomeDeclined)
			d.Taken(id, resolving(giveUp))
			same(t, "open", d.Balances(id)[1].OpenMinor, 500)
		},
	}
}

// coupons gives the coupon "spring" back with an order's first whole refund, and never again.
func coupons(t *testing.T, d *Desk) {
	restoring := func(p refund.Proposal) refund.Proposal {
		p.Assessment.RestoredCoupons = []refund.RestoredCoupon{{PromotionID: "spring", CustomerID: "42"}}
		return p
	}
	c := Request("o1", "c1", 2)
	d.Propose(c, restoring(Units(2)))
	d.Begin(c.ID())
	same(t, "not before", d.Events(c.ID(), "CouponRestored"), 0)
	d.Record(c.ID(), refund.OutcomeSettled)
	same(t, "with it", d.Events(c.ID(), "CouponRestored"), 1)
	d.Record(c.ID(), refund.OutcomeFailed)
	d.Taken(c.ID(), resolving(giveUp))
	again := Request("o1", "c2", 2)
	d.Propose(again, restoring(Units(2)))
	d.Begin(again.ID())
	d.Record(again.ID(), refund.OutcomeSettled)
	same(t, "not twice", d.Events(again.ID(), "CouponRestored"), 0)
	free := Request("o2", "c1", 1) // a whole order of which fees took everything
	p := restoring(Units(1))
	p.Assessment.TotalMinor, p.Assessment.TaxMinor, p.Assessment.Legs, p.Assessment.Components = 0, 0, nil, nil
	d.Propose(free, p)
	same(t, "with its end", d.Events(free.ID(), "CouponRestored"), 1)
}

// redPacketOrder: two units of 5000, paid 9500 by card and 500 by a red packet.
func redPacketOrder(request string) refund.Cancellation {
	c := Request("o1", request, 1)
	card, packet := int64(9500), int64(500)
	c.Order.Lines[0].UnitPriceMinor, c.Order.Lines[0].Taxes = 5000, nil
	c.Order.Payments[0].CapturedMinor, c.Order.Payments[0].OrderShareMinor = card, &card
	c.Order.Payments = append(c.Order.Payments, refund.Payment{
		PaymentID: "rp", Kind: refund.PaymentRedPacket, Provider: "simulator", ProviderReference: "rp_1", InstrumentID: "rp-2026",
		FundedBy: "platform", CapturedMinor: packet, OrderShareMinor: &packet, Currency: "CNY",
	})
	return c
}

// firstUnit is 5000 for one unit, of which the packet's 250 are kept back.
func firstUnit(leg refund.LegID) refund.Proposal {
	p := Units(1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor = 4750, 0
	a.Components = []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 5000},
		{Kind: refund.ComponentTenderNotRestored, PaymentID: "rp", AmountMinor: -250},
	}
	a.Legs = []refund.PlannedLeg{{LegID: leg, PaymentID: "p1", AmountMinor: 4750}}
	a.KeptBack = []refund.KeptBack{{PaymentID: "rp", AmountMinor: 250}}
	return p
}

// lessOfFirst is 4000 for one unit, of which 200 are kept back.
func lessOfFirst(leg refund.LegID) refund.Proposal {
	p := asking(firstUnit(leg), "lead")
	a := &p.Assessment
	a.TotalMinor, a.Legs[0].AmountMinor, a.Components[1].AmountMinor, a.KeptBack[0].AmountMinor = 3800, 3800, -200, 200
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: -1000})
	return p
}

// wholePacket is the second unit: 4750 to the card, and the whole packet with what was kept back.
func wholePacket() refund.Proposal {
	p := Units(1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor = 5250, 0
	a.Components = []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 5000},
		{Kind: refund.ComponentTenderNotRestored, PaymentID: "rp", AmountMinor: 250},
	}
	a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", AmountMinor: 4750}, {LegID: "2", PaymentID: "rp", AmountMinor: 500}}
	a.KeptBack = []refund.KeptBack{{PaymentID: "rp", AmountMinor: -250}}
	return p
}

// packetPart holds one unit: 4750 to the card, 250 of the packet kept back.
func (d *Desk) packetPart() refund.ID {
	d.T.Helper()
	c := redPacketOrder("c1")
	d.Propose(c, firstUnit("1"))
	d.packet(c.ID(), packetAccounts{open: 250, kept: 250, owed: 250})
	return c.ID()
}

// packetSecond holds the second unit while the first's is held: 4750 to the card, and the packet.
func (d *Desk) packetSecond() refund.ID {
	d.T.Helper()
	c := redPacketOrder("c2")
	same(d.T, "second", d.Propose(c, wholePacket()).Status, refund.StatusPayingOut)
	return c.ID()
}

// payAll sends and settles every leg of a refund.
func (d *Desk) payAll(id refund.ID) {
	d.T.Helper()
	for _, leg := range d.Standing(id).Legs {
		d.BeginLeg(id, leg.LegID, "a1")
		d.RecordLeg(id, leg.LegID, refund.OutcomeSettled)
	}
	d.Status(id, refund.StatusRefunded)
}

func redPacket(t *testing.T, d *Desk) {
	d.payAll(d.packetPart())
	id := d.packetSecond()
	d.payAll(id)
	for i, returned := range []int64{9500, 500} {
		b := d.Balances(id)[i]
		same(t, "returned", b.ReturnedMinor, returned)
		same(t, "kept back", b.KeptBackMinor, 0)
		same(t, "owed", b.OwedMinor, 0)
	}
}

// packetAccounts are the packet's accounts; kept is the order's own.
type packetAccounts struct{ open, held, returned, kept, owed int64 }

func (d *Desk) packet(id refund.ID, want packetAccounts) {
	d.T.Helper()
	b := d.Balances(id)[1]
	same(d.T, "packet", packetAccounts{b.OpenMinor, b.HeldMinor, b.ReturnedMinor, b.KeptBackMinor, b.OwedMinor}, want)
	d.BooksAgree()
}
