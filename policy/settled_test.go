package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// paid settles some legs of a stored proposal, and returns the history without the rest of it.
func paid(in refund.Reassessment, h refund.OrderHistory, ids ...refund.LegID) (refund.Reassessment, refund.OrderHistory) {
	h.Payments = slices.Clone(h.Payments)
	for _, leg := range in.Stored.Assessment.Legs {
		if !slices.Contains(ids, leg.LegID) {
			continue
		}
		in.Settled = append(in.Settled, refund.Leg{PlannedLeg: leg, Status: refund.LegSettled})
		for i := range h.Payments {
			if b := &h.Payments[i]; b.PaymentID == leg.PaymentID {
				var restored int64
				for _, kept := range in.Stored.Assessment.KeptBack {
					if kept.PaymentID == leg.PaymentID {
						restored = -kept.AmountMinor
					}
				}
				b.KeptBackMinor -= restored
				b.ReturnedMinor += leg.AmountMinor
				b.OpenMinor -= leg.AmountMinor - restored
				b.OwedMinor -= leg.AmountMinor - restored
			}
		}
	}
	return in, h
}

func planned(id refund.LegID, payment refund.PaymentID, minor int64) refund.PlannedLeg {
	return refund.PlannedLeg{LegID: id, PaymentID: payment, AmountMinor: minor}
}

func TestPaidLegsStayAndOnlyTheRestIsShared(t *testing.T) {
	// 500 of 1000, tenders 600 to 400: 300 and 200; the first is paid.
	o := order([]refund.Line{goods("1", 2, 500)}, tender("a", refund.PaymentCard, 600), tender("b", refund.PaymentWallet, 400))
	p := defaultPolicy(t)
	request := damaged(o, take("1", 1))
	in, h := paid(stored(t, p, request, historyOf(t, o)), historyOf(t, o), "1")
	for name, c := range map[string]struct {
		to   *int64
		want []refund.PlannedLeg
	}{
		// a owes 300 by now, b 400: of 100 left 43 and 57.
		"adjusted to 400": {ptr(400), []refund.PlannedLeg{planned("1", "a", 300), planned("3", "a", 43), planned("4", "b", 57)}},
		"as it was":       {nil, []refund.PlannedLeg{planned("1", "a", 300), planned("3", "a", 86), planned("4", "b", 114)}},
		"what is paid":    {ptr(300), []refund.PlannedLeg{planned("1", "a", 300)}},
	} {
		in.AdjustToMinor = c.to
		if a := reassess(t, p, in, h); !reflect.DeepEqual(a.Legs, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, a.Legs, c.want)
		}
	}
	in.AdjustToMinor = ptr(299)
	if _, err := reassessed(t, p, in, h); codeOf(err) != refund.CodeAlreadySent {
		t.Errorf("less than is paid: got %v", err)
	}
}

func TestWhatIsKeptBackDoesNotChangeBecauseALegIsPaid(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 4000), goods("2", 1, 6000)}, card(9000), tender("wallet", refund.PaymentWallet, 500), tender("rp", refund.PaymentRedPacket, 500))
	p, h := defaultPolicy(t), historyOf(t, o)
	one := mind(o, take("1", 1))
	in, part := paid(stored(t, p, one, h), h, "1") // card 3600, wallet 200; 200 of the packet kept back
	a := reassess(t, p, in, part)
	if a.TotalMinor != 3800 || !reflect.DeepEqual(a.KeptBack, in.Stored.Assessment.KeptBack) || a.Legs[0] != planned("1", "card", 3600) || a.Legs[1].AmountMinor+a.Legs[2].AmountMinor != 200 {
		t.Errorf("got %d, kept back %v, legs %+v", a.TotalMinor, a.KeptBack, a.Legs)
	}
	// The rest of the order restores the packet; that leg is paid, the others are not.
	h = policy.Settle(h, one, in.Stored.Assessment)
	in, part = paid(stored(t, p, mind(o, take("2", 1)), h), h, "3")
	if in.Settled[0].PlannedLeg != planned("3", "rp", 500) {
		t.Fatalf("paid: %+v", in.Settled)
	}
	a = reassess(t, p, in, part)
	if a.TotalMinor != 6200 || !reflect.DeepEqual(a.KeptBack, in.Stored.Assessment.KeptBack) ||
		!slices.Equal(a.Legs, []refund.PlannedLeg{planned("3", "rp", 500), planned("4", "card", 5400), planned("5", "wallet", 300)}) {
		t.Errorf("got %d, kept back %v, legs %+v", a.TotalMinor, a.KeptBack, a.Legs)
	}
}

