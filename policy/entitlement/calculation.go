package entitlement

import (
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// Calculation is the entitlement of one request in the making. Its methods are the checks of an
// assessment and are called in the sequence of policy's table. Errors are a refund.Problem where the
// order cannot be computed with (AMOUNT_OVERFLOW, DISCOUNT_EXCEEDS_LINE, BAD_INSPECTION).
// It is not for concurrent use.
type Calculation struct {
	// Answer ends the request without an amount, once a check gives one.
	Answer Answer
	// Items are what the request takes, in the pinned sequence of the lines.
	Items []Item
	// Shipping is what it takes of deliveries beside them.
	Shipping []ShippingClaim
	// WholeOrder says that nothing of the order is kept after this request (MONEY C9).
	WholeOrder bool
	// ClaimReturns: a capture brought a voided claim back, so that money goes back also where no unit is left.
	ClaimReturns bool
	// Zone is whose calendar the order lives by; it is set once the terms are chosen.
	Zone *time.Location

	// Components sum to TotalMinor, their taxes to TaxMinor. DeductionTaxMinor is the tax inside what
	// was deducted.
	Components        []refund.Component
	TotalMinor        int64
	TaxMinor          int64
	DeductionTaxMinor int64

	request *refund.Cancellation
	order   *refund.Order
	earlier []refund.Entitlement
	steps   *explain.Steps
	// past is what earlier requests took; promotions are the order's, read where they are asked.
	past       past
	promotions []promotion
	// sellers are a marketplace's; lost is what kept goods lost of the promotions.
	sellers *sellers
	lost    lost
	// toBeSentBefore: before this request, units that are kept had never been sent.
	toBeSentBefore bool
	// shares are the rates of events, by their text: most lines have the same.
	shares []namedShare
	// ungranted is what every item is granted before the rules are asked.
	ungranted rulebook.Grant
}

// Answer ends a request without an amount. The zero Answer ends nothing.
type Answer struct {
	Disposition refund.Disposition
	Reason      string
}

// Why goods that had to come back are not paid for: none came, or none was taken back.
const (
	ReasonGoodsNotReceived = "GOODS_NOT_RECEIVED"
	ReasonGoodsNotAccepted = "GOODS_NOT_ACCEPTED"
)

// Input is what an entitlement is computed from. Request, Order and Steps are required.
type Input struct {
	Request *refund.Cancellation
	// Order is the pinned one with what the request says of delivery and use (WithUse).
	Order *refund.Order
	// Earlier are the order's earlier refunds.
	Earlier []refund.Entitlement
	// Steps takes the explanation.
	Steps *explain.Steps
}

// New begins a calculation.
func New(in Input) *Calculation {
	return &Calculation{request: in.Request, order: in.Order, earlier: in.Earlier, steps: in.Steps}
}

// Add puts a component into the total.
func (c *Calculation) Add(component refund.Component) error {
	var err error
	if c.TotalMinor, err = refund.AddMinor(c.TotalMinor, component.AmountMinor); err != nil {
		return err
	}
	if c.TaxMinor, err = refund.AddMinor(c.TaxMinor, component.TaxMinor); err != nil {
		return err
	}
	c.Components = append(c.Components, component)
	return nil
}

func (c *Calculation) answer(disposition refund.Disposition, reason string) {
	c.Answer = Answer{Disposition: disposition, Reason: reason}
}

// CheckCaps holds each line, over all requests, to its quantity and its net price, and each delivery to what was
// paid for it (promise 2). An error is a bug of this package.
func (c *Calculation) CheckCaps() error {
	for i := range c.past.deliveries {
		if err := c.past.deliveries[i].check(); err != nil {
			return err
		}
	}
	for i := range c.past.lines {
		if err := c.past.lines[i].check(); err != nil {
			return err
		}
	}
	return nil
}
