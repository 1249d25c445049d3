package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func keptBackCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a red packet's share is kept back on a part, and goes back whole in the end": redPacket,
		"a packet that has gone back stays so when the rest is replaced":              restoredStays,
		"a withdrawn part frees what it kept back": func(t *testing.T, d *Desk) {
			id, _ := redPacketPart(t, d)
			d.no(d.Release(id, refund.StatusWithdrawn))
			b := d.History(id).Payments[1]
			same(t, "open", b.OpenMinor, 500)
			same(t, "kept back", b.KeptBackMinor, 0)
		},
		"a coupon that was a discount goes back with the last settlement, once an order": func(t *testing.T, d *Desk) {
			coupons := func(p refund.Proposal) refund.Proposal {
				p.Assessment.RestoredCoupons = []refund.RestoredCoupon{{PromotionID: "spring", CustomerID: "42"}}
				return p
			}
			c := Request("o1", "c1", 2)
			d.Open(c)
			hash := d.Reserve(c.ID(), coupons(Units(2, 1))).AssessmentHash
			d.Begin(c.ID(), hash)
			same(t, "not before", d.Events(c.ID(), "CouponRestored"), 0)
			d.Record(c.ID(), 1, refund.OutcomeSettled)
			same(t, "with it", d.Events(c.ID(), "CouponRestored"), 1)
			d.Record(c.ID(), 1, refund.OutcomeFailed)
			d.attention(c.ID())
			d.no(d.Release(c.ID(), refund.StatusRejected))
			again := Request("o1", "c2", 2)
			d.Open(again)
			hash = d.Reserve(again.ID(), coupons(Units(2, d.History(again.ID()).Version))).AssessmentHash
			d.Begin(again.ID(), hash)
			d.Record(again.ID(), 1, refund.OutcomeSettled)
			same(t, "not twice", d.Events(again.ID(), "CouponRestored"), 0)
			free := Request("o2", "c1", 1) // a whole order of which fees took everything
			d.Open(free)
			p := coupons(Units(1, 1))
			p.Assessment.TotalMinor, p.Assessment.TaxMinor, p.Assessment.Legs, p.Assessment.Components = 0, 0, nil, nil
			d.Reserve(free.ID(), p)
			d.no(d.Close(free.ID(), refund.StatusRefunded))
			same(t, "with its close", d.Events(free.ID(), "CouponRestored"), 1)
		},
		"a part given up after it was begun frees what it kept back": func(t *testing.T, d *Desk) {
			id, hash := redPacketPart(t, d)
			d.Begin(id, hash)
			d.Record(id, 1, refund.OutcomeDeclined)
			d.no(d.Release(id, refund.StatusRejected))
			same(t, "open", d.History(id).Payments[1].OpenMinor, 500)
		},
	}
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

// redPacketPart holds one unit: 4750 to the card, 250 of the packet kept back.
func redPacketPart(t *testing.T, d *Desk) (refund.ID, string) {
	c := redPacketOrder("c1")
	d.Open(c)
	r := d.Reserve(c.ID(), firstUnit(1, "1"))
	same(t, "reserve", r.Result, refund.ReservedNow)
	b := d.History(c.ID()).Payments[1]
	same(t, "packet open", b.OpenMinor, 250)
	same(t, "packet kept back", b.KeptBackMinor, 250)
	same(t, "packet owed", b.OwedMinor, 250)
	return c.ID(), r.AssessmentHash
}

func redPacket(t *testing.T, d *Desk) {
	id, hash := redPacketRest(t, d)
	for _, leg := range []refund.LegID{"1", "2"} {
		d.BeginLeg(id, leg, hash)
		d.RecordLeg(id, leg, 1, refund.OutcomeSettled)
	}
	d.no(d.Close(id, refund.StatusRefunded))
	for i, returned := range []int64{9500, 500} {
		b := d.History(id).Payments[i]
		same(t, "returned", b.ReturnedMinor, returned)
		same(t, "kept back", b.KeptBackMinor, 0)
		same(t, "owed", b.OwedMinor, 0)
	}
}

// redPacketRest pays the first unit and holds the second: 4750 to the card, and the whole packet.
func redPacketRest(t *testing.T, d *Desk) (refund.ID, string) {
	first, hash := redPacketPart(t, d)
	d.Begin(first, hash)
	d.Record(first, 1, refund.OutcomeSettled)
	d.no(d.Close(first, refund.StatusRefunded))
	c := redPacketOrder("c2")
	d.Open(c)
	r := d.Reserve(c.ID(), redPacketWhole(2))
	same(t, "reserve", r.Result, refund.ReservedNow)
	return c.ID(), r.AssessmentHash
}

func redPacketWhole(version int64) refund.Proposal {
	p := Units(1, version)
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

// restoredStays: the packet is back when the card's part is lowered from 4750 to 4000.
func restoredStays(t *testing.T, d *Desk) {
	id, hash := redPacketRest(t, d)
	d.BeginLeg(id, "2", hash)
	d.RecordLeg(id, "2", 1, refund.OutcomeSettled)
	anew := d.Anew(id).Payments
	same(t, "card open", anew[0].OpenMinor, 4750)
	same(t, "packet returned", anew[1].ReturnedMinor, 500)
	same(t, "packet kept back", anew[1].KeptBackMinor, 0)
	p := redPacketWhole(3)
	a := &p.Assessment
	a.TotalMinor = 4500
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: -750})
	a.Legs[0] = refund.PlannedLeg{LegID: "3", PaymentID: "p1", AmountMinor: 4000}
	r := d.Replace(id, "k", hash, p)
	same(t, "result", r.Result, refund.ReservedNow)
	d.BeginLeg(id, "3", r.AssessmentHash)
	d.RecordLeg(id, "3", 1, refund.OutcomeSettled)
	d.no(d.Close(id, refund.StatusRefunded))
	h := d.History(id)
	same(t, "card owed", h.Payments[0].OwedMinor, 750)
	same(t, "packet returned", h.Payments[1].ReturnedMinor, 500)
	same(t, "packet kept back", h.Payments[1].KeptBackMinor, 0)
}
