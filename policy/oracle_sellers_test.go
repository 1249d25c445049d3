package policy_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// pointsBack is how many of some points are back after k requests: in proportion to the price of the lines that
// earned them, or to their units where they cost nothing.
func (o *oracle) pointsBack(earned refund.EarnedPoints, k int) *big.Int {
	back, whole, units, all := new(big.Int), new(big.Int), int64(0), int64(0)
	for l, line := range o.order.Lines {
		if len(earned.LineIDs) > 0 && earned.LineIDs[0] != line.LineID {
			continue
		}
		came, _ := o.back(k, l)
		units, all = units+came, all+line.Quantity
		back.Add(back, o.netBack(k, l))
		whole.Add(whole, paidFor(line))
	}
	if whole.Sign() == 0 {
		return portion(num(earned.Amount), units, all)
	}
	return halfAway(new(big.Rat).SetFrac(new(big.Int).Mul(num(earned.Amount), back), whole))
}

// commissionBack is what went back of a line's commission after k requests: as tax does.
func (o *oracle) commissionBack(k, l int) *big.Int {
	line, allowed := o.order.Lines[l], false
	if line.Commission == nil {
		return new(big.Int)
	}
	for _, r := range o.requests[:k] {
		allowed = allowed || r.allowance(l) > 0
	}
	rate, _ := new(big.Rat).SetString(line.Commission.Rate)
	whole := halfAway(rate.Mul(rate, new(big.Rat).SetInt(paidFor(line))))
	units, _ := o.back(k, l)
	back := portion(whole, units, line.Quantity)
	if net := paidFor(line); allowed && net.Sign() > 0 {
		back = halfAway(new(big.Rat).SetFrac(new(big.Int).Mul(whole, o.netBack(k, l)), net))
	}
	if k > 0 {
		if before := o.commissionBack(k-1, l); before.Cmp(back) > 0 {
			return before
		}
	}
	return back
}

// bornBy is what goes back after k requests for a seller's lines before any waiver, restocking included in none:
// their price and tax, less what kept ones lost of promotions and what kept gifts cost.
func (o *oracle) bornBy(seller refund.SellerID, k int) *big.Int {
	sum := new(big.Int)
	_, byLine := o.lost(k)
	for l, line := range o.order.Lines {
		if line.SellerID != seller {
			continue
		}
		back, _ := o.back(k, l)
		charged := new(big.Int).Add(byLine[l], o.giftCharged(k, l))
		tax := o.taxBack(k, l, refund.TaxExclusive)
		if charged.Sign() != 0 {
			kept := new(big.Int).Sub(paidFor(line), portion(paidFor(line), back, line.Quantity))
			atRate := taxOf(line.Taxes, refund.TaxExclusive, kept.Add(kept, charged))
			tax.Add(new(big.Int).Sub(tax, portion(recorded(line.Taxes, refund.TaxExclusive), back, line.Quantity)),
				atRate.Sub(recorded(line.Taxes, refund.TaxExclusive), atRate))
		}
		sum.Add(sum, o.netBack(k, l)).Add(sum, tax).Sub(sum, charged)
	}
	return sum
}

