package explain

import "github.com/makegood/makegood/refund"

// This file reads what an order records of promotions and discounts.

func discountsOf(discounts []refund.DiscountShare, id string) int64 {
	var sum int64
	for _, d := range discounts {
		if string(d.PromotionID) == id {
			sum += d.AmountMinor
		}
	}
	return sum
}

// orderDiscount is the order's discount of a promotion; several of one promotion are not told apart here.
func orderDiscount(order *refund.Order, id string) (int64, bool) {
	count := 0
	for _, d := range order.OrderDiscounts {
		if string(d.PromotionID) == id {
			count++
		}
	}
	return discountsOf(order.OrderDiscounts, id), count == 1
}

// tookOff is what a promotion took off the whole order's goods.
func tookOff(order *refund.Order, id string) int64 {
	sum := discountsOf(order.OrderDiscounts, id)
	for i := range order.Lines {
		sum += discountsOf(order.Lines[i].Discounts, id)
	}
	return sum
}

// goodsOf is what was paid for all goods, their tax on top included.
func goodsOf(order *refund.Order) (int64, bool) {
	var sum int64
	for i := range order.Lines {
		net, err := order.Lines[i].NetMinor()
		onTop, wrong := refund.TaxMinor(order.Lines[i].Taxes, refund.TaxExclusive)
		if err != nil || wrong != nil {
			return 0, false
		}
		sum += net + onTop
	}
	for _, d := range order.OrderDiscounts {
		sum -= d.AmountMinor
	}
	return sum, true
}

// promotionTerm is a term of a promotion's rule.
func promotionTerm(order *refund.Order, of subject) (int64, bool) {
	for i := range order.Promotions {
		rule := &order.Promotions[i]
		if string(rule.PromotionID) != of.promotion {
			continue
		}
		switch of.input {
		case "repeat":
			if rule.Repeat {
				return 1, true
			}
			return 0, true
		case "max_off":
			return pointed(rule.MaxOffMinor)
		case "buy":
			return pointed(rule.BuyQuantity)
		case "get":
			if rule.GetQuantity == nil {
				return 1, true
			}
			return *rule.GetQuantity, true
		case "price":
			return giftPrice(order, rule), true
		}
		return 0, false
	}
	return 0, false
}

// giftPrice is what a gift costs that is kept: its own price, else its line's list price.
func giftPrice(order *refund.Order, rule *refund.Promotion) int64 {
	if rule.GiftPriceMinor != nil {
		return *rule.GiftPriceMinor
	}
	for i := range order.Lines {
		if order.Lines[i].LineID == rule.GiftLineID {
			return order.Lines[i].UnitPriceMinor
		}
	}
	return 0
}
