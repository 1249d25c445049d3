package ledger

import "github.com/makegood/makegood/refund"

// This file holds the templates of what became of a leg: settled, bounced, settled after all. The
// carrier half of each is the payout's. Amounts are minor units of the payment's currency.

// PostSettle books that the customer has the money (P3), store credit in its place (P7), the
// instrument (P13b) or the points (P14).
func PostSettle(p Payout) (Posting, error) {
	template, debits, credits := p.carrier()
	return build(template,
		append(debits, p.Payment.line(ControlSent, p.AmountMinor), p.Payment.owed(refundsPayable, p.AmountMinor)),
		append(credits, p.Payment.line(ControlReturned, p.AmountMinor)))
}

// PostLateFailure books that a settled leg bounced (P6): the customer is owed again. A payment in
// excess pays that off first, and only the rest is held for the same refund.
func PostLateFailure(p Payout, excessMinor int64) (Posting, error) {
	paid := min(p.AmountMinor, excessMinor)
	_, took, gave := p.carrier()
	return build(TemplateP6,
		append(gave, p.Payment.line(ControlReturned, p.AmountMinor)),
		append(took, p.Payment.line(ControlExcess, paid), p.Payment.line(ControlHeld, p.AmountMinor-paid),
			p.Payment.owed(refundsPayable, p.AmountMinor)))
}

// LateSettle is a success while the leg is still held. UnheldMinor of it is not held, because the
// failure before paid off an excess; OpenMinor is the payment's headroom.
type LateSettle struct {
	Payout
	UnheldMinor int64
	OpenMinor   int64
}

// PostLateSettle books, after a proved failure, that the customer has what was still owed (P12).
func PostLateSettle(l LateSettle) (Posting, error) { return l.post(TemplateP12) }

// PostElsewhere books that somebody paid outside makegood what is held for a leg (P3e): control
// held becomes returned, and what was owed is in suspense until the payment outside is attributed.
func PostElsewhere(l LateSettle) (Posting, error) { return l.post(TemplateP3e) }

func (l LateSettle) post(t Template) (Posting, error) {
	p := l.Payment
	_, debits, credits := l.carrier()
	debits = append(debits, p.outOfHeadroom(l.UnheldMinor, l.OpenMinor)...)
	return build(t,
		append(debits, p.line(ControlHeld, l.AmountMinor-l.UnheldMinor), p.owed(refundsPayable, l.AmountMinor)),
		append(credits, p.line(ControlReturned, l.AmountMinor)))
}

// PostOverReturn books a success after a proved failure when the leg was given up or paid again
// (P12): the customer holds money that is not owed. It uses what headroom there is; the rest is
// excess, which stops the payment.
func PostOverReturn(p Payout, openMinor int64) (Posting, error) {
	_, debits, credits := p.withoutBonus().carrier()
	debits = append(debits, p.Payment.outOfHeadroom(p.AmountMinor, openMinor)...)
	return build(TemplateP12,
		append(debits, p.Payment.owed(customerReceivable, p.AmountMinor)),
		append(credits, p.Payment.line(ControlReturned, p.AmountMinor)))
}

// PostOverReturnFailed takes PostOverReturn back when that success failed after all.
func PostOverReturnFailed(p Payout, excessMinor int64) (Posting, error) {
	_, took, gave := p.withoutBonus().carrier()
	took = append(took, p.Payment.backToHeadroom(p.AmountMinor, excessMinor)...)
	return build(TemplateP12r,
		append(gave, p.Payment.line(ControlReturned, p.AmountMinor)),
		append(took, p.Payment.owed(customerReceivable, p.AmountMinor)))
}

// PostCouponRestored gives a coupon that was a discount back to its customer, who may use it again
// (P13c). It is worth no money in the books.
func PostCouponRestored(m refund.MerchantID, c refund.RestoredCoupon) (Posting, error) {
	at, asset := "coupon/"+path(string(m), string(c.PromotionID)), couponAsset+string(c.PromotionID)
	return build(TemplateP13c,
		[]side{debit(at+"/issuer", asset, 1)}, []side{debit(at+"/"+path("customer-"+string(c.CustomerID)), asset, 1)})
}
