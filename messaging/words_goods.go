package messaging

import (
	"fmt"
	"regexp"

	"github.com/makegood/makegood/refund"
)

// goods is a quantity of something that has to come back.
type goods struct {
	Title    string
	Quantity int64
}

// found is what was made of one line when goods came back.
type found struct {
	Title                               string
	Accepted, Partial, Refused, Missing int64
	// Deducted is what the partial ones are worth less.
	Deducted string
	Why      string
}

// returned fills in what has to come back, and what was found.
func (w *writer) returned() error {
	expected := map[refund.LineID]refund.GoodsLine{}
	for _, line := range w.notice.Goods {
		expected[line.LineID] = line
		w.w.Goods = append(w.w.Goods, goods{Title: titleOf(line), Quantity: line.Quantity})
	}
	for _, line := range w.notice.Inspected {
		said, err := w.found(line, expected[line.LineID])
		if err != nil {
			return err
		}
		w.w.Inspected = append(w.w.Inspected, said)
	}
	return nil
}

func (w *writer) found(line refund.InspectedLine, expected refund.GoodsLine) (found, error) {
	expected.LineID = line.LineID
	f := found{
		Title: titleOf(expected), Accepted: line.AcceptedQuantity, Partial: line.PartialQuantity, Refused: line.RefusedQuantity,
		Missing: max(0, expected.Quantity-line.TakenQuantity()-line.RefusedQuantity),
	}
	if f.Partial > 0 || f.Refused > 0 {
		f.Why = w.findingIn(line.Reason)
	}
	if line.DeductMinor == 0 {
		return f, nil
	}
	text, err := w.amount(line.DeductMinor, w.notice.Currency)
	if err != nil {
		return found{}, fmt.Errorf("line %s: %w", line.LineID, err)
	}
	f.Deducted = text
	return f, nil
}

// code is how stable codes look; anything else is a person's own words.
var code = regexp.MustCompile(`^[A-Z0-9_]*$`)

// findingIn says why goods were not taken back whole: a code in words, a person's words as they are.
func (w *writer) findingIn(reason string) string {
	if !code.MatchString(reason) {
		return oneLine(reason)
	}
	if said, ok := w.reasons[findingPrefix+reason]; ok {
		return said
	}
	return w.reasons[anyFinding]
}

// titleOf names goods as the customer knows them; an order without titles is named by its lines.
func titleOf(line refund.GoodsLine) string {
	if line.Title != "" {
		return oneLine(line.Title)
	}
	return string(line.LineID)
}
