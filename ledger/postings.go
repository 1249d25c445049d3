package ledger

// This file holds the templates of money going back to a payment. Each returns a balanced
// posting, or ErrInvariant. Amounts are minor units of the payment's currency.

// PostCapture learns a capture (P0). A payment in excess pays that off first.
func PostCapture(p PaymentRef, amountMinor, excessMinor int64) (Posting, error) {
	return build(TemplateP0,
		[]side{p.line(ControlCaptured, amountMinor)}, p.backToHeadroom(amountMinor, excessMinor))
}

// ReservePart is what one payment gives to a reservation. RestoredMinor of it was kept back by
// earlier refunds and is restored now (the control half of P13a).
type ReservePart struct {
	Payment       PaymentRef
	AmountMinor   int64
	RestoredMinor int64
}

// PostReserve holds all of a refund's legs at once (P1).
func PostReserve(parts []ReservePart) (Posting, error) {
	var debits, credits []side
	for _, part := range parts {
		debits = append(debits,
			part.Payment.line(ControlOpen, part.AmountMinor-part.RestoredMinor),
			part.Payment.line(ControlKeptBack, part.RestoredMinor))
		credits = append(credits, part.Payment.line(ControlHeld, part.AmountMinor))
	}
	return build(TemplateP1, debits, credits)
}

// PostBegin hands a leg to the provider (P2). unheldMinor of it is not held, because its late
// failure paid off an excess: that part is taken from the headroom again.
func PostBegin(p PaymentRef, amountMinor, unheldMinor int64) (Posting, error) {
	return build(TemplateP2,
		[]side{p.line(ControlHeld, amountMinor-unheldMinor), p.line(ControlOpen, unheldMinor)},
		[]side{p.line(ControlSent, amountMinor)})
}

// PostDecline books the proof that nothing moved; the refund goes on (P5).
func PostDecline(p PaymentRef, amountMinor int64) (Posting, error) {
	return build(TemplateP5,
		[]side{p.line(ControlSent, amountMinor)}, []side{p.line(ControlHeld, amountMinor)})
}

// PostExternal books a refund made elsewhere (P11). What exceeds the headroom is excess.
func PostExternal(p PaymentRef, amountMinor, openMinor int64) (Posting, error) {
	_, debits, credits := p.movedBy(amountMinor)
	debits = append(debits, p.outOfHeadroom(amountMinor, openMinor)...)
	return build(TemplateP11, append(debits, p.owed(suspense, amountMinor)), append(credits, p.line(ControlExternal, amountMinor)))
}

// line is an amount on one of the payment's control accounts.
func (p PaymentRef) line(c Control, amountMinor int64) side {
	return debit(p.Account(c), string(p.Currency), amountMinor)
}

// owed is an amount on one of the merchant's financial accounts.
func (p PaymentRef) owed(account string, amountMinor int64) side {
	return debit(merchantAccount(p.Merchant, account), string(p.Currency), amountMinor)
}

func (p PaymentRef) provider(amountMinor int64) side {
	return debit(p.balance(), string(p.Currency), amountMinor)
}

// backToHeadroom credits what comes back: excess is paid off first, only the rest is open.
func (p PaymentRef) backToHeadroom(amountMinor, excessMinor int64) []side {
	paid := max(0, min(amountMinor, excessMinor))
	return []side{p.line(ControlExcess, paid), p.line(ControlOpen, amountMinor-paid)}
}

// outOfHeadroom debits a fact: what headroom there is, and the rest as excess.
func (p PaymentRef) outOfHeadroom(amountMinor, openMinor int64) []side {
	open := min(amountMinor, openMinor)
	return []side{p.line(ControlOpen, open), p.line(ControlExcess, amountMinor-open)}
}

// KeptBackPart is what an indivisible tender does not give back on a partial refund.
type KeptBackPart struct {
	Payment     PaymentRef
	AmountMinor int64
}

// PostKeepBack is the control half of P13: the share leaves the headroom with the reservation, so
// that no concurrent refund can use it. The financial half is part of recognise.
func PostKeepBack(parts []KeptBackPart) (Posting, error) {
	var debits, credits []side
	for _, part := range parts {
		debits = append(debits, part.Payment.line(ControlOpen, part.AmountMinor))
		credits = append(credits, part.Payment.line(ControlKeptBack, part.AmountMinor))
	}
	return build(TemplateP13, debits, credits)
}
