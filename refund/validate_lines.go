package refund

import (
	"cmp"
	"fmt"
)

// validateLines checks what was bought. An order without lines has nothing to cancel.
func (o Order) validateLines() error {
	if len(o.Lines) == 0 {
		return problem(CodeMissingField, "lines", "is empty")
	}
	return cmp.Or(
		each("lines", o.Lines, Line.validate),
		unique("lines", o.Lines, func(l Line) string { return string(l.LineID) }),
	)
}

func (l Line) validate() error {
	return cmp.Or(
		opaqueID("line_id", string(l.LineID)),
		known("business_model", l.BusinessModel, ModelPhysicalGoods, ModelFreshGoods, ModelDigitalGoods,
			ModelSubscription, ModelCourse, ModelEquipment, ModelPrepaidCard),
		l.validateQuantities(),
		counted("unit_price_minor", l.UnitPriceMinor),
		each("discounts", l.Discounts, DiscountShare.validate),
		l.validateAmounts(),
		each("taxes", l.Taxes, Tax.validate),
		l.validateState(),
		countedPtr("face_minor", l.FaceMinor),
		countedPtr("bonus_minor", l.BonusMinor),
		l.validateSeller(),
		in("measure", l.Measure.validate()),
	)
}

func (l Line) validateQuantities() error {
	if l.Quantity == 0 {
		return problem(CodeMissingField, "quantity", "is 0")
	}
	return cmp.Or(
		counted("quantity", l.Quantity),
		countedPtr("fulfilled_quantity", l.FulfilledQuantity),
		countedPtr("units_total", l.UnitsTotal),
		countedPtr("units_used", l.UnitsUsed),
		within("fulfilled_quantity", l.FulfilledQuantity, &l.Quantity),
		within("units_used", l.UnitsUsed, l.UnitsTotal),
	)
}

// within refuses a part that is more than the whole, where both are known.
func within(path string, part, whole *int64) error {
	if part == nil || whole == nil || *part <= *whole {
		return nil
	}
	return problem(CodeQuantityExceedsLine, path, fmt.Sprintf("is %d, more than %d", *part, *whole))
}

// validateAmounts holds the line's price to int64, and its discounts to the price.
func (l Line) validateAmounts() error {
	list, err := l.ListMinor()
	if err != nil || list > CountMax {
		return problem(CodeAmountOverflow, "unit_price_minor", fmt.Sprintf("times quantity is more than %d", CountMax))
	}
	return discountsWithin(l.Discounts, list)
}

// discountsWithin refuses shares that sum to more than the amount they were taken off.
func discountsWithin(shares []DiscountShare, amountMinor int64) error {
	left := amountMinor
	for i, share := range shares {
		if share.AmountMinor > left {
			return problem(CodeDiscountExceedsLine, fmt.Sprintf("discounts[%d].amount_minor", i),
				fmt.Sprintf("is %d, and %d of %d are left", share.AmountMinor, left, amountMinor))
		}
		left -= share.AmountMinor
	}
	return nil
}

func (l Line) validateState() error {
	if p := l.ServicePeriod; p != nil {
		if p.StartAt.IsZero() || p.EndAt.IsZero() || !p.StartAt.Before(p.EndAt) {
			return problem(CodeBadPeriod, "service_period", "does not start before it ends")
		}
	}
	if l.Fulfilment == "" {
		return nil
	}
	return known("fulfilment", l.Fulfilment, FulfilmentUnfulfilled, FulfilmentShipped,
		FulfilmentDelivered, FulfilmentConsumed)
}

func (d DiscountShare) validate() error {
	return cmp.Or(
		opaqueID("promotion_id", string(d.PromotionID)),
		counted("amount_minor", d.AmountMinor),
	)
}

func (t Tax) validate() error {
	return cmp.Or(
		known("mode", t.Mode, TaxInclusive, TaxExclusive),
		rate("rate", t.Rate),
		counted("amount_minor", t.AmountMinor),
	)
}

func (s Shipping) validate() error {
	if err := cmp.Or(
		counted("amount_minor", s.AmountMinor),
		counted("discount_minor", s.DiscountMinor),
		each("discounts", s.Discounts, DiscountShare.validate),
		each("taxes", s.Taxes, Tax.validate),
	); err != nil {
		return err
	}
	if s.DiscountMinor > s.AmountMinor {
		return problem(CodeDiscountExceedsLine, "discount_minor", fmt.Sprintf("is %d of %d", s.DiscountMinor, s.AmountMinor))
	}
	return discountsWithin(s.Discounts, s.AmountMinor)
}

func (f Fee) validate() error {
	return cmp.Or(
		opaqueID("fee_id", f.FeeID),
		counted("amount_minor", f.AmountMinor),
		each("taxes", f.Taxes, Tax.validate),
	)
}
