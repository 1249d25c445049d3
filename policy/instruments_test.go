package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// packetOrder is the order of issue 9: 9000 and 1000, paid with a wallet of 4000 and a red packet of 6000.
func packetOrder() refund.Order {
	return order([]refund.Line{goods("A", 1, 9000), goods("B", 1, 1000)}, tender("wallet", refund.PaymentWallet, 4000), tender("rp", refund.PaymentRedPacket, 6000))
}

// returned is one request of a sequence and what must go back with it.
type returned struct {
	c     refund.Cancellation
	total int64
	legs  []leg
}

func playLegs(t *testing.T, o refund.Order, sequence []returned, replacements ...string) {
	t.Helper()
	p, h := policyWith(t, replacements...), historyOf(t, o)
	for i, r := range sequence {
		var a refund.Assessment
		a, h = settle(t, p, r.c, h)
		if a.Disposition != refund.DispositionPay || a.TotalMinor != r.total || !slices.Equal(legs(a), r.legs) {
			t.Fatalf("request %d: %s %v %d over %v of %v; want %d over %v", i+1, a.Disposition, a.Reasons, a.TotalMinor, legs(a), parts(a), r.total, r.legs)
		}
	}
}

// withRestocking are the replacements for 15 % restocking of a change of mind.
func withRestocking() []string {
	return []string{`restocking_rate: "0"`, `restocking_rate: "0.15"`, "restocking_reasons: []", "restocking_reasons: [CUSTOMER_CHANGED_MIND]"}
}

// MONEY C8: the packet's share is taken before restocking, which the wallet bears; once nothing is kept, the
// packet is back whole.
func TestFeesNeverCostARedPacket(t *testing.T) {
	o := packetOrder()
	for name, c := range map[string][]returned{
		"A, then B": {{mind(o, take("A", 1)), 2250, []leg{{"wallet", 2250}}}, {mind(o, take("B", 1)), 6250, []leg{{"wallet", 250}, {"rp", 6000}}}},
		"B, then A": {{mind(o, take("B", 1)), 250, []leg{{"wallet", 250}}}, {mind(o, take("A", 1)), 8250, []leg{{"wallet", 2250}, {"rp", 6000}}}},
		"together":  {{whole(o, refund.ReasonCustomerChangedMind), 8500, []leg{{"wallet", 2500}, {"rp", 6000}}}},
	} {
		t.Run(name, func(t *testing.T) { playLegs(t, o, c, withRestocking()...) })
	}
}

func TestAFeeThatIsKeptIsBorneByThePaymentsThatCanBeDivided(t *testing.T) {
	o := order([]refund.Line{goods("A", 1, 10000), goods("B", 1, 0)}, tender("wallet", refund.PaymentWallet, 4001), tender("rp", refund.PaymentRedPacket, 6000))
	o.Fees = []refund.Fee{{FeeID: "service", AmountMinor: 1}}
	playLegs(t, o, []returned{
		{mind(o, take("A", 1)), 4000, []leg{{"wallet", 4000}}},
		{mind(o, take("B", 1)), 6000, []leg{{"rp", 6000}}},
	})
	// The wallet of 100 cannot bear a fee of 150: the fee is 100, and the packet is back.
	small := order([]refund.Line{goods("1", 1, 1000)}, tender("rp", refund.PaymentRedPacket, 900), card(100))
	playLegs(t, small, []returned{{whole(small, refund.ReasonCustomerChangedMind), 900, []leg{{"rp", 900}}}}, withRestocking()...)
	// Shipping of 500 stays with the merchant, but only 100 of it was not paid with the packet.
	shipped := order([]refund.Line{goods("1", 1, 1000)}, tender("rp", refund.PaymentRedPacket, 1400), card(100))
	shipped.Shipping = refund.Shipping{AmountMinor: 500}
	playLegs(t, shipped, []returned{{whole(shipped, refund.ReasonCustomerChangedMind), 1400, []leg{{"rp", 1400}}}}, "shipping: WHOLE_ORDER", "shipping: NEVER")
}

// MONEY C8: what was used up is goods kept.
func TestUseKeepsARedPacketsShareForGood(t *testing.T) {
	used, units := int64(3), int64(10)
	course := goods("course", 1, 1000)
	course.BusinessModel, course.UnitsUsed, course.UnitsTotal = refund.ModelCourse, &used, &units
	o := order([]refund.Line{course, goods("book", 1, 1000)}, card(1000), tender("rp", refund.PaymentRedPacket, 1000))
	playLegs(t, o, []returned{
		{mind(o, take("course", 1)), 350, []leg{{"card", 350}}},
		// The card owes 650 and the packet 650: half of 1000 each.
		{mind(o, take("book", 1)), 500, []leg{{"card", 500}}},
	})
}