// drawnMarket is an order of promotions whose lines have sellers, and whose purchase earned points.
func drawnMarket(t *rapid.T) refund.Order {
	o := drawnPromoted(t)
	for l := range o.Lines {
		if seller := rapid.SampledFrom([]refund.SellerID{"", "s1", "s2"}).Draw(t, "seller"); seller != "" {
			o.Lines[l] = soldBy(o.Lines[l], seller, rapid.SampledFrom([]string{"0", "0.10", "0.075", "0.999"}).Draw(t, "commission"))
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "earned") {
		earned := refund.EarnedPoints{Asset: fmt.Sprint("PTS:", i%2), Amount: rapid.Int64Range(0, 500).Draw(t, "points")}
		if rapid.Bool().Draw(t, "of one line") {
			earned.LineIDs = []refund.LineID{o.Lines[rapid.IntRange(0, len(o.Lines)-1).Draw(t, "line")].LineID}
		}
		o.EarnedPoints = append(o.EarnedPoints, earned)
	}
	return o
}

// TestPointsAndSellersAgreeWithTheOracle draws requests and holds the engine's points, and who bears what, to the
// oracle's states. What is waived is compared as it is shared: it is no part of what the lines come to.
func TestPointsAndSellersAgreeWithTheOracle(t *testing.T) {
	policies := map[string]*policy.Policy{}
	for _, mode := range []string{"KEEP", "REPRICE", "FORFEIT"} {
		policies[mode] = policyWith(t, "promotion_mode: KEEP", "promotion_mode: "+mode)
	}
	rapid.Check(t, func(t *rapid.T) {
		mode := rapid.SampledFrom([]string{"REPRICE", "FORFEIT", "KEEP"}).Draw(t, "mode")
		o := &oracle{order: drawnMarket(t), mode: mode, restocking: new(big.Rat)}
		h, err := policy.HistoryOf(o.order)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range drawnRequests(t, o) {
			a, err := policies[mode].Assess(r.of(o.order), h)
			if err != nil || !a.Eligible() {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			compare(t, a, o.next(r.asked))
			o.comparePoints(t, a)
			o.compareSellers(t, a)
			h = policy.Settle(h, r.of(o.order), a)
		}
	})
}

// drawn is a request of units, or an allowance, for a reason.
type drawn struct {
	asked
	wanted []refund.CancelledLine
}

func (d drawn) of(o refund.Order) refund.Cancellation {
	if d.fault {
		return damaged(o, d.wanted...)
	}
	return mind(o, d.wanted...)
}

// drawnRequests cuts an order into requests, the last of which takes what is left; an allowance may come between.
func drawnRequests(t *rapid.T, o *oracle) (all []drawn) {
	kept := make([]int64, len(o.order.Lines))
	for l, line := range o.order.Lines {
		kept[l] = line.Quantity
	}
	for last := rapid.IntRange(1, 5).Draw(t, "requests"); last >= 0; last-- {
		d := drawn{asked: asked{units: make([]int64, len(kept)), fault: rapid.Bool().Draw(t, "fault")}}
		l := rapid.IntRange(0, len(kept)-1).Draw(t, "of line")
		if minor := paidFor(o.order.Lines[l]).Int64() / 7; last > 0 && minor > 0 && kept[l] == o.order.Lines[l].Quantity && rapid.IntRange(0, 3).Draw(t, "allowance") == 0 {
			d.allowances = make([]int64, len(kept))
			d.allowances[l] = minor // of a line that is kept whole, so that seven of them fit
			all = append(all, drawn{d.asked, []refund.CancelledLine{{LineID: o.order.Lines[l].LineID, AmountMinor: &minor}}})
			continue
		}
		for l := range kept {
			if d.units[l] = kept[l]; last > 0 {
				d.units[l] = rapid.Int64Range(0, kept[l]).Draw(t, "units")
			}
			if d.units[l] > 0 {
				d.wanted = append(d.wanted, take(o.order.Lines[l].LineID, d.units[l]))
				kept[l] -= d.units[l]
			}
		}
		if len(d.wanted) > 0 {
			all = append(all, d)
		}
	}
	return all
}

func (o *oracle) comparePoints(t *rapid.T, a refund.Assessment) {
	k, want := len(o.requests), map[string]int64{}
	for _, earned := range o.order.EarnedPoints {
		want[earned.Asset] -= o.pointsBack(earned, k).Int64() - o.pointsBack(earned, k-1).Int64()
	}
	for _, c := range a.Components {
		if c.Kind == refund.ComponentEarnedPoints {
			want[c.Units.Asset] -= c.Units.Amount
		}
	}
	for asset, differs := range want {
		if differs != 0 {
			t.Errorf("%s: %d units differ", asset, differs)
		}
	}
}

func (o *oracle) compareSellers(t *rapid.T, a refund.Assessment) {
	k := len(o.requests)
	for _, seller := range []refund.SellerID{"s1", "s2"} {
		var gross, commission int64
		for _, c := range a.Components {
			for _, has := range c.Sellers {
				if has.SellerID == seller && c.Kind != refund.ComponentWaiver {
					gross, commission = gross+has.SellerMinor+has.CommissionMinor, commission+has.CommissionMinor
				}
			}
		}
		wantCommission := new(big.Int)
		for l, line := range o.order.Lines {
			if line.SellerID == seller {
				wantCommission.Add(wantCommission, new(big.Int).Sub(o.commissionBack(k, l), o.commissionBack(k-1, l)))
			}
		}
		if want := new(big.Int).Sub(o.bornBy(seller, k), o.bornBy(seller, k-1)); num(gross).Cmp(want) != 0 || num(commission).Cmp(wantCommission) != 0 {
			t.Errorf("%s bears %d with %d of commission, the oracle says %s and %s", seller, gross, commission, want, wantCommission)
		}
	}
}
