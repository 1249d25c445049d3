package creditnote

import (
	"github.com/makegood/makegood/refund"
)

// lineOf is the line of a deduction; what a person takes off the whole request has none, and no taxes of its own.
func (n *note) lineOf(c *refund.Component) *part {
	if c.LineID == "" {
		return &part{}
	}
	return n.part(place{line: c.LineID})
}

// giftOf is the line of a gift that was not returned; of tax alone, every gift.
func (n *note) giftOf(c *refund.Component) *part {
	if c.LineID == "" {
		return n.gifts()
	}
	return n.part(place{line: c.LineID})
}

// gifts are the lines of all gifts.
func (n *note) gifts() *part {
	if n.given == nil {
		j := n.join()
		for i := range n.order.Promotions {
			line := n.order.Promotions[i].GiftLineID
			if p, known := n.parts[place{line: line}]; known && line != "" {
				j.add(p, 1)
			}
		}
		n.given = j.part()
	}
	return n.given
}

// clawedBack are all lines that something was taken off, and the delivery where it was; all lines where the sender
// did not say which.
func (n *note) clawedBack() *part {
	if n.discounted != nil {
		return n.discounted
	}
	j := n.joined(func(line *refund.Line) int64 {
		return int64(len(line.Discounts) + len(n.order.OrderDiscounts))
	})
	if s := &n.order.Shipping; s.DiscountMinor > 0 || len(s.Discounts) > 0 {
		j.add(n.part(place{}), 1)
	}
	n.discounted = j.part()
	return n.discounted
}

// promotion are the lines that a promotion took something off, by how much; of one that took nothing off a line, all
// lines by their price.
func (n *note) promotion(id refund.PromotionID) *part {
	if p, known := n.promotions[id]; known {
		return p
	}
	p := n.joined(func(line *refund.Line) int64 {
		var off int64
		for _, d := range line.Discounts {
			if d.PromotionID == id {
				off += d.AmountMinor
			}
		}
		return off
	}).part()
	if n.promotions == nil {
		n.promotions = map[refund.PromotionID]*part{}
	}
	n.promotions[id] = p
	return p
}

// joining adds up parts of the order, by the note's rates.
type joining struct {
	taxes, weights []int64
	sum            int64
}

func (n *note) join() *joining {
	return &joining{taxes: make([]int64, len(n.rates)), weights: make([]int64, len(n.rates))}
}

// joined are the lines that weigh something; where none does, all of them by their price.
func (n *note) joined(weight func(*refund.Line) int64) *joining {
	j := n.join()
	for i := range n.order.Lines {
		if w := weight(&n.order.Lines[i]); w > 0 {
			j.add(n.parts[place{line: n.order.Lines[i].LineID}], w)
		}
	}
	if j.sum == 0 {
		for i := range n.order.Lines {
			j.add(n.parts[place{line: n.order.Lines[i].LineID}], max(1, n.order.Lines[i].UnitPriceMinor))
		}
	}
	return j
}

func (j *joining) add(p *part, weight int64) {
	j.sum += weight
	for _, of := range p.in.recorded {
		j.taxes[of.rate] += of.minor
	}
	p.eachRate(func(rate int) { j.weights[rate] += weight })
}

// part is the joined parts as one, whose net lies on each rate by what its lines weigh.
func (j *joining) part() *part {
	p := &part{weights: j.weights, sum: max(1, j.sum)}
	for rate, minor := range j.taxes {
		if minor > 0 {
			p.in.recorded = append(p.in.recorded, recorded{rate, minor})
		}
	}
	return p
}
