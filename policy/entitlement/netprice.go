package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// netPrices returns the lines' net prices, less their shares of discounts the sender did not
// allocate: those are spread by net price over the lines the promotion is about (MONEY C3), so that
// no more goes back than was paid. The second result is those shares, by discount and line.
func netPrices(order *refund.Order) (net []int64, shares [][]int64, err error) {
	net = make([]int64, len(order.Lines))
	for i := range order.Lines {
		if net[i], err = order.Lines[i].NetMinor(); err != nil {
			return nil, nil, err
		}
	}
	for _, discount := range order.OrderDiscounts {
		of, err := spreadDiscount(order, discount, net)
		if err != nil {
			return nil, nil, err
		}
		for i := range net {
			net[i] -= of[i]
		}
		shares = append(shares, of)
	}
	return net, shares, nil
}

// spreadDiscount is each line's share of a discount on the order: over the lines that qualify for
// its promotion, or over all where those cost less than it took off.
func spreadDiscount(order *refund.Order, discount refund.DiscountShare, net []int64) ([]int64, error) {
	for _, weights := range [][]int64{qualifyingOnly(order, discount.PromotionID, net), net} {
		shares, err := refund.ShareTenders(discount.AmountMinor, weights)
		if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
			continue
		}
		return shares, err
	}
	return nil, refund.Problem{Code: refund.CodeDiscountExceedsLine,
		Detail: fmt.Sprintf("order discount %s is more than the lines cost", discount.PromotionID)}
}

func qualifyingOnly(order *refund.Order, id refund.PromotionID, net []int64) []int64 {
	for i := range order.Promotions {
		p := &order.Promotions[i]
		if p.PromotionID != id || len(p.QualifyingLineIDs) == 0 {
			continue
		}
		weights := make([]int64, len(net))
		for l := range order.Lines {
			if slices.Contains(p.QualifyingLineIDs, order.Lines[l].LineID) {
				weights[l] = net[l]
			}
		}
		return weights
	}
	return net
}
