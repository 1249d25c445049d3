package wording_test

import (
	"fmt"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// labels is a policy that charges a label for the way back, in both of the shop's currencies.
func labels() *policy.Policy {
	rules, err := policy.LoadBytes([]byte(`
name: labels
version: "1"
terms:
  return_shipping: {USD: {amount_minor: 595, tax_rate: "0"}, CNY: {amount_minor: 1000, tax_rate: "0.06"}}
`))
	if err != nil {
		panic(err) // it is written above
	}
	return rules
}

// parcels is an order in two parcels, each with a cost of its own.
func (s shop) parcels() refund.Order {
	lines := []refund.Line{line("1", s.say("Tea set", "茶具"), 1, 12000), line("2", s.say("Green tea", "绿茶"), 2, 3000)}
	return with(s.order(lines, s.pay(refund.PaymentCard, 19200)), func(o *refund.Order) {
		o.Shipments = []refund.Shipment{{ShipmentID: "s-1", Shipping: refund.Shipping{AmountMinor: 800}, LineIDs: []refund.LineID{"1"}},
			{ShipmentID: "s-2", Shipping: refund.Shipping{AmountMinor: 400}, LineIDs: []refund.LineID{"2"}}}
	})
}

func (s shop) ofPartsAndPoints() []situation {
	earning := with(s.mugs(), func(o *refund.Order) { o.EarnedPoints = []refund.EarnedPoints{{Asset: "PTS:club", Amount: 240}} })
	cheap := s.order([]refund.Line{line("1", s.say("Tea cup", "茶杯"), 3, 900)}, s.pay(refund.PaymentCard, 2700))
	kept := refund.CancelledLine{LineID: "1", Quantity: 1, GoodsWaived: true}
	fish := s.order([]refund.Line{is(line("1", s.say("Salmon", "三文鱼"), 1, 4999), refund.ModelFreshGoods, func(l *refund.Line) {
		l.Measure = &refund.Measure{Amount: "2.350", Unit: "kg"}
	})}, s.pay(refund.PaymentCard, 4999))
	fish.DeliveredAt = ptr(asked.AddDate(0, 0, -1))
	labelled := back(refund.NoticeApproved)
	labelled.rules = labels()
	part := damaged(refund.NoticeRefunded, refund.CancelledLine{LineID: "1", Measure: &refund.Measure{Amount: "0.35", Unit: "kg"}})
	late := request{reason: refund.ReasonLateDelivery, kind: refund.NoticeApproved, shipping: []refund.CancelledShipping{{ShipmentID: "s-2"}}}
	return []situation{
		{title: "The purchase had earned points: they are taken back, and no money for them.", order: earning,
			requests: []request{back(refund.NoticeApproved, take("1", 1)), back(refund.NoticeRefunded)}},
		{title: "The way back costs a return label.", order: s.order([]refund.Line{line("1", s.say("Desk lamp", "台灯"), 1, 6000)}, s.pay(refund.PaymentCard, 6000)),
			requests: []request{labelled}},
		{title: "One unit is paid back and stays with the customer, another comes back.", order: cheap,
			requests: []request{damaged(refund.NoticeApproved, kept, take("1", 1))}},
		{title: "A delivery came late: it goes back alone.", order: s.parcels(), requests: []request{late}},
		{title: "Goods go back with the parcel in which they came.", order: s.parcels(), requests: []request{damaged(refund.NoticeApproved, take("1", 1))}},
		{title: "A part of what was sold by weight.", order: fish, requests: []request{part}},
	}
}

// shelf is an order under the law of the European Union, invoiced, sold by a seller, and charged by two captures.
func (s shop) shelf() refund.Order {
	return with(s.fitted(), func(o *refund.Order) {
		o.Shipping, o.Fees, o.Lines[0].SellerID, o.Lines[0].Commission = refund.Shipping{}, nil, "seller-7", &refund.Commission{Rate: "0.10"}
		o.Invoice = &refund.Invoice{Number: "INV-2026-0815", Date: "2026-11-14"}
		card := &o.Payments[0]
		card.CapturedMinor, card.Captures = 23800, nil
		for i, minor := range []int64{8800, 15000} {
			card.Captures = append(card.Captures, refund.Capture{CaptureID: fmt.Sprint("k-", i+1), ProviderReference: fmt.Sprint("cap_", i+1), AmountMinor: minor,
				CapturedAt: ptr(asked.AddDate(0, 0, i-6))})
		}
	})
}

func (s shop) ofPapersAndProofs() []situation {
	waits, sent := back(refund.NoticeAwaitingGoods, take("1", 1)), back(refund.NoticeApproved, take("1", 1))
	waits.goodsFirst, sent.goodsFirst = true, true
	waits.page = func(v *wording.Refund) {
		v.Status, v.Goods = refund.StatusAwaitingGoods, &refund.GoodsStanding{First: true, By: inDays(14)}
	}
	sent.page = func(v *wording.Refund) {
		v.Inspection = &refund.Inspection{By: "wim", SentProof: &refund.SentProof{Carrier: "DHL", Reference: "00340", Evidence: []refund.Evidence{{URI: "https://p.example/1"}}}}
		v.Trail = []refund.TrailEntry{{At: asked, Event: "SentProved", Actor: "wim", Reason: "proof of sending: DHL 00340"},
			{At: asked, Event: "GoodsOnTheirWay", Actor: "wim", Reason: "proof of sending: DHL 00340"}}
	}
	whole := back(refund.NoticeSent)
	whole.page = func(*wording.Refund) {}
	return []situation{
		{title: "The law gives a day, and lets the money wait for the goods.", order: s.shelf(), requests: []request{waits}},
		{title: "The customer proves that the goods were sent.", order: s.shelf(), requests: []request{sent}},
		{title: "An invoiced order of a seller, charged by two captures.", order: s.shelf(), requests: []request{whole}},
	}
}
