package creditnote

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// part is a line, a fee or a delivery with its recorded taxes, or the lines of a promotion with theirs.
type part struct {
	in, on taxes
	// weights, by the note's rates, and their sum are of the lines of a promotion: what it took off them.
	weights []int64
	sum     int64
}

// recorded is a tax that the order records: its place among the note's rates, and its amount.
type recorded struct {
	rate  int
	minor int64
}

// taxes are recorded taxes of one mode. soFar is what of their sum went back, by what it was credited for.
type taxes struct {
	recorded []recorded
	soFar    map[refund.ComponentKind]int64
}

// move adds to what went back of the taxes, and tells what that changes of each: what went back so far is always
// divided by largest remainder, so that all of it comes to what was recorded of each (MONEY C3, C4).
func (t *taxes) move(kind refund.ComponentKind, minor int64, changed func(rate int, minor int64)) error {
	switch {
	case minor == 0:
		return nil
	case len(t.recorded) == 0:
		changed(unrecorded, minor)
		return nil
	case len(t.recorded) == 1:
		changed(t.recorded[0].rate, minor)
		return nil
	}
	weights := make([]int64, len(t.recorded))
	for i, of := range t.recorded {
		weights[i] = of.minor
	}
	before, err := signed(t.soFar[kind], weights)
	if err != nil {
		return err
	}
	if t.soFar == nil {
		t.soFar = map[refund.ComponentKind]int64{}
	}
	t.soFar[kind] += minor
	after, err := signed(t.soFar[kind], weights)
	if err != nil {
		return err
	}
	for i, of := range t.recorded {
		changed(of.rate, after[i]-before[i])
	}
	return nil
}

// signed divides an amount of either sign by largest remainder; over weights that are all zero, to the first.
func signed(minor int64, weights []int64) ([]int64, error) {
	if !slices.ContainsFunc(weights, func(w int64) bool { return w > 0 }) {
		out := make([]int64, len(weights))
		out[0] = minor
		return out, nil
	}
	out, err := refund.SpreadLargestRemainder(max(minor, -minor), weights)
	if err != nil || minor >= 0 {
		return out, err
	}
	for i := range out {
		out[i] = -out[i]
	}
	return out, nil
}

// unrecorded is the place of tax that nothing recorded explains.
const unrecorded = 0

func newNote(o *refund.Order) *note {
	count := len(o.Lines) + len(o.Shipments) + 1 + len(o.Fees)
	n := &note{order: o, parts: make(map[place]*part, count), places: map[rate]int{}}
	n.rateOf(refund.Tax{})
	parts := make([]part, 0, count)
	add := func(at place, taxes []refund.Tax) {
		parts = append(parts, part{in: n.ofMode(taxes, refund.TaxInclusive), on: n.ofMode(taxes, refund.TaxExclusive)})
		n.parts[at] = &parts[len(parts)-1]
	}
	for i := range o.Lines {
		add(place{line: o.Lines[i].LineID}, o.Lines[i].Taxes)
	}
	add(place{}, o.Shipping.Taxes)
	for i := range o.Shipments {
		add(place{shipment: o.Shipments[i].ShipmentID}, o.Shipments[i].Taxes)
	}
	for i := range o.Fees {
		add(place{fee: o.Fees[i].FeeID}, o.Fees[i].Taxes)
	}
	n.taxes, n.waived, n.voided = make([]credited, len(n.rates)), make([]credited, len(n.rates)), make([]credited, len(n.rates))
	return n
}

func (n *note) ofMode(list []refund.Tax, mode refund.TaxMode) (out taxes) {
	for i := range list {
		if list[i].Mode == mode {
			out.recorded = append(out.recorded, recorded{n.rateOf(list[i]), list[i].AmountMinor})
		}
	}
	return out
}

// rateOf is the place of a tax among the note's rates, in the sequence in which the order names them: 0.130 and 0.13
// are one.
func (n *note) rateOf(tax refund.Tax) int {
	asWritten := rate{mode: tax.Mode, rate: tax.Rate, code: tax.Code}
	if i, known := n.places[asWritten]; known {
		return i
	}
	plain := asWritten
	if value, err := refund.ParseDecimal(tax.Rate); err == nil { // else none was recorded
		plain.rate = value.String()
	}
	i, known := n.places[plain]
	if !known {
		i = len(n.rates)
		n.rates = append(n.rates, plain)
	}
	n.places[asWritten], n.places[plain] = i, i
	return i
}

// part is the part of the order at a place; where there is none, one without taxes.
func (n *note) part(at place) *part {
	if p, known := n.parts[at]; known {
		return p
	}
	return &part{}
}

// eachRate calls one for every rate of the part, once: a tax that is recorded twice lies on one net.
func (p *part) eachRate(one func(rate int)) {
	for _, list := range [][]recorded{p.in.recorded, p.on.recorded} {
		for i, of := range list {
			if !slices.ContainsFunc(list[:i], func(earlier recorded) bool { return earlier.rate == of.rate }) {
				one(of.rate)
			}
		}
	}
}
