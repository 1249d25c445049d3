package withdrawal

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/refund"
)

// partOf are the lines that a declaration means; none: all of the order. false: they are not clear, and a person has to look.
// Nothing is guessed: every word of the customer's has to name one line, by its id, its article number or its title.
func partOf(d Declaration, order refund.Order) (lines []refund.CancelledLine, clear bool) {
	for _, chosen := range d.Lines {
		at := slices.IndexFunc(order.Lines, func(l refund.Line) bool { return l.LineID == chosen.LineID })
		if at < 0 || chosen.Quantity <= 0 || chosen.Quantity > order.Lines[at].Quantity || named(lines, chosen.LineID) {
			return nil, false
		}
		lines = append(lines, refund.CancelledLine{LineID: chosen.LineID, Quantity: chosen.Quantity})
	}
	if len(d.Lines) > 0 {
		return lines, d.Part == ""
	}
	for _, said := range entries(d.Part) {
		one, ok := lineNamed(said, order)
		if !ok || named(lines, one.LineID) {
			return nil, false
		}
		lines = append(lines, one)
	}
	return lines, true
}

func named(lines []refund.CancelledLine, id refund.LineID) bool {
	return slices.ContainsFunc(lines, func(l refund.CancelledLine) bool { return l.LineID == id })
}

// entries cuts what the customer wrote at line ends and semicolons.
func entries(part string) (out []string) {
	for _, one := range strings.FieldsFunc(part, func(r rune) bool { return r == '\n' || r == ';' || r == '；' }) {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// counted is "2 x something" or "2 × something".
var counted = regexp.MustCompile(`^(\d{1,9})\s*[x×]\s*(.+)$`)

// lineNamed finds the one line that a text names; without a number all of the line is meant.
func lineNamed(said string, order refund.Order) (refund.CancelledLine, bool) {
	quantity, name := int64(0), said
	if parts := counted.FindStringSubmatch(said); parts != nil {
		number, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil {
			return refund.CancelledLine{}, false
		}
		quantity, name = number, parts[2]
	}
	found := -1
	for i, l := range order.Lines {
		if !isNamed(l, name) {
			continue
		}
		if found >= 0 {
			return refund.CancelledLine{}, false
		}
		found = i
	}
	if found < 0 {
		return refund.CancelledLine{}, false
	}
	l := order.Lines[found]
	if parts := counted.FindStringSubmatch(said); parts == nil {
		quantity = l.Quantity
	}
	if quantity <= 0 || quantity > l.Quantity {
		return refund.CancelledLine{}, false
	}
	return refund.CancelledLine{LineID: l.LineID, Quantity: quantity}, true
}

func isNamed(l refund.Line, name string) bool {
	return name == string(l.LineID) || l.SKU != "" && strings.EqualFold(name, l.SKU) || l.Title != "" && strings.EqualFold(name, l.Title)
}
