package ledger

import "github.com/makegood/makegood/refund"

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

// PostBegin hands a leg to the provider (P2).
func PostBegin(p PaymentRef, amountMinor int64) (Posting, error) {
	return build(TemplateP2,
		[]side{p.line(ControlHeld, amountMinor)}, []side{p.line(ControlSent, amountMinor)})
}

// PostSettle books that the provider moved the money (P3).
func PostSettle(p PaymentRef, amountMinor int64) (Posting, error) {
	return build(TemplateP3,
		[]side{p.line(ControlSent, amountMinor), p.owed(refundsPayable, amountMinor)},
		[]side{p.line(ControlReturned, amountMinor), p.provider(amountMinor)})
}

// PostDecline books the proof that nothing moved; the refund goes on (P5).
func PostDecline(p PaymentRef, amountMinor int64) (Posting, error) {
	return build(TemplateP5,
		[]side{p.line(ControlSent, amountMinor)}, []side{p.line(ControlHeld, amountMinor)})
}

// PostLateFailure books that a settled leg bounced (P6): the customer is owed again. A payment in
// excess pays that off first, and only the rest is held for the same refund.
func PostLateFailure(p PaymentRef, amountMinor, excessMinor int64) (Posting, error) {
	paid := min(amountMinor, excessMinor)
	return build(TemplateP6,
		[]side{p.line(ControlReturned, amountMinor), p.provider(amountMinor)},
		[]side{p.line(ControlExcess, paid), p.line(ControlHeld, amountMinor-paid), p.owed(refundsPayable, amountMinor)})
}

// Substitute is a leg paid as store credit in place of its payment, with a bonus of a budget.
type Substitute struct {
	Payment     PaymentRef
	AmountMinor int64
	BonusMinor  int64
	Budget      BudgetRef
}

// PostStoreCredit settles a substitute (P7).
func PostStoreCredit(s Substitute) (Posting, error) {
	p, asset := s.Payment, string(s.Payment.Currency)
	return build(TemplateP7,
		[]side{
			p.line(ControlSent, s.AmountMinor), p.owed(refundsPayable, s.AmountMinor), p.owed(goodwill, s.BonusMinor),
			debit(s.Budget.account("held"), asset, s.BonusMinor),
		},
		[]side{
			p.line(ControlReturned, s.AmountMinor),
			p.owed(storeCredit, s.AmountMinor), p.owed(storeCredit, s.BonusMinor),
			debit(s.Budget.account("spent"), asset, s.BonusMinor),
		})
}

// PostExternal books a refund made elsewhere (P11). What exceeds the headroom is excess.
func PostExternal(p PaymentRef, amountMinor, openMinor int64) (Posting, error) {
	return build(TemplateP11,
		append(p.outOfHeadroom(amountMinor, openMinor), p.owed(suspense, amountMinor)),
		[]side{p.line(ControlExternal, amountMinor), p.provider(amountMinor)})
}

// LateSettle is a success after a proved failure while the leg is still held. UnheldMinor of it
// is not held, because the failure paid off an excess; OpenMinor is the payment's headroom.
type LateSettle struct {
	Payment     PaymentRef
	AmountMinor int64
	UnheldMinor int64
	OpenMinor   int64
}

// PostLateSettle books that the customer has the money that was still owed (P12).
func PostLateSettle(l LateSettle) (Posting, error) {
	p := l.Payment
	return build(TemplateP12,
		append(p.outOfHeadroom(l.UnheldMinor, l.OpenMinor),
			p.line(ControlHeld, l.AmountMinor-l.UnheldMinor), p.owed(refundsPayable, l.AmountMinor)),
		[]side{p.line(ControlReturned, l.AmountMinor), p.provider(l.AmountMinor)})
}

// PostOverReturn books a success after a proved failure when the leg was given up or paid again
// (P12): the customer holds money that is not owed. It uses what headroom there is; the rest is
// excess, which stops the payment.
func PostOverReturn(p PaymentRef, amountMinor, openMinor int64) (Posting, error) {
	return build(TemplateP12,
		append(p.outOfHeadroom(amountMinor, openMinor), p.owed(customerReceivable, amountMinor)),
		[]side{p.line(ControlReturned, amountMinor), p.provider(amountMinor)})
}

// PostOverReturnFailed takes PostOverReturn back when that success failed after all.
func PostOverReturnFailed(p PaymentRef, amountMinor, excessMinor int64) (Posting, error) {
	return build(TemplateP12r,
		[]side{p.line(ControlReturned, amountMinor), p.provider(amountMinor)},
		append(p.backToHeadroom(amountMinor, excessMinor), p.owed(customerReceivable, amountMinor)))
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

// PostRestoreInKind settles a leg whose tender is an instrument (P13b): one unit of it goes from
// its issuer back to the customer, and who funded it carries the amount.
func PostRestoreInKind(p PaymentRef, amountMinor int64, customer refund.CustomerID) (Posting, error) {
	asset := "CPN:" + p.instrument()
	return build(TemplateP13b,
		[]side{
			p.line(ControlSent, amountMinor), p.owed(refundsPayable, amountMinor),
			debit(p.coupon("issuer"), asset, 1),
		},
		[]side{
			p.line(ControlReturned, amountMinor), p.owed(promoFunding+path(p.Funder()), amountMinor),
			debit(p.coupon("customer-"+string(customer)), asset, 1),
		})
}
