package refund

import "fmt"

// This file computes what was paid for the parts of an order, from what its snapshot records.
// Every method returns minor units of the order's currency, or a Problem: AMOUNT_OVERFLOW, or
// DISCOUNT_EXCEEDS_LINE where discounts take off more than there was.

// ListMinor is the line's price before discounts: unit price times quantity.
func (l Line) ListMinor() (int64, error) { return MulMinor(l.UnitPriceMinor, l.Quantity) }

// NetMinor is what LINE components share: the list price less the line's recorded discounts,
// without exclusive tax (MONEY C11).
func (l Line) NetMinor() (int64, error) {
	list, err := l.ListMinor()
	if err != nil {
		return 0, fmt.Errorf("line %s: %w", l.LineID, err)
	}
	net, err := lessDiscounts(list, l.Discounts)
	if err != nil {
		return 0, fmt.Errorf("line %s: %w", l.LineID, err)
	}
	return net, nil
}

// PaidMinor is the line's paid amount: net, plus exclusive tax.
func (l Line) PaidMinor() (int64, error) {
	net, err := l.NetMinor()
	if err != nil {
		return 0, err
	}
	return withExclusiveTax(net, l.Taxes)
}

// TaxMinor sums the recorded taxes of one mode (MONEY C4: the recorded tax wins).
func TaxMinor(taxes []Tax, mode TaxMode) (int64, error) {
	var sum int64
	for _, tax := range taxes {
		if tax.Mode != mode {
			continue
		}
		var err error
		if sum, err = AddMinor(sum, tax.AmountMinor); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// NetMinor is what the SHIPPING component refunds: the charge less its discount, without
// exclusive tax. Discounts name what DiscountMinor consists of; they count where it is absent.
func (s Shipping) NetMinor() (int64, error) {
	discounts := []DiscountShare{{AmountMinor: s.DiscountMinor}}
	if s.DiscountMinor == 0 {
		discounts = s.Discounts
	}
	net, err := lessDiscounts(s.AmountMinor, discounts)
	if err != nil {
		return 0, fmt.Errorf("shipping: %w", err)
	}
	return net, nil
}

// PaidMinor is what was paid for shipping, exclusive tax included.
func (s Shipping) PaidMinor() (int64, error) {
	net, err := s.NetMinor()
	if err != nil {
		return 0, err
	}
	return withExclusiveTax(net, s.Taxes)
}

// PaidMinor is what was paid for the fee, exclusive tax included.
func (f Fee) PaidMinor() (int64, error) { return withExclusiveTax(f.AmountMinor, f.Taxes) }

// Deliveries are what the order's delivery cost in parts: its own shipping first, under an empty id, then its
// shipments. One that cost nothing is among them.
func (o Order) Deliveries() []Shipment {
	return append([]Shipment{{Shipping: o.Shipping}}, o.Shipments...)
}

// Delivery returns the order's delivery of an id, its own shipping for the empty one; false where there is none.
func (o Order) Delivery(id ShipmentID) (Shipment, bool) {
	for _, s := range o.Deliveries() {
		if s.ShipmentID == id {
			return s, true
		}
	}
	return Shipment{}, false
}

// PaidMinor is what the whole order cost: lines, deliveries and fees with their exclusive taxes,
// less the discounts that were not allocated to lines. Captured amounts should sum to it.
func (o Order) PaidMinor() (int64, error) {
	var parts []int64
	for _, delivery := range o.Deliveries() {
		paid, err := delivery.PaidMinor()
		if err != nil {
			return 0, err
		}
		parts = append(parts, paid)
	}
	for _, line := range o.Lines {
		paid, err := line.PaidMinor()
		if err != nil {
			return 0, err
		}
		parts = append(parts, paid)
	}
	for _, fee := range o.Fees {
		paid, err := fee.PaidMinor()
		if err != nil {
			return 0, err
		}
		parts = append(parts, paid)
	}
	sum, err := SumMinor(parts...)
	if err != nil {
		return 0, err
	}
	return lessDiscounts(sum, o.OrderDiscounts)
}

// TotalCapturedMinor is what was captured of the payment: its distinct captures where they are
// named (the first of an id counts), CapturedMinor otherwise.
func (p Payment) TotalCapturedMinor() (int64, error) {
	if len(p.Captures) == 0 {
		return p.CapturedMinor, nil
	}
	var sum int64
	seen := make(map[string]bool, len(p.Captures))
	for _, capture := range p.Captures {
		if seen[capture.CaptureID] {
			continue
		}
		seen[capture.CaptureID] = true
		var err error
		if sum, err = AddMinor(sum, capture.AmountMinor); err != nil {
			return 0, fmt.Errorf("payment %s: %w", p.PaymentID, err)
		}
	}
	return sum, nil
}

func withExclusiveTax(net int64, taxes []Tax) (int64, error) {
	tax, err := TaxMinor(taxes, TaxExclusive)
	if err != nil {
		return 0, err
	}
	return AddMinor(net, tax)
}

func lessDiscounts(amount int64, discounts []DiscountShare) (int64, error) {
	net := amount
	for _, discount := range discounts {
		var err error
		if net, err = SubMinor(net, discount.AmountMinor); err != nil {
			return 0, err
		}
	}
	if net < 0 {
		return 0, Problem{Code: CodeDiscountExceedsLine, Detail: fmt.Sprintf("discounts take off %d more than the %d there was", -net, amount)}
	}
	return net, nil
}