// MONEY C8: a fault costs no promotion.
func TestAFaultReissuesWhatCannotBeRestored(t *testing.T) {
	o := packetOrder()
	for carrier, via := range map[string]string{"STORE_CREDIT": refund.ViaStoreCredit, "IN_KIND": ""} {
		p := policyWith(t, "  shipping: WHOLE_ORDER", "  fault_reissue: "+carrier+"\n  shipping: WHOLE_ORDER")
		first, h := settle(t, p, damaged(o, take("A", 1)), historyOf(t, o))
		want := []part{{refund.ComponentLine, "A", 9000}, {refund.ComponentTenderNotRestored, "rp", -5400}, {refund.ComponentTenderReissued, "rp", 5400}}
		if first.TotalMinor != 9000 || !slices.Equal(legs(first), []leg{{"wallet", 3600}, {"rp", 5400}}) || !slices.Equal(parts(first), want) {
			t.Fatalf("%s: %d over %v of %v", carrier, first.TotalMinor, legs(first), parts(first))
		}
		if first.Legs[1].Via != via || first.KeptBack != nil {
			t.Errorf("%s: via %q, kept back %v", carrier, first.Legs[1].Via, first.KeptBack)
		}
		// What was re-issued is not restored again: what is left of the packet goes the same way.
		second, _ := settle(t, p, mind(o, take("B", 1)), h)
		if second.TotalMinor != 1000 || !slices.Equal(legs(second), []leg{{"wallet", 400}, {"rp", 600}}) || second.Legs[1].Via != via {
			t.Errorf("%s: then %d over %v of %v", carrier, second.TotalMinor, second.Legs, parts(second))
		}
	}
}

func TestAFaultReissuesAnExpiredInstrumentAndRestoresOneThatIsNot(t *testing.T) {
	fresh, o := packetOrder(), packetOrder()
	past := occurredAt.Add(-time.Hour)
	o.Payments[1].ExpiresAt = &past
	playLegs(t, o, []returned{{whole(o, refund.ReasonDamaged), 10000, []leg{{"wallet", 4000}, {"rp", 6000}}}})
	if a := first(t, whole(o, refund.ReasonDamaged)); a.Legs[1].Via != refund.ViaStoreCredit || a.ApprovalReasons != nil {
		t.Errorf("expired: %+v, approvals %v", a.Legs, a.ApprovalReasons)
	}
	if a := first(t, whole(fresh, refund.ReasonDamaged)); a.TotalMinor != 10000 || a.Legs[1].Via != "" || len(a.Components) != 2 {
		t.Errorf("not expired: %+v of %v", a.Legs, parts(a))
	}
	// A change of mind first, a fault then: the whole packet goes back, what was kept back of it too.
	playLegs(t, fresh, []returned{
		{mind(fresh, take("B", 1)), 400, []leg{{"wallet", 400}}},
		{damaged(fresh, take("A", 1)), 9600, []leg{{"wallet", 3600}, {"rp", 6000}}},
	})
	// Half of the request is a fault: half of the packet's share is re-issued.
	both := order([]refund.Line{goods("1", 1, 1000), goods("2", 1, 1000), goods("3", 1, 8000)}, card(5000), tender("rp", refund.PaymentRedPacket, 5000))
	broken := refund.CancelledLine{LineID: "2", Quantity: 1, Reason: refund.ReasonDamaged}
	playLegs(t, both, []returned{{mind(both, take("1", 1), broken), 1500, []leg{{"card", 1000}, {"rp", 500}}}})
}

// MONEY C8: a tender order ranks the divisible tenders only.
func TestATenderOrderLeavesAnInstrumentItsProportionalShare(t *testing.T) {
	o := order([]refund.Line{goods("1", 4, 1000)}, card(1500), tender("gift", refund.PaymentGiftCard, 500), tender("rp", refund.PaymentRedPacket, 2000))
	for term, want := range map[string][]leg{
		"PROPORTIONAL":       {{"card", 750}, {"gift", 250}},
		"SEQUENCE":           {{"card", 1000}},
		"REVERSE_SEQUENCE":   {{"card", 500}, {"gift", 500}},
		"STORED_VALUE_FIRST": {{"card", 500}, {"gift", 500}},
		"STORED_VALUE_LAST":  {{"card", 1000}},
	} {
		playLegs(t, o, []returned{{mind(o, take("1", 2)), 1000, want}}, "tender_order: PROPORTIONAL", "tender_order: "+term)
	}
}
