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
	for i, part := range a.Components {
		line := claimRow{kind: claimedAs(part), line: part.LineID, amount: part.AmountMinor}
		if part.Kind == refund.ComponentLine {
			line.quantity = part.Quantity
		}
		part.Kind = line.kind
		if limit, capped := capOf(part); capped {
			line.item = limit.item
		}
		err := t.exec(`INSERT INTO claims (refund, position, merchant, order_id, kind, line_id, item, quantity, amount_minor)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			c.id, first+i, c.merchant, c.order, line.kind, line.line, line.item, line.quantity, line.amount)
		if err != nil {
			return err
		}
		if err := t.count(c, line, 1); err != nil {
			return err
		}
	}
	return nil
}

// claimedAs is the kind a component is claimed as. The tax of a claw-back, a gift or a deduction has
// either sign and goes with what it is the tax of: only recorded tax uses up the cap of tax.
func claimedAs(part refund.Component) refund.ComponentKind {
	if part.Kind == refund.ComponentTax && part.Of != "" {
		return part.Of
	}
	return part.Kind
}

// claimRow is one component's claim.
type claimRow struct {
	kind     refund.ComponentKind
	line     refund.LineID
	item     string
	quantity int64
	amount   int64
}

// count moves the counters of a claim: sign 1 takes, -1 gives back.
func (t *tx) count(c *caseRow, line claimRow, sign int64) error {
	if line.quantity > 0 {
		err := t.exec(`UPDATE order_lines SET claimed = claimed + $1 WHERE merchant = $2 AND order_id = $3 AND line_id = $4`,
			sign*line.quantity, c.merchant, c.order, line.line)
		if err != nil {
			return fmt.Errorf("claim of line %s: %w", line.line, err)
		}
	}
	limit, capped := capOf(refund.Component{Kind: line.kind, LineID: line.line, FeeID: line.item, AmountMinor: line.amount})
	if !capped {
		return nil
	}
	n, err := t.changed(`UPDATE order_caps SET claimed_minor = claimed_minor + $1
		WHERE merchant = $2 AND order_id = $3 AND kind = $4 AND item = $5`,
		sign*limit.minor, c.merchant, c.order, limit.kind, limit.item)
	if err != nil {
		return fmt.Errorf("claim of %s %s: %w", limit.kind, limit.item, err)
	}
	if n != 1 {
		return invariant("nothing was paid for component %s %q of the order", limit.kind, limit.item)
	}
	return nil
}

// unclaim gives the claims of a refund back: it leaves the sequence (MONEY C2).
func (t *tx) unclaim(c *caseRow) error {
	rows, err := list(t, claimFromRow, `SELECT kind, line_id, item, quantity, amount_minor FROM claims
		WHERE refund = $1 AND NOT released`, c.id)
	if err != nil {
		return err
	}
	for _, line := range rows {
		if err := t.count(c, line, -1); err != nil {
			return err
		}
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

func claimFromRow(row scanner) (line claimRow, err error) {
	return line, row.Scan(&line.kind, &line.line, &line.item, &line.quantity, &line.amount)
}
