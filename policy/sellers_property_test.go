package policy_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// taken sums up what the refunds of an order came to, for points and for sellers.
type taken struct {
	points            map[string]int64
	gross, commission map[refund.SellerID]int64
}

func (s *taken) add(t *rapid.T, a refund.Assessment) {
	platform := a.TotalMinor
	for _, has := range a.Sellers {
		s.gross[has.SellerID] += has.SellerMinor + has.CommissionMinor
		s.commission[has.SellerID] += has.CommissionMinor
		platform -= has.SellerMinor + has.CommissionMinor
	}
	own := int64(0) // what of the components no seller has
	for _, c := range a.Components {
		own += c.AmountMinor
		for _, has := range c.Sellers {
			own -= has.SellerMinor + has.CommissionMinor
		}
		if c.Kind == refund.ComponentEarnedPoints {
			s.points[c.Units.Asset] -= c.Units.Amount
		}
	}
	if own != platform {
		t.Fatalf("the platform bears %d by the components, %d by the sellers", own, platform)
	}
}

// TestHoweverAnOrderComesBackAllPointsAndAllSharesDo takes requests in any sequence until all goods are back. Some
// are given up when others have come after them, and so leave the history.
func TestHoweverAnOrderComesBackAllPointsAndAllSharesDo(t *testing.T) {
	p := policyWith(t, "promotion_mode: KEEP", "promotion_mode: REPRICE")
	rapid.Check(t, func(t *rapid.T) {
		o := drawnMarket(t)
		requests := drawnRequests(t, &oracle{order: o})
		var standing []settled
		for i, r := range requests {
			if len(standing) > 0 && rapid.IntRange(0, 2).Draw(t, "given up") == 0 {
				// An allowance stays: units that came back after it are worth less for good.
				if at := rapid.IntRange(0, len(standing)-1).Draw(t, "which"); standing[at].c.CancelledLines[0].AmountMinor == nil {
					standing = slices.Delete(standing, at, at+1)
				}
			}
			c := r.of(o)
			if i == len(requests)-1 {
				c = whole(o, c.Reason)
			}
			a, err := p.Assess(c, historyAfter(t, o, standing))
			if err != nil || !a.Eligible() {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			standing = append(standing, settled{c, a})
			sumOfAll(t, standing).bounded(t, o)
		}
		sumOfAll(t, standing).isAll(t, o)
	})
}

// settled is a refund that stands.
type settled struct {
	c refund.Cancellation
	a refund.Assessment
}

func historyAfter(t *rapid.T, o refund.Order, standing []settled) refund.OrderHistory {
	h, err := policy.HistoryOf(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range standing {
		h = policy.Settle(h, s.c, s.a)
	}
	return h
}

func sumOfAll(t *rapid.T, standing []settled) *taken {
	sum := taken{map[string]int64{}, map[refund.SellerID]int64{}, map[refund.SellerID]int64{}}
	for _, s := range standing {
		sum.add(t, s.a)
	}
	return &sum
}

// bounded: never more points than were earned.
func (s *taken) bounded(t *rapid.T, o refund.Order) {
	for asset, units := range earnedBy(o) {
		if s.points[asset] < 0 || s.points[asset] > units {
			t.Fatalf("%d of %d %s are taken", s.points[asset], units, asset)
		}
	}
}

func earnedBy(o refund.Order) map[string]int64 {
	all := map[string]int64{}
	for _, earned := range o.EarnedPoints {
		all[earned.Asset] += earned.Amount
	}
	return all
}

// isAll: all points, and each seller's price and tax with all of its commission.
func (s *taken) isAll(t *rapid.T, o refund.Order) {
	for asset, units := range earnedBy(o) {
		if s.points[asset] != units {
			t.Fatalf("%d of %d %s are taken in the end", s.points[asset], units, asset)
		}
	}
	gross, commission := map[refund.SellerID]int64{}, map[refund.SellerID]int64{}
	for _, line := range o.Lines {
		if line.SellerID == "" {
			continue
		}
		gross[line.SellerID] += paidFor(line).Int64() + recorded(line.Taxes, refund.TaxExclusive).Int64()
		rate, _ := new(big.Rat).SetString(line.Commission.Rate)
		commission[line.SellerID] += halfAway(rate.Mul(rate, new(big.Rat).SetInt(paidFor(line)))).Int64()
	}
	for seller := range gross {
		if s.gross[seller] != gross[seller] || s.commission[seller] != commission[seller] {
			t.Fatalf("%s bears %d with %d of commission in the end, not %d with %d", seller, s.gross[seller], s.commission[seller], gross[seller], commission[seller])
		}
	}
}
