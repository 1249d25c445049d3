package ledgertest

import (
	"regexp"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// coupon is an offer of one choice.
var coupon = refund.OfferTerms{Budget: "goodwill", Choices: []refund.OfferChoice{
	{ID: "coupon", Kind: refund.OfferCoupon, AmountMinor: 2000, Promotion: "sorry-2026"},
}}

// Granted is a refund whose merchant has 3000 in the budget.
func (d *Desk) Granted(order string) refund.ID {
	d.T.Helper()
	c := Request(order, "c1", 1)
	d.Open(c)
	grant := ledger.BudgetGrant{Merchant: "m1", Budget: "goodwill", Period: "2026-11", Currency: "CNY", AmountMinor: 3000}
	d.no(d.Store.GrantBudget(d.ctx, grant))
	return c.ID()
}

// Offer opens an offer.
func (d *Desk) Offer(id refund.ID, terms refund.OfferTerms) refund.OfferState {
	d.T.Helper()
	out, err := d.Store.OpenOffer(d.ctx, refund.OfferMove{Refund: id, Terms: terms, Cause: workflow})
	d.no(err)
	return out
}

// EndOffer ends an offer.
func (d *Desk) EndOffer(id refund.ID, status refund.OfferStatus) refund.OfferState {
	d.T.Helper()
	out, err := d.Store.EndOffer(d.ctx, refund.OfferEnd{Refund: id, Status: status, Cause: workflow})
	d.no(err)
	return out
}

func offerCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an accepted offer is posted once and shows one code": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			same(t, "open", d.Offer(id, coupon).Status, refund.OfferOpen)
			same(t, "open again", d.Offer(id, coupon).Status, refund.OfferOpen)
			first := d.EndOffer(id, refund.OfferAccepted)
			same(t, "code", regexp.MustCompile(`^MG-[2-9A-Z]{4}-[2-9A-Z]{4}$`).MatchString(first.Code), true)
			same(t, "again", d.EndOffer(id, refund.OfferAccepted), first)
			same(t, "declined too late", d.EndOffer(id, refund.OfferDeclined), first)
			same(t, "case", d.Case(id).Offer, refund.OfferAccepted)
		},
		"a budget with too little free makes no offer, and a granted one is granted once": func(t *testing.T, d *Desk) {
			a, b := d.Granted("o1"), d.Granted("o2")
			same(t, "first", d.Offer(a, coupon).Status, refund.OfferOpen)
			short := d.Offer(b, coupon)
			same(t, "second", short, refund.OfferState{Status: refund.OfferNone, Reason: "BUDGET_SHORT"})
			same(t, "second again", d.Offer(b, coupon), short)
		},
		"a declined or expired offer gives the budget back": func(t *testing.T, d *Desk) {
			for i, end := range []refund.OfferStatus{refund.OfferDeclined, refund.OfferExpired} {
				id := d.Granted("o" + string(rune('1'+i)))
				same(t, "open", d.Offer(id, coupon).Status, refund.OfferOpen)
				same(t, "end", d.EndOffer(id, end).Status, end)
				same(t, "accepted too late", d.EndOffer(id, refund.OfferAccepted).Status, end)
			}
		},
		"a case with an open offer does not close, and takes none when it is closed": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			d.Offer(id, coupon)
			broken(t, d.Close(id, refund.StatusNothingToRefund))
			d.EndOffer(id, refund.OfferExpired)
			d.no(d.Close(id, refund.StatusNothingToRefund))
			same(t, "offer", d.Case(id).Offer, refund.OfferExpired)
			other := d.Granted("o2")
			d.no(d.Close(other, refund.StatusNothingToRefund))
			_, err := d.Store.OpenOffer(d.ctx, refund.OfferMove{Refund: other, Terms: coupon})
			broken(t, err)
		},
	}
}
