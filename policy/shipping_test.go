package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// late asks for what of deliveries goes back for being late, without any line.
func late(o refund.Order, parts ...refund.CancelledShipping) refund.Cancellation {
	c := some(o, refund.ReasonLateDelivery)
	c.CancelledShipping = parts
	return c
}

// sent is a part of a delivery; all of what is left of it for a negative amount.
func sent(id refund.ShipmentID, minor int64) refund.CancelledShipping {
	if minor < 0 {
		return refund.CancelledShipping{ShipmentID: id}
	}
	return refund.CancelledShipping{ShipmentID: id, AmountMinor: &minor}
}

func shippingPart(id string, minor int64) part { return part{refund.ComponentShipping, id, minor} }

// 92 of 800 are tax: of 300 given back 92 x 300/800 = 34.5, of 600 69, of all 92.
func TestAPartOfTheShippingCarriesItsShareOfTheTaxInside(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 10000)}, card(10800))
	o.Shipping = refund.Shipping{AmountMinor: 800, Taxes: []refund.Tax{at(tax(refund.TaxInclusive, 92), "0.13")}}
	play(t, defaultPolicy(t), o, []request{
		{late(o, sent("", 300)), 300, 35, []part{shippingPart("", 300)}, []leg{{"card", 300}}},
		{late(o, sent("", 300)), 300, 34, []part{shippingPart("", 300)}, []leg{{"card", 300}}},
		{whole(o, refund.ReasonOther), 10200, 23, []part{{refund.ComponentLine, "1", 10000}, shippingPart("", 200)}, []leg{{"card", 10200}}},
	})
}

// 65 of tax on 800: of 100 given back 65 x 100/800 = 8.125, of all 65.
func TestTaxOnTopOfShippingIsCumulativeOverTheNetGivenBack(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 10000)}, card(10865))
	o.Shipping = refund.Shipping{AmountMinor: 800, Taxes: []refund.Tax{tax(refund.TaxExclusive, 65)}}
	h := play(t, defaultPolicy(t), o, []request{
		{late(o, sent("", 100)), 108, 8, []part{shippingPart("", 100), {refund.ComponentTax, "", 8}}, []leg{{"card", 108}}},
		{late(o, sent("", -1)), 757, 57, []part{shippingPart("", 700), {refund.ComponentTax, "", 57}}, []leg{{"card", 757}}},
	})
	again := assess(t, defaultPolicy(t), late(o, sent("", -1)), h)
	if again.Disposition != refund.DispositionNothing || !slices.Equal(again.Reasons, []string{string(refund.CodeAlreadyRefunded)}) {
		t.Errorf("asked for again: %s %v", again.Disposition, again.Reasons)
	}
	rest := assess(t, defaultPolicy(t), whole(o, refund.ReasonDamaged), h)
	if rest.TotalMinor != 10000 || !slices.Equal(parts(rest), []part{{refund.ComponentLine, "1", 10000}}) {
		t.Errorf("the goods alone are left: got %v", parts(rest))
	}
}

// MONEY C8: the packet's share of 1000 is 1000 x 6000/11000 = 545.45, which the merchant's fault makes good.
func TestShippingIsSharedAsAnyEntitlement(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 10000)}, tender("wallet", refund.PaymentWallet, 5000), tender("rp", refund.PaymentRedPacket, 6000))
	o.Shipping.AmountMinor = 1000
	a := first(t, late(o, sent("", -1)))
	want := []part{shippingPart("", 1000), {refund.ComponentTenderNotRestored, "rp", -545}, {refund.ComponentTenderReissued, "rp", 545}}
	if !slices.Equal(parts(a), want) || !slices.Equal(legs(a), []leg{{"wallet", 455}, {"rp", 545}}) || a.Legs[1].Via != refund.ViaStoreCredit {
		t.Errorf("got %v over %+v", parts(a), a.Legs)
	}
}

// threeParcels: A of 3000 was sent for 500, B of 2000 for 400, C of 1000 with the order's own shipping of 100.
func threeParcels(payments ...refund.Payment) refund.Order {
	o := order([]refund.Line{goods("A", 1, 3000), goods("B", 1, 2000), goods("C", 1, 1000)}, payments...)
	o.Shipping.AmountMinor = 100
	o.Shipments = []refund.Shipment{
		{ShipmentID: "s-1", Shipping: refund.Shipping{AmountMinor: 500}, LineIDs: []refund.LineID{"A"}},
		{ShipmentID: "s-2", Shipping: refund.Shipping{AmountMinor: 400}, LineIDs: []refund.LineID{"B"}},
	}
	return o
}