// The second request restores the packet with the 200 the first kept back; then the first leaves the
// sequence.
func TestAPacketThatIsBackStaysSoWhenGoodsAreKeptAgain(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 4000), goods("2", 1, 6000)}, card(9500), tender("rp", refund.PaymentRedPacket, 500))
	p, h := defaultPolicy(t), historyOf(t, o)
	one, two := mind(o, take("1", 1)), mind(o, take("2", 1))
	both := policy.Settle(h, one, assess(t, p, one, h))
	in, alone := paid(stored(t, p, two, both), h, "2") // card 5700; the packet's 500 are paid
	packet := &alone.Payments[1]
	packet.OpenMinor = 0
	if packet.KeptBackMinor != -200 || packet.OwedMinor != 200 {
		t.Fatalf("the packet without the first: %+v", packet)
	}
	// Looked at anew, the packet is 500 of the second's 6000, and nothing of it is in advance.
	a := reassess(t, p, in, alone)
	if a.TotalMinor != 6000 || len(a.KeptBack) != 0 || !slices.Equal(a.Legs, []refund.PlannedLeg{planned("2", "rp", 500), planned("3", "card", 5500)}) {
		t.Errorf("anew: %d, kept back %v, legs %+v", a.TotalMinor, a.KeptBack, a.Legs)
	}
	// Left as it was, the first line's next request keeps back what was given in advance.
	alone = policy.Settle(h, two, in.Stored.Assessment)
	a = assess(t, p, one, alone)
	if a.TotalMinor != 3800 || !slices.Equal(a.KeptBack, []refund.KeptBack{{PaymentID: "rp", AmountMinor: 200}}) ||
		!slices.Equal(a.Legs, []refund.PlannedLeg{planned("1", "card", 3800)}) {
		t.Errorf("next: %d, kept back %v, legs %+v", a.TotalMinor, a.KeptBack, a.Legs)
	}
}

func TestAPaymentThatStoppedLaterOnlyMattersForWhatIsStillToBePaid(t *testing.T) {
	o := order([]refund.Line{goods("1", 2, 500)}, tender("a", refund.PaymentCard, 500), tender("b", refund.PaymentWallet, 500))
	p := defaultPolicy(t)
	in, h := paid(stored(t, p, whole(o, refund.ReasonOther), historyOf(t, o)), historyOf(t, o), "1")
	h.Payments[0].Stop = "dispute open"
	if a := reassess(t, p, in, h); !a.Eligible() || a.Legs[1] != planned("3", "b", 500) {
		t.Errorf("got %s %v, legs %+v", a.Disposition, a.Reasons, a.Legs)
	}
	h.Payments[1].Stop = "dispute open"
	if a := reassess(t, p, in, h); !slices.Equal(a.Reasons, []string{policy.ReasonPaymentStopped}) {
		t.Errorf("got %s %v", a.Disposition, a.Reasons)
	}
}

func TestPointsAreCountedOnFromWhatIsPaid(t *testing.T) {
	points := tender("pts", refund.PaymentPoints, 1000)
	points.Units = &refund.Units{Asset: "PTS:club", Amount: 1500}
	o := order([]refund.Line{goods("1", 1, 2000)}, points, card(1000))
	p := defaultPolicy(t)
	in := stored(t, p, whole(o, refund.ReasonOther), historyOf(t, o))
	in.AdjustToMinor = ptr(999) // 500 of points by 999 x 1/2: 500 (750 units), card 499
	in.Stored.Assessment = reassess(t, p, in, historyOf(t, o))
	in, h := paid(in, historyOf(t, o), in.Stored.Assessment.Legs[0].LegID)
	in.AdjustToMinor = nil
	a := reassess(t, p, in, h)
	var units int64
	for _, leg := range a.Legs {
		if leg.Units != nil {
			units += leg.Units.Amount
		}
	}
	if units != 1500 || a.TotalMinor != 2000 || sumOfLegs(a) != 2000 {
		t.Errorf("%d of 1500 points over %+v", units, a.Legs)
	}
}

func sumOfLegs(a refund.Assessment) (sum int64) {
	for _, leg := range a.Legs {
		sum += leg.AmountMinor
	}
	return sum
}
