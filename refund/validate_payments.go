package refund

import (
	"cmp"
	"fmt"
)

// validatePayments checks the tenders. None at all is valid: nothing was captured.
func (o Order) validatePayments() error {
	return cmp.Or(
		each("payments", o.Payments, func(p Payment) error { return p.validate(o.Currency) }),
		unique("payments", o.Payments, func(p Payment) string { return string(p.PaymentID) }),
		o.validateCharges(),
	)
}

// validateCharges refuses a charge that is listed as two payments: it would double what may go back.
func (o Order) validateCharges() error {
	for i, p := range o.Payments {
		for _, earlier := range o.Payments[:i] {
			if p.SameCharge(earlier) {
				return problem(CodeDuplicateID, fmt.Sprintf("payments[%d]", i), fmt.Sprintf("is the charge of payment %q", earlier.PaymentID))
			}
		}
	}
	return nil
}

func (p Payment) validate(order Currency) error {
	return cmp.Or(
		opaqueID("payment_id", string(p.PaymentID)),
		known("kind", p.Kind, PaymentCard, PaymentWallet, PaymentBank, PaymentGiftCard,
			PaymentPoints, PaymentStoreCredit, PaymentCoupon, PaymentRedPacket),
		opaqueID("provider", p.Provider),
		opaqueID("provider_reference", p.ProviderReference),
		p.validateCurrency(order),
		p.validateAmounts(),
		p.validateCaptures(),
		p.validateUnits(),
	)
}

func (p Payment) validateCurrency(order Currency) error {
	if err := currency("currency_code", p.Currency); err != nil {
		return err
	}
	if p.Currency != order {
		return problem(CodeCurrencyMismatch, "currency_code", fmt.Sprintf("is %s, and the order is in %s", p.Currency, order))
	}
	return nil
}

func (p Payment) validateAmounts() error {
	return cmp.Or(
		counted("captured_minor", p.CapturedMinor),
		countedPtr("authorized_minor", p.AuthorizedMinor),
		counted("refunded_before_minor", p.RefundedBeforeMinor),
		countedPtr("order_share_minor", p.OrderShareMinor),
	)
}

func (p Payment) validateUnits() error {
	if p.Units == nil {
		return nil
	}
	return cmp.Or(
		required("units.asset", p.Units.Asset),
		counted("units.amount", p.Units.Amount),
	)
}

// validateCaptures holds the single captures, where there are any, to the captured sum.
func (p Payment) validateCaptures() error {
	if len(p.Captures) == 0 {
		return nil
	}
	if err := cmp.Or(
		each("captures", p.Captures, Capture.validate),
		unique("captures", p.Captures, func(c Capture) string { return c.CaptureID }),
	); err != nil {
		return err
	}
	sum, err := p.TotalCapturedMinor()
	switch {
	case err != nil:
		return problem(CodeAmountOverflow, "captures", "sum to more than 64 bits")
	case sum != p.CapturedMinor:
		return problem(CodeMalformed, "captured_minor", fmt.Sprintf("is %d, and the captures sum to %d", p.CapturedMinor, sum))
	}
	return nil
}

func (c Capture) validate() error {
	return cmp.Or(
		opaqueID("capture_id", c.CaptureID),
		counted("amount_minor", c.AmountMinor),
	)
}

// validateSums bounds what is added up over this order: what it cost and what was paid.
func (o Order) validateSums() error {
	paid, err := o.PaidMinor()
	if err != nil {
		return at("order", err)
	}
	if paid > CountMax {
		return problem(CodeAmountOverflow, "order", fmt.Sprintf("comes to %d, more than %d", paid, CountMax))
	}
	captured := make([]int64, 0, len(o.Payments))
	for _, p := range o.Payments {
		captured = append(captured, p.CapturedMinor)
	}
	if sum, err := SumMinor(captured...); err != nil || sum > CountMax {
		return problem(CodeAmountOverflow, "payments", fmt.Sprintf("the captured amounts sum to more than %d", CountMax))
	}
	return nil
}
