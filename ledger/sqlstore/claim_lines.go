package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// quantitiesTaken says which line has too little left for the proposal, or nothing. What other refunds of
// the order took is in the past that the rules judged on; the counters' CHECKs hold it once more.
func quantitiesTaken(a refund.Assessment, h past) (string, error) {
	left := map[refund.LineID]int64{}
	for _, line := range h.Order.Lines {
		left[line.LineID] += line.Quantity
	}
	for _, earlier := range h.Earlier {
		for _, part := range earlier.Components {
			if part.Kind == refund.ComponentLine {
				left[part.LineID] -= part.Quantity
			}
		}
	}
	for _, part := range a.Components {
		if part.Kind != refund.ComponentLine {
			continue
		}
		rest, known := left[part.LineID]
		if !known || part.Quantity < 0 {
			return "", invariant("component of line %q with quantity %d", part.LineID, part.Quantity)
		}
		if part.Quantity > rest {
			return fmt.Sprintf("line %s: %d asked, %d left", part.LineID, part.Quantity, rest), nil
		}
		left[part.LineID] = rest - part.Quantity
	}
	return "", nil
}

// claim writes what the proposal takes of the order, by component, and moves the counters. The
// counters' CHECKs are promise 2. first is the first free position.
func (t *tx) claim(c *caseRow, a refund.Assessment, first int) error {
	var rows [][]any
	for i, part := range a.Components {
		part.Kind = claimedAs(part)
		var quantity int64
		if part.Kind == refund.ComponentLine {
			quantity = part.Quantity
		}
		key, _ := capOf(part)
		rows = append(rows, []any{c.id, first + i, c.merchant, c.order, part.Kind, part.LineID, key.item, quantity, part.AmountMinor})
	}
	err := t.insert(`claims (refund, position, merchant, order_id, kind, line_id, item, quantity, amount_minor)`, rows)
	if err != nil || len(rows) == 0 {
		return err
	}
	return t.moveCounters(c, '+')
}

// claimedAs is the kind a component is claimed as. The tax of a claw-back, a gift or a deduction has
// either sign and goes with what it is the tax of: only recorded tax uses up the cap of tax.
func claimedAs(part refund.Component) refund.ComponentKind {
	if part.Kind == refund.ComponentTax && part.Of != "" {
		return part.Of
	}
	return part.Kind
}

// takesCap are the claims x that use up a cap, as SQL: what takes away (a fee kept, a claw-back) uses up none
// (capOf).
const takesCap = `x.amount_minor > 0 AND x.kind IN ('LINE', 'FEE', 'SHIPPING', 'TAX')`

// moveCounters moves the counters by all claims that the refund has: '+' takes them, '-' gives them back.
func (t *tx) moveCounters(c *caseRow, sign rune) error {
	of := ` WHERE x.refund = $1 AND NOT x.released AND NOT x.replaced AND `
	err := t.exec(`UPDATE order_lines SET claimed = claimed `+string(sign)+` s.quantity
		FROM (SELECT line_id, SUM(quantity) AS quantity FROM claims x`+of+`x.quantity > 0 GROUP BY line_id) AS s
		WHERE order_lines.merchant = $2 AND order_lines.order_id = $3 AND order_lines.line_id = s.line_id`, c.id, c.merchant, c.order)
	if err != nil {
		return fmt.Errorf("claims of lines: %w", err)
	}
	err = t.exec(`UPDATE order_caps SET claimed_minor = claimed_minor `+string(sign)+` s.minor
		FROM (SELECT kind, item, SUM(amount_minor) AS minor FROM claims x`+of+takesCap+` GROUP BY kind, item) AS s
		WHERE order_caps.merchant = $2 AND order_caps.order_id = $3 AND order_caps.kind = s.kind AND order_caps.item = s.item`,
		c.id, c.merchant, c.order)
	if err != nil {
		return fmt.Errorf("claims of caps: %w", err)
	}
	return nil
}

// checkCaps stops a component for which the order has nothing that was paid.
func checkCaps(a refund.Assessment, pinned refund.Order) error {
	caps, err := capsOf(pinned)
	if err != nil {
		return err
	}
	paid := map[capKey]bool{}
	for _, c := range caps {
		paid[c.capKey] = c.amountMinor > 0
	}
	for _, part := range a.Components {
		part.Kind = claimedAs(part)
		if key, capped := capOf(part); capped && !paid[key] {
			return invariant("nothing was paid for component %s %q of the order", key.kind, key.item)
		}
	}
	return nil
}

// unclaim gives the claims of a refund back: it leaves the sequence (MONEY C2).
func (t *tx) unclaim(c *caseRow) error {
	if err := t.moveCounters(c, '-'); err != nil {
		return err
	}
	return t.exec(`UPDATE claims SET released = $1 WHERE refund = $2`, true, c.id)
}

// claimsReplaced leaves the claims of a replaced proposal out of the refund's sums, and returns the
// first free position.
func (t *tx) claimsReplaced(c *caseRow) (first int, err error) {
	if err := t.exec(`UPDATE claims SET replaced = $1 WHERE refund = $2`, true, c.id); err != nil {
		return 0, err
	}
	err = t.row(`SELECT COALESCE(MAX(position) + 1, 0) FROM claims WHERE refund = $1`, c.id).Scan(&first)
	return first, err
}
