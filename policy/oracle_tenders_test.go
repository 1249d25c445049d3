package policy_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// tenderOracle divides refunds over the payments of an order a second time (MONEY C8), in big integers: what
// each payment gave so far is all it remembers. One of the payments is a red packet.
type tenderOracle struct {
	captured, gave, lost []*big.Int
	packet               int
	expired              bool
	reissued             *big.Int
	// unspent is what goods and refundable charges may still give back, chargesKept what the merchant keeps of
	// charges and fees.
	unspent, chargesKept *big.Int
}

func newTenderOracle(o refund.Order, expired bool) *tenderOracle {
	t := &tenderOracle{reissued: new(big.Int), unspent: new(big.Int), chargesKept: new(big.Int), expired: expired, packet: -1}
	for i, payment := range o.Payments {
		t.captured, t.gave, t.lost = append(t.captured, num(payment.CapturedMinor)), append(t.gave, new(big.Int)), append(t.lost, new(big.Int))
		if payment.Kind == refund.PaymentRedPacket {
			t.packet = i
		}
	}
	for _, line := range o.Lines {
		t.unspent.Add(t.unspent, new(big.Int).Add(paidFor(line), recorded(line.Taxes, refund.TaxExclusive)))
	}
	for _, fee := range o.Fees {
		t.chargesKept.Add(t.chargesKept, num(fee.AmountMinor))
	}
	return t
}

// asks is one request as the payments see it: what it comes to before fees, the fees wanted, whether the
// merchant is at fault and whether nothing is kept afterwards.
type asks struct {
	total, fees *big.Int
	fault, last bool
}

// gives is what each payment gives back; fees are what was kept of those wanted.
type gives struct {
	legs []*big.Int
	fees *big.Int
}

// next divides a request.
func (t *tenderOracle) next(r asks) gives {
	t.unspent.Sub(t.unspent, r.total)
	owed := make([]*big.Int, len(t.captured))
	for i := range owed {
		owed[i] = new(big.Int).Sub(t.captured[i], new(big.Int).Add(t.gave[i], t.lost[i]))
	}
	out := gives{legs: make([]*big.Int, len(owed))}
	packet, cash := t.packetsShare(r, owed)
	out.legs[t.packet] = packet
	out.fees = smallest(r.fees, cash)
	t.chargesKept.Add(t.chargesKept, out.fees)
	weights := slices.Clone(owed)
	weights[t.packet] = new(big.Int)
	for i, part := range parcel(new(big.Int).Sub(cash, out.fees), weights) {
		if i != t.packet {
			out.legs[i] = part
		}
		t.gave[i].Add(t.gave[i], out.legs[i])
	}
	return out
}

// packetsShare is what goes back against the packet, and what is left for the others.
func (t *tenderOracle) packetsShare(r asks, owed []*big.Int) (packet, cash *big.Int) {
	mine := owed[t.packet]
	room := new(big.Int).Add(r.total, t.chargesKept)
	if r.last && !t.expired && mine.Cmp(room) <= 0 {
		packet = new(big.Int).Add(mine, t.lost[t.packet])
		t.lost[t.packet] = new(big.Int)
		return packet, smallest(new(big.Int).Sub(r.total, mine), r.total)
	}
	share := parcel(r.total, owed)[t.packet]
	if short := new(big.Int).Sub(mine, new(big.Int).Add(share, t.unspent)); !r.last && !t.expired && short.Sign() > 0 {
		share.Add(share, smallest(short, new(big.Int).Sub(r.total, share), new(big.Int).Sub(mine, share)))
	}
	cash = new(big.Int).Sub(r.total, share)
	if r.fault {
		t.reissued.Add(t.reissued, share)
		return share, cash
	}
	t.lost[t.packet].Add(t.lost[t.packet], share)
	return new(big.Int), cash
}

