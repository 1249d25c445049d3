package messaging

import (
	"cmp"
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

// linesMax is how many lines of goods a message lists; it says how many more there are.
const linesMax = 20

// returned fills in what has to come back, and what was found.
func (w *writer) returned() error {
	expected := map[refund.LineID]refund.GoodsLine{}
	for _, line := range w.notice.Goods {
		line.Title = w.named(line)
		expected[line.LineID] = line
		if len(w.w.Goods) < linesMax {
			w.w.Goods = append(w.w.Goods, goods{Title: line.Title, Quantity: line.Quantity})
		}
	}
	w.w.GoodsMore = max(0, len(w.notice.Goods)-linesMax)
	w.w.InspectedMore = max(0, len(w.notice.Inspected)-linesMax)
	for _, line := range w.notice.Inspected[:min(linesMax, len(w.notice.Inspected))] {
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
		Title: w.named(expected), Accepted: line.AcceptedQuantity, Partial: line.PartialQuantity, Refused: line.RefusedQuantity,
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

// named is what a customer knows goods by: the title, else the SKU, else the line's id.
func (w *writer) named(line refund.GoodsLine) string {
	if title := oneLine(line.Title); title != "" {
		return refund.Cut(title, titleMax)
	}
	if e := w.notice.Explained; e != nil {
		for i := range e.Request.Order.Lines {
			of := &e.Request.Order.Lines[i]
			if name := oneLine(cmp.Or(of.Title, of.SKU)); of.LineID == line.LineID && name != "" {
				return refund.Cut(name, titleMax)
			}
		}
	}
	return refund.Cut(oneLine(string(line.LineID)), titleMax)
}

// titleMax is how many bytes of a title a message says.
const titleMax = 120
