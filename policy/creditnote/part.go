package creditnote

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// part is a line, a fee or a delivery with its recorded taxes, or the lines of a promotion with theirs.
type part struct {
	in, on taxes
	// rates are the recorded taxes' places among the note's rates.
	rates []int
	// lines and weights are of a promotion: what it took off each.
	lines   []*part
	weights []int64
}

// taxes are recorded taxes of one mode. soFar is what of their sum went back, by what it was credited for.
type taxes struct {
	rates   []int
	weights []int64
	soFar   map[refund.ComponentKind]int64
}

// change is a change of one rate's tax.
type change struct {
	rate  int
	minor int64
}

// move adds to what went back of the taxes, and divides the change over them: what went back so far is always
// divided by largest remainder, so that all of it comes to what was recorded of each (MONEY C3, C4).
func (t *taxes) move(kind refund.ComponentKind, minor int64) ([]change, error) {
	switch {
	case minor == 0:
		return nil, nil
	case len(t.rates) == 1:
		return []change{{t.rates[0], minor}}, nil
	case len(t.rates) == 0:
		return []change{{unrecorded, minor}}, nil
	}
	before, err := signed(t.soFar[kind], t.weights)
	if err != nil {
		return nil, err
	}
	if t.soFar == nil {
		t.soFar = map[refund.ComponentKind]int64{}
	}
	t.soFar[kind] += minor
	after, err := signed(t.soFar[kind], t.weights)
	if err != nil {
		return nil, err
	}
	var changes []change
	for i, rate := range t.rates {
		if after[i] != before[i] {
			changes = append(changes, change{rate, after[i] - before[i]})
		}
	}
	return changes, nil
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
	n := &note{order: o, parts: make(map[place]*part, len(o.Lines)+2), promotions: map[refund.PromotionID]*part{}, places: map[rate]int{}}
	n.rateOf(refund.Tax{})
	for i := range o.Lines {
		n.parts[place{line: o.Lines[i].LineID}] = n.newPart(o.Lines[i].Taxes)
	}
	for _, s := range o.Deliveries() {
		n.parts[place{shipment: s.ShipmentID}] = n.newPart(s.Taxes)
	}
	for _, f := range o.Fees {
		n.parts[place{fee: f.FeeID}] = n.newPart(f.Taxes)
	}
	n.taxes = make([]credited, len(n.rates))
	n.waived, n.voided = make([]credited, len(n.rates)), make([]credited, len(n.rates))
	return n
}

func (n *note) newPart(recorded []refund.Tax) *part {
	p := &part{}
	for _, tax := range recorded {
		i := n.rateOf(tax)
		p.rates = append(p.rates, i)
		of := &p.on
		if tax.Mode == refund.TaxInclusive {
			of = &p.in
		}
		of.rates, of.weights = append(of.rates, i), append(of.weights, tax.AmountMinor)
	}
	slices.Sort(p.rates)
	p.rates = slices.Compact(p.rates) // the same tax recorded twice lies on one net
	return p
}

// rateOf is the place of a tax among the note's rates, in the sequence in which the order names them.
func (n *note) rateOf(tax refund.Tax) int {
	key := rate{mode: tax.Mode, rate: plain(tax.Rate), code: tax.Code}
	i, known := n.places[key]
	if !known {
		i = len(n.rates)
		n.places[key] = i
		n.rates = append(n.rates, key)
	}
	return i
}

// plain writes 0.130 and 0.13 alike.
func plain(rate string) string {
	value, err := refund.ParseDecimal(rate)
	if err != nil { // not recorded
		return rate
	}
	return value.String()
}

// part is the part of the order at a place; where there is none, one without taxes.
func (n *note) part(at place) *part {
	if p, known := n.parts[at]; known {
		return p
	}
	return &part{}
}

// lineOf is the line of a deduction; what a person takes off the whole request has none, and no taxes of its own.
func (n *note) lineOf(c *refund.Component) *part {
	if c.LineID == "" {
		return &part{}
	}
	return n.part(place{line: c.LineID})
}

// giftOf is the line of a gift that was not returned; of tax alone, the lines of its promotion.
func (n *note) giftOf(c *refund.Component) *part {
	if c.LineID == "" {
		return n.promotion(c.PromotionID)
	}
	return n.part(place{line: c.LineID})
}

// promotion are the lines that a promotion took something off, by how much; of one that took nothing off a line, all
// lines by their price.
func (n *note) promotion(id refund.PromotionID) *part {
	if p, known := n.promotions[id]; known {
		return p
	}
	p := &part{}
	for i := range n.order.Lines {
		line := &n.order.Lines[i]
		var off int64
		for _, d := range line.Discounts {
			if d.PromotionID == id {
				off += d.AmountMinor
			}
		}
		p.join(n.parts[place{line: line.LineID}], off)
	}
	if len(p.lines) == 0 {
		for i := range n.order.Lines {
			p.join(n.parts[place{line: n.order.Lines[i].LineID}], max(1, n.order.Lines[i].UnitPriceMinor))
		}
	}
	n.promotions[id] = p
	return p
}

// join adds a line that the promotion took something off.
func (p *part) join(line *part, offMinor int64) {
	if offMinor <= 0 {
		return
	}
	p.lines, p.weights = append(p.lines, line), append(p.weights, offMinor)
	for i, rate := range line.in.rates {
		if at := slices.Index(p.in.rates, rate); at >= 0 {
			p.in.weights[at] += line.in.weights[i]
			continue
		}
		p.in.rates, p.in.weights = append(p.in.rates, rate), append(p.in.weights, line.in.weights[i])
	}
}
