package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// outsideClaim is what a refund made elsewhere takes of its order: a LINE with its quantity and net amount, or the TAX
// on top of it.
type outsideClaim struct {
	kind     refund.ComponentKind
	line     refund.LineID
	quantity int64
	minor    int64
	taxMinor int64
}

func (c outsideClaim) component() refund.Component {
	return refund.Component{Kind: c.kind, LineID: c.line, Quantity: c.quantity, AmountMinor: c.minor, TaxMinor: c.taxMinor}
}

// attributedLines is what the lines that a person names mean. Their tax is that of the order's record (MONEY C4), in
// the proportion of what was paid back of each line to what was paid for it.
func attributedLines(order refund.Order, lines []ledger.AttributedLine, amountMinor int64) (m ledger.OutsideMeaning, claims []outsideClaim, problem *refund.Problem) {
	var sum int64
	for _, named := range lines {
		line, known := lineOf(order, named.LineID)
		switch {
		case !known:
			return m, nil, problemf(refund.CodeUnknownLine, "the order has no line %s", refund.Cut(string(named.LineID), codeBytes))
		case named.Quantity < 0 || named.AmountMinor <= 0 || named.AmountMinor > amountMinor-sum:
			return m, nil, problemf(ledger.CodeAmountDiffers, "line %s: %d of quantity %d; the lines have to come to %d", named.LineID, named.AmountMinor, named.Quantity, amountMinor)
		}
		sum += named.AmountMinor
		of, err := claimsOf(line, named)
		if err != nil {
			return m, nil, &refund.Problem{Code: refund.CodeCapExceeded, Detail: err.Error()}
		}
		claims = append(claims, of...)
		tax := of[0].taxMinor
		if len(of) > 1 {
			tax += of[1].taxMinor
		}
		m.TaxMinor += tax
		if named.Quantity > 0 {
			m.SalesMinor += named.AmountMinor - tax
		} else {
			m.AllowedMinor += named.AmountMinor - tax
		}
	}
	if sum != amountMinor {
		return m, nil, problemf(ledger.CodeAmountDiffers, "the lines come to %d, refunded were %d", sum, amountMinor)
	}
	return m, claims, nil
}

// claimsOf are a line's claim, and that of the tax on top of it where it has one.
func claimsOf(line refund.Line, named ledger.AttributedLine) ([]outsideClaim, error) {
	paid, err := linePaid(line)
	if err != nil {
		return nil, err
	}
	onTop, err := ledger.Checked(refund.SumMinor(exclusive(line.Taxes)...))
	if err != nil {
		return nil, err
	}
	var within int64
	for _, tax := range line.Taxes {
		if tax.Mode == refund.TaxInclusive {
			within += tax.AmountMinor
		}
	}
	whole := paid + max(0, onTop)
	if named.AmountMinor > whole {
		return nil, fmt.Errorf("line %s: %d of %d paid", line.LineID, named.AmountMinor, whole)
	}
	top, err := refund.Prorate(max(0, onTop), named.AmountMinor, whole)
	if err != nil {
		return nil, err
	}
	inside, err := refund.Prorate(max(0, within), named.AmountMinor, whole)
	if err != nil {
		return nil, err
	}
	claims := []outsideClaim{{kind: refund.ComponentLine, line: line.LineID, quantity: named.Quantity, minor: named.AmountMinor - top, taxMinor: inside}}
	if top > 0 {
		claims = append(claims, outsideClaim{kind: refund.ComponentTax, line: line.LineID, minor: top, taxMinor: top})
	}
	return claims, nil
}

func lineOf(order refund.Order, id refund.LineID) (refund.Line, bool) {
	for _, line := range order.Lines {
		if line.LineID == id {
			return line, true
		}
	}
	return refund.Line{}, false
}
