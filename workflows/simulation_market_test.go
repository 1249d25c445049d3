package workflows_test

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// onMarket lets sellers sell some lines of an order, for a rate or an amount of commission, and lets the purchase
// earn points. It draws nothing: what else happens in a seed stays as it is.
func (o *simulatedOrder) onMarket(number int, totalMinor int64) {
	for i := range o.order.Lines {
		line := &o.order.Lines[i]
		switch seller := (number + i) % 4; seller {
		case 1:
			line.SellerID, line.Commission = "seller-1", &refund.Commission{Rate: "0.10"}
		case 2, 3:
			minor := line.UnitPriceMinor / 3
			line.SellerID, line.Commission = refund.SellerID(fmt.Sprint("seller-", seller)), &refund.Commission{AmountMinor: &minor}
		}
	}
	if number%3 != 0 {
		o.order.EarnedPoints = []refund.EarnedPoints{{Asset: "PTS:club", Amount: 1 + totalMinor/100},
			{Asset: "PTS:club", Amount: 5, LineIDs: []refund.LineID{o.order.Lines[0].LineID}}}
	}
}
