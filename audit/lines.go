package main

import (
	"encoding/json"
	"slices"
)

// snapshot is the order as it was first seen: what was bought, for how much, from whom, and what it earned.
type snapshot struct {
	Lines []struct {
		LineID         string `json:"line_id"`
		Quantity       int64  `json:"quantity"`
		UnitPriceMinor int64  `json:"unit_price_minor"`
		Discounts      []struct {
			AmountMinor int64 `json:"amount_minor"`
		} `json:"discounts"`
		SellerID   string `json:"seller_id"`
		Commission *struct {
			Rate        string `json:"rate"`
			AmountMinor *int64 `json:"amount_minor"`
		} `json:"commission"`
	} `json:"lines"`
	// OrderDiscounts are only known to be there.
	OrderDiscounts []json.RawMessage `json:"order_discounts"`
	EarnedPoints   []struct {
		Asset  string `json:"asset"`
		Amount int64  `json:"amount"`
	} `json:"earned_points"`
}

// line names a line of an order.
type line struct{ order, line string }

func (l line) String() string { return l.order + "/" + l.line }

// bought is a line's quantity, and what was paid for it without exclusive tax.
type bought struct{ quantity, paidMinor int64 }

// linesAreNotOverclaimed: the quantities and amounts that refunds claim of a line never exceed
// what was bought and paid (promise 2).
func linesAreNotOverclaimed(e evidence) []finding {
	var out []finding
	lines := map[line]bought{}
	for _, o := range e.orders {
		var s snapshot
		if err := json.Unmarshal([]byte(o.snapshot), &s); err != nil {
			out = append(out, found(codeLineUnknown, o.id, "the order's snapshot cannot be read: %v", err))
			continue
		}
		for at, b := range s.bought(o.id) {
			lines[at] = b
		}
	}
	claimed, order := claimedByLine(slices.Concat(e.claims, e.outsideClaims))
	for _, at := range order {
		out = append(out, judgeLine(at, lines, claimed[at])...)
	}
	return out
}

func judgeLine(at line, lines map[line]bought, claimed bought) []finding {
	b, known := lines[at]
	if !known {
		return []finding{found(codeLineUnknown, at.String(), "is claimed and was never bought")}
	}
	var out []finding
	if claimed.quantity > b.quantity {
		out = append(out, found(codeLineOverclaimed, at.String(), "bought %d, claimed %d", b.quantity, claimed.quantity))
	}
	if claimed.paidMinor > b.paidMinor {
		out = append(out, found(codeLineOverpaid, at.String(), "paid %d, claimed %d", b.paidMinor, claimed.paidMinor))
	}
	return out
}

func claimedByLine(claims []claim) (map[line]bought, []line) {
	sum, order := map[line]bought{}, []line(nil)
	for _, c := range claims {
		if c.kind != "LINE" || c.released {
			continue
		}
		at := line{c.order, c.line}
		b, seen := sum[at]
		if !seen {
			order = append(order, at)
		}
		sum[at] = bought{b.quantity + c.quantity, b.paidMinor + c.amount}
	}
	return sum, order
}

func (s snapshot) bought(order string) map[line]bought {
	out := map[line]bought{}
	for _, l := range s.Lines {
		paid := l.UnitPriceMinor * l.Quantity
		for _, d := range l.Discounts {
			paid -= d.AmountMinor
		}
		out[line{order, l.LineID}] = bought{l.Quantity, paid}
	}
	return out
}