func TestEachDeliveryGoesBackOnceByTheGoodsItSent(t *testing.T) {
	o := threeParcels(card(7000))
	line := func(id string, minor int64) part { return part{refund.ComponentLine, id, minor} }
	play(t, defaultPolicy(t), o, []request{
		{late(o, sent("s-1", 200)), 200, 0, []part{shippingPart("s-1", 200)}, []leg{{"card", 200}}},
		{damaged(o, take("A", 1)), 3300, 0, []part{line("A", 3000), shippingPart("s-1", 300)}, []leg{{"card", 3300}}},
		{mind(o, take("B", 1)), 2000, 0, []part{line("B", 2000)}, []leg{{"card", 2000}}},
		{damaged(o, take("C", 1)), 1500, 0, []part{line("C", 1000), shippingPart("", 100), shippingPart("s-2", 400)}, []leg{{"card", 1500}}},
	})
	all := []part{line("A", 3000), line("B", 2000), line("C", 1000), shippingPart("", 100), shippingPart("s-1", 500), shippingPart("s-2", 400)}
	play(t, defaultPolicy(t), o, []request{{whole(o, refund.ReasonOther), 7000, 0, all, []leg{{"card", 7000}}}})
}

func TestAnOrderOfSeveralDeliveriesAddsUpAndIsVoidedWhole(t *testing.T) {
	if a := first(t, mind(threeParcels(card(7000)), take("A", 1))); len(a.ApprovalReasons) > 0 {
		t.Errorf("captured is what it cost, and a person is asked: %v", a.ApprovalReasons)
	}
	if a := first(t, mind(threeParcels(card(6100)), take("A", 1))); !slices.Contains(a.ApprovalReasons, string(refund.CodeAmountsDoNotAddUp)) {
		t.Errorf("900 less than it cost: %v", a.ApprovalReasons)
	}
	minor := int64(7000)
	o := threeParcels(card(0))
	o.Payments[0].AuthorizedMinor = &minor
	a := first(t, whole(o, refund.ReasonOther))
	if a.TotalMinor != 0 || sumOf(a, refund.ComponentShipping) != 1000 || sumOf(a, refund.ComponentVoid) != -7000 {
		t.Errorf("got %v", parts(a))
	}
}

func TestWhatIsAskedOfADeliveryIsAnsweredByTheReasonsRule(t *testing.T) {
	o := threeParcels(card(7000))
	longAgo := occurredAt.AddDate(0, 0, -181)
	tooLate := threeParcels(card(7000))
	tooLate.PlacedAt, tooLate.DeliveredAt = longAgo, &longAgo
	whim := late(o, sent("", 50))
	whim.Reason = refund.ReasonCustomerChangedMind
	both := damaged(o, take("C", 1))
	both.CancelledShipping = []refund.CancelledShipping{{ShipmentID: "s-2", Reason: refund.ReasonCustomerChangedMind}}
	for name, c := range map[string]struct {
		asked       refund.Cancellation
		disposition refund.Disposition
		reason      string
	}{
		"more than was paid":                    {late(o, sent("s-1", 501)), refund.DispositionAttention, string(refund.CodeCapExceeded)},
		"a delivery the order does not have":    {late(o, sent("s-9", -1)), refund.DispositionAttention, string(refund.CodeUnknownShipment)},
		"less than nothing":                     {late(o, refund.CancelledShipping{AmountMinor: ptr(-5)}), refund.DispositionAttention, string(refund.CodeNegativeAmount)},
		"a reason that gives none back":         {whim, refund.DispositionReject, policy.ReasonShippingNotGranted},
		"half a year after delivery":            {late(tooLate, sent("", 50)), refund.DispositionReject, policy.ReasonOutsideWindow},
		"goods that are granted, and one not":   {both, refund.DispositionAttention, policy.ReasonPartlyEligible},
		"before anything arrived":               {late(o, sent("s-2", -1)), refund.DispositionPay, policy.ReasonBeforeDelivery},
		"an amount of nothing is given nothing": {late(o, sent("", 0)), refund.DispositionPay, policy.ReasonBeforeDelivery},
	} {
		if a := first(t, c.asked); a.Disposition != c.disposition || len(a.Reasons) == 0 || a.Reasons[0] != c.reason {
			t.Errorf("%s: got %s %v", name, a.Disposition, a.Reasons)
		}
	}
}

