package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// takeFor takes units of a line for a reason of their own.
func takeFor(id refund.LineID, quantity int64, reason refund.Reason) refund.CancelledLine {
	return refund.CancelledLine{LineID: id, Quantity: quantity, Reason: reason}
}

// MONEY's case of fees in one request: 333 with 27 of tax (82/3 = 27.33) less 15 % for a change of mind, 666 with 55
// (82 - 27) for damage: 310 + 721.
func TestOneLineForTwoReasonsInOneRequest(t *testing.T) {
	o := order([]refund.Line{goods("1", 3, 333, tax(refund.TaxExclusive, 82))}, card(1081))
	c := mind(o, take("1", 1), takeFor("1", 2, refund.ReasonDamaged))
	play(t, restocking(t), o, []request{{c, 1031, 82, []part{{refund.ComponentLine, "1", 333}, {refund.ComponentTax, "1", 27},
		{refund.ComponentLine, "1", 666}, {refund.ComponentTax, "1", 55}, {refund.ComponentRestocking, "1", -50}}, []leg{{"card", 1031}}}})
}

// Seven of 5000 with 10 % off from 30000. Two come back: one damaged, which counts as kept (C6), and one for a change
// of mind. Six are tested: 30000 earn their 10 %, nothing is lost. As two changes of mind five are: 2500 are lost.
func TestEachReasonOfALineCountsForItsPromotionAlone(t *testing.T) {
	o := sevenUnits()
	mixed := assess(t, defaultPolicy(t), mind(o, take("1", 1), takeFor("1", 1, refund.ReasonDamaged)), historyOf(t, o))
	if !slices.Equal(parts(mixed), []part{{refund.ComponentLine, "1", 4500}, {refund.ComponentLine, "1", 4500}}) {
		t.Errorf("one damaged, one not wanted: %v", parts(mixed))
	}
	both := assess(t, defaultPolicy(t), mind(o, take("1", 1), takeFor("1", 1, refund.ReasonOther)), historyOf(t, o))
	if sumOf(both, refund.ComponentClawback) != -2500 {
		t.Errorf("two not wanted: %v", parts(both))
	}
}

func TestEachReasonOfALineIsGrantedOnItsOwn(t *testing.T) {
	// Made to order: not for a change of mind, and for damage all the same.
	o := arrived(goods("1", 3, 1000))
	o.Lines[0].CustomMade = true
	a := first(t, mind(o, take("1", 1), takeFor("1", 1, refund.ReasonDamaged)))
	if a.Disposition != refund.DispositionAttention || !slices.Equal(a.Reasons, []string{policy.ReasonPartlyEligible, "EXCLUDED_CUSTOM_MADE"}) {
		t.Errorf("got %s %v", a.Disposition, a.Reasons)
	}
	want := []refund.AppliedRule{{LineID: "1", Reason: refund.ReasonCustomerChangedMind, Rule: "custom-made-is-final"}}
	if !slices.Equal(a.Rules, want) {
		t.Errorf("decided by %v", a.Rules)
	}
	// Together they take no more than there is.
	over := first(t, damaged(o, take("1", 2), takeFor("1", 2, refund.ReasonNotDelivered)))
	if over.Disposition != refund.DispositionReject || !slices.Equal(over.Reasons, []string{string(refund.CodeQuantityRefunded)}) {
		t.Errorf("four of three: %s %v", over.Disposition, over.Reasons)
	}
}

// C8: of 2000 by a wallet and a packet, 1000 each, half is a fault: of the packet's 1000 a half is made good when one
// of two units was damaged and the other not wanted. Nothing is kept, so that the packet goes back whole instead.
func TestTheFaultOfOneReasonIsOfItsUnitsAlone(t *testing.T) {
	o := order([]refund.Line{goods("1", 4, 1000)}, tender("wallet", refund.PaymentWallet, 2000), tender("rp", refund.PaymentRedPacket, 2000))
	a := first(t, mind(o, take("1", 1), takeFor("1", 1, refund.ReasonDamaged)))
	want := []part{{refund.ComponentLine, "1", 1000}, {refund.ComponentLine, "1", 1000}, {refund.ComponentTenderNotRestored, "rp", -1000}, {refund.ComponentTenderReissued, "rp", 500}}
	if !slices.Equal(parts(a), want) || !slices.Equal(legs(a), []leg{{"wallet", 1000}, {"rp", 500}}) {
		t.Errorf("got %v over %v", parts(a), legs(a))
	}
}