// TestEveryDivisionAgreesWithTheOracle draws orders paid with a red packet among others, a fee that nobody gets
// back, restocking, faults and any sequence, and holds the legs to the oracle and to MONEY C8's promise: once
// nothing is kept, the packet is back.
func TestEveryDivisionAgreesWithTheOracle(t *testing.T) {
	policies := map[string]*policy.Policy{"0": policyWith(t), "0.15": restocking(t)}
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom([]string{"0", "0.15"}).Draw(t, "restocking")
		restocking, _ := new(big.Rat).SetString(rate)
		o, expired := drawnWithPacket(t)
		money, tenders := &oracle{order: o, mode: "KEEP", restocking: new(big.Rat)}, newTenderOracle(o, expired)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		kept := make([]int64, len(o.Lines))
		for l, line := range o.Lines {
			kept[l] = line.Quantity
		}
		for slices.Max(kept) > 0 {
			c, r := drawnRequest(t, o, kept)
			a, err := assessed(t, policies[rate], c, h)
			if err != nil || !a.Eligible() {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			wanted := asks{total: money.next(r).total, fees: new(big.Int), fault: r.fault, last: slices.Max(kept) == 0}
			for l, line := range o.Lines {
				list := new(big.Int).Mul(num(line.UnitPriceMinor), num(r.units[l]))
				if !r.fault {
					wanted.fees.Add(wanted.fees, halfAway(new(big.Rat).Mul(new(big.Rat).SetInt(list), restocking)))
				}
			}
			compareDivision(t, a, o, tenders.next(wanted))
			h = policy.Settle(h, c, a)
		}
		packet := h.Payments[tenders.packet]
		if !expired && packet.ReturnedMinor != packet.CapturedMinor {
			t.Fatalf("nothing is kept, and the packet ends with %+v", packet)
		}
	})
}

func drawnWithPacket(t *rapid.T) (o refund.Order, expired bool) {
	o = order(nil)
	for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
		o.Lines = append(o.Lines, goods(refund.LineID(fmt.Sprint(i)), rapid.Int64Range(1, 3).Draw(t, "quantity"), rapid.Int64Range(0, 3000).Draw(t, "price")))
	}
	o.Fees = []refund.Fee{{FeeID: "service", AmountMinor: rapid.Int64Range(1, 99).Draw(t, "fee")}}
	left, err := o.PaidMinor()
	if err != nil {
		t.Fatal(err)
	}
	packet := rapid.Int64Range(0, left).Draw(t, "packet")
	gift := rapid.Int64Range(0, left-packet).Draw(t, "gift card")
	red := tender("rp", refund.PaymentRedPacket, packet)
	if expired = rapid.Bool().Draw(t, "expired"); expired {
		before := occurredAt.Add(-time.Minute)
		red.ExpiresAt = &before
	}
	o.Payments = []refund.Payment{card(left - packet - gift), red, tender("gift", refund.PaymentGiftCard, gift)}
	return o, expired
}

// drawnRequest takes units off what is kept: for one reason, as the oracle and as the engine are asked.
func drawnRequest(t *rapid.T, o refund.Order, kept []int64) (refund.Cancellation, asked) {
	r, wanted := asked{units: make([]int64, len(kept)), fault: rapid.Bool().Draw(t, "fault")}, []refund.CancelledLine(nil)
	for l := range kept {
		least := int64(0)
		if len(wanted) == 0 && largest(kept[l+1:]) == 0 {
			least = kept[l]
		}
		if r.units[l] = rapid.Int64Range(least, kept[l]).Draw(t, "units"); r.units[l] > 0 {
			wanted = append(wanted, take(o.Lines[l].LineID, r.units[l]))
			kept[l] -= r.units[l]
		}
	}
	if r.fault {
		return damaged(o, wanted...), r
	}
	return mind(o, wanted...), r
}

func compareDivision(t *rapid.T, a refund.Assessment, o refund.Order, want gives) {
	t.Helper()
	total := new(big.Int)
	for i, payment := range o.Payments {
		got := new(big.Int)
		for _, l := range a.Legs {
			if l.PaymentID == payment.PaymentID {
				got.Add(got, num(l.AmountMinor))
			}
		}
		if got.Cmp(want.legs[i]) != 0 {
			t.Errorf("%s gives %s; the oracle says %s; parts %v", payment.PaymentID, got, want.legs[i], parts(a))
		}
		total.Add(total, want.legs[i])
	}
	if num(a.TotalMinor).Cmp(total) != 0 || num(-sumOf(a, refund.ComponentRestocking)).Cmp(want.fees) != 0 {
		t.Errorf("total %d with restocking %d; the oracle says %s, %s", a.TotalMinor, sumOf(a, refund.ComponentRestocking), total, want.fees)
	}
}

// largest of some counts; 0 of none.
func largest(counts []int64) (most int64) {
	for _, count := range counts {
		most = max(most, count)
	}
	return most
}