// 300 of 500 were free from 5000 on. A comes back: the 300 are lost. The delivery goes back: nothing is lost of it.
func TestALostFreeDeliveryComesBackWithTheDelivery(t *testing.T) {
	o := order([]refund.Line{goods("A", 1, 3000), goods("B", 1, 3000)}, card(6200))
	o.Shipments = []refund.Shipment{{ShipmentID: "s-1", LineIDs: []refund.LineID{"A", "B"},
		Shipping: refund.Shipping{AmountMinor: 500, DiscountMinor: 300, Discounts: []refund.DiscountShare{{PromotionID: "free", AmountMinor: 300}}}}}
	o.Promotions = []refund.Promotion{{PromotionID: "free", Kind: refund.PromotionFreeShipping, ThresholdMinor: ptr(5000)}}
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("A", 1)), 2700, 0, []part{{refund.ComponentLine, "A", 3000}, {refund.ComponentClawback, "free", -300}}, []leg{{"card", 2700}}},
		{late(o, sent("s-1", 50)), 50, 0, []part{shippingPart("s-1", 50)}, []leg{{"card", 50}}},
		{late(o, sent("s-1", -1)), 450, 0, []part{shippingPart("s-1", 150), {refund.ComponentClawback, "free", 300}}, []leg{{"card", 450}}},
		{mind(o, take("B", 1)), 3000, 0, []part{{refund.ComponentLine, "B", 3000}}, []leg{{"card", 3000}}},
	})
}

func TestShippingAloneTakesNoGoodsAndEarnsTheReasonsOffer(t *testing.T) {
	o := arrived(goods("1", 1, 10000))
	o.Shipping.AmountMinor, o.Payments[0].CapturedMinor = 800, 10800
	a := first(t, late(o, sent("", 300)))
	if a.Goods != nil || a.Offer == nil || slices.ContainsFunc(a.Alternatives, func(other refund.Alternative) bool { return other.Kind == refund.AlternativeExchange }) {
		t.Errorf("goods %+v, offer %+v, alternatives %+v", a.Goods, a.Offer, a.Alternatives)
	}
	for _, component := range a.Components {
		if component.Quantity != 0 {
			t.Errorf("claims a quantity: %+v", component)
		}
	}
}

// A rule about goods says nothing of a delivery; one about nothing but the reason does, and so does handling.
func TestRulesAboutGoodsDoNotDecideDeliveries(t *testing.T) {
	o := arrived(goods("1", 1, 10000))
	o.Shipping.AmountMinor, o.Payments[0].CapturedMinor = 800, 10800
	ask := late(o, sent("", 300))
	for name, c := range map[string]struct {
		rule string
		want refund.Disposition
	}{
		"by what was sold":  {"  - name: r\n    when: {business_models: [PHYSICAL_GOODS]}\n    eligible: false\n    because: NO\n", refund.DispositionPay},
		"by what it asks":   {"  - name: r\n    if: line.quantity >= 0\n    eligible: false\n    because: NO\n", refund.DispositionPay},
		"by the reason":     {"  - name: r\n    when: {reasons: [LATE_DELIVERY]}\n    eligible: false\n    because: NO\n", refund.DispositionReject},
		"by who asks":       {"  - name: r\n    if: request.initiator == \"CUSTOMER\" && request.without_goods\n    eligible: false\n    because: NO\n", refund.DispositionReject},
		"handled by amount": {"\nhandling:\n  - name: h\n    if: result.total_minor >= 300\n    approvals: 1\n", refund.DispositionPay},
	} {
		before := "\nrules:\n"
		if name == "handled by amount" {
			before = ""
		}
		p := policyWith(t, "\n# Up to these,", before+c.rule+"\n# Up to these,")
		a := assess(t, p, ask, historyOf(t, o))
		if a.Disposition != c.want || name == "handled by amount" && !slices.Contains(a.ApprovalReasons, policy.ReasonHandling) {
			t.Errorf("%s: got %s %v, asks for %v", name, a.Disposition, a.Reasons, a.ApprovalReasons)
		}
	}
}
