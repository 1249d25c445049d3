package creditnote

import (
	"errors"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// ErrInvariant: the taxes do not come to the tax of the components. A bug of this package.
var ErrInvariant = errors.New("credit note: invariant broken")

// Input is what a credit note is computed from.
type Input struct {
	// Order is the pinned one.
	Order *refund.Order
	// Earlier are the components of the order's earlier refunds, in their sequence.
	Earlier [][]refund.Component
	// Components are the refund's own.
	Components []refund.Component
}

// Of returns the credit note of a refund; nil where nothing is credited. Taxes are cumulative over the order's
// refunds, so that those of the whole order come to the recorded ones (MONEY C4).
func Of(in Input) (*refund.CreditNote, error) {
	n := newNote(in.Order)
	for _, components := range append(in.Earlier[:len(in.Earlier):len(in.Earlier)], in.Components) {
		n.begin()
		for i := range components {
			if err := n.add(&components[i]); err != nil {
				return nil, fmt.Errorf("credit note: %s: %w", components[i].Kind, err)
			}
		}
	}
	return n.document(in)
}

// document is the note of the components that were added since the last begin.
func (n *note) document(in Input) (*refund.CreditNote, error) {
	out := &refund.CreditNote{Invoice: in.Order.Invoice, NetMinor: n.netMinor}
	var sum, want int64
	for i, tax := range n.taxes {
		sum += tax.minor
		if tax.minor != 0 || tax.baseMinor != 0 {
			rate := n.rates[i]
			out.Taxes = append(out.Taxes, refund.CreditedTax{Mode: rate.mode, Code: rate.code, Rate: rate.rate, NetMinor: tax.baseMinor, TaxMinor: tax.minor})
		}
	}
	for i := range in.Components {
		want += in.Components[i].TaxMinor
	}
	if sum != want {
		return nil, fmt.Errorf("%w: taxes sum to %d, not %d", ErrInvariant, sum, want)
	}
	if out.NetMinor == 0 && len(out.Taxes) == 0 {
		return nil, nil // nothing is credited
	}
	return out, nil
}

// note is a credit note in the making. What it keeps of earlier refunds is what a later one takes up again.
type note struct {
	order *refund.Order
	parts map[place]*part
	// promotions are the lines that a promotion took something off; discounted those that any took something off,
	// given the promotions' gifts.
	promotions        map[refund.PromotionID]*part
	discounted, given *part
	rates             []rate
	places            map[rate]int
	// taxes are this refund's, by rate; totalMinor and netMinor are this refund's so far, with and without tax.
	taxes                []credited
	totalMinor, netMinor int64
	// waived and voided are what waivers and voids of all refunds took of each rate (negative), and voidedMinor
	// what voids took in all.
	waived, voided []credited
	voidedMinor    int64
}

// rate names a tax. An empty one is for tax that nothing recorded explains.
type rate struct {
	mode       refund.TaxMode
	rate, code string
}

// credited is the tax of one rate, and the net it lies on.
type credited struct{ minor, baseMinor int64 }

// place names a part of an order that has taxes of its own: a line, a fee or a delivery.
type place struct {
	line     refund.LineID
	fee      string
	shipment refund.ShipmentID
}

func placeOf(c *refund.Component) place {
	return place{line: c.LineID, fee: c.FeeID, shipment: c.ShipmentID}
}

// begin begins another refund of the order.
func (n *note) begin() {
	clear(n.taxes)
	n.totalMinor, n.netMinor = 0, 0
}

// add adds a component of the refund.
func (n *note) add(c *refund.Component) error {
	switch c.Kind {
	case refund.ComponentLine, refund.ComponentShipping, refund.ComponentFee:
		return n.give(n.part(placeOf(c)), c)
	case refund.ComponentTax:
		return n.onTop(c)
	case refund.ComponentClawback:
		return n.giveOf(n.clawedBack(), n.promotion(c.PromotionID), c)
	case refund.ComponentGiftNotReturned:
		return n.giveOf(n.gifts(), n.giftOf(c), c)
	case refund.ComponentReturnShipping:
		n.charge(c)
		return nil
	case refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentRestocking, refund.ComponentAdjustment:
		return n.deduct(n.lineOf(c), c, refund.TaxInclusive)
	case refund.ComponentWaiver:
		return n.waive(c)
	case refund.ComponentVoid:
		return n.void(c)
	case refund.ComponentTenderNotRestored, refund.ComponentTenderReissued, refund.ComponentRounding, refund.ComponentEarnedPoints:
		return n.nothing(c)
	}
	return n.nothing(c)
}

// nothing is for what is a matter of payment: it credits nothing, and has no tax.
func (n *note) nothing(c *refund.Component) error {
	if c.TaxMinor != 0 {
		return n.spread(everything, c.TaxMinor)
	}
	return nil
}

// onTop adds exclusive tax: of what goes back, of what kept goods lost, or of a deduction.
func (n *note) onTop(c *refund.Component) error {
	switch c.Of {
	case refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentAdjustment, refund.ComponentRestocking,
		refund.ComponentReturnShipping:
		return n.deduct(n.lineOf(c), c, refund.TaxExclusive)
	case refund.ComponentLine, refund.ComponentTax, refund.ComponentShipping, refund.ComponentFee, refund.ComponentClawback,
		refund.ComponentGiftNotReturned, refund.ComponentTenderNotRestored, refund.ComponentTenderReissued, refund.ComponentWaiver,
		refund.ComponentRounding, refund.ComponentVoid, refund.ComponentEarnedPoints, "":
	}
	n.count(c)
	return n.part(placeOf(c)).on.move(c.Of, c.TaxMinor, n.tax)
}

// give adds what goes back of a part, with the tax inside.
func (n *note) give(p *part, c *refund.Component) error { return n.giveOf(p, p, c) }

// giveOf is give where the tax is of more than the net is of: the tax in what kept goods lost is computed line by
// line and laid on the components by their amounts, whichever lines they are about. It is divided by the recorded
// taxes of all lines concerned.
func (n *note) giveOf(taxed, p *part, c *refund.Component) error {
	n.count(c)
	if err := taxed.in.move(c.Kind, c.TaxMinor, n.tax); err != nil {
		return err
	}
	return n.addBase(p, c.AmountMinor-c.TaxMinor)
}

func (n *note) count(c *refund.Component) {
	n.totalMinor += c.AmountMinor
	n.netMinor += c.AmountMinor - c.TaxMinor
}

func (n *note) tax(rate int, minor int64) { n.taxes[rate].minor += minor }

// addBase lays a net amount on the rates of a part; of several lines, on each rate its share.
func (n *note) addBase(p *part, netMinor int64) error {
	if p.sum == 0 {
		p.eachRate(func(rate int) { n.taxes[rate].baseMinor += netMinor })
		return nil
	}
	for rate, weight := range p.weights {
		share, err := refund.Prorate(netMinor, weight, p.sum)
		if err != nil {
			return err
		}
		n.taxes[rate].baseMinor += share
	}
	return nil
}
