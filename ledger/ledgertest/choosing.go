package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// several is an offer of one thing of each kind; the dearest, store credit, costs 1500.
var several = refund.OfferTerms{Budget: "goodwill", ExpirySeconds: 3600, Choices: []refund.OfferChoice{
	{ID: "coupon", Kind: refund.OfferCoupon, AmountMinor: 1000, Promotion: "sorry-2026"},
	{ID: "credit", Kind: refund.OfferStoreCredit, AmountMinor: 1500},
	{ID: "points", Kind: refund.OfferPoints, AmountMinor: 800, Units: &refund.Units{Asset: "PTS:club", Amount: 1200}},
	{ID: "exchange", Kind: refund.OfferExchange, AmountMinor: 300, Promotion: "swap-2026"},
	{ID: "repair", Kind: refund.OfferRepair},
}}

// Choose accepts a choice of an open offer.
func (d *Desk) Choose(id refund.ID, choice string) refund.OfferState {
	d.T.Helper()
	out, err := d.Store.EndOffer(d.ctx, refund.OfferEnd{Refund: id, Status: refund.OfferAccepted, Choice: choice, Cause: workflow})
	d.no(err)
	return out
}

// Budget fails unless the only budget stands as told: granted, free, held, spent.
func (d *Desk) Budget(granted, free, held, spent int64) {
	d.T.Helper()
	out, err := d.Store.Budgets(d.ctx)
	d.no(err)
	want := ledger.BudgetFigure{
		Merchant: "m1", Budget: "goodwill", Currency: "CNY", GrantedMinor: granted, FreeMinor: free, HeldMinor: held, SpentMinor: spent,
	}
	if len(out) != 1 || out[0] != want {
		d.T.Errorf("budgets: got %+v, want only %+v", out, want)
	}
}

func choosingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an offer of several holds its dearest, spends what is taken, and frees the rest": everyKind,
		"an offer that nobody takes costs the budget nothing": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			d.Offer(id, several)
			d.Budget(3000, 1500, 1500, 0)
			same(t, "end", d.EndOffer(id, refund.OfferDeclined), refund.OfferState{Status: refund.OfferDeclined})
			d.Budget(3000, 3000, 0, 0)
		},
		"a second choice comes too late and gets the first answer": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			d.Offer(id, several)
			first := d.Choose(id, "points")
			same(t, "again as another", d.Choose(id, "credit"), first)
			same(t, "asked again", d.Offer(id, several), first)
			same(t, "the case tells", d.Case(id).OfferChoice, "points")
			d.Budget(3000, 2200, 0, 800)
		},
		"the only choice needs no name, and is shown": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			d.Offer(id, coupon)
			same(t, "choice", d.Choose(id, "").Choice, "coupon")
			d.Budget(3000, 1000, 0, 2000)
		},
		"a choice that was not offered is a bug, and the offer stays open": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			d.Offer(id, several)
			for _, choice := range []string{"car", ""} {
				_, err := d.Store.EndOffer(d.ctx, refund.OfferEnd{Refund: id, Status: refund.OfferAccepted, Choice: choice})
				broken(t, err)
			}
			same(t, "case", d.Case(id).Offer, refund.OfferOpen)
			d.Budget(3000, 1500, 1500, 0)
		},
		"what could not be given is not offered": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			for name, terms := range map[string]refund.OfferTerms{
				"nothing": {Budget: "goodwill"},
				"two of one name": {Budget: "goodwill", Choices: []refund.OfferChoice{
					{ID: "a", Kind: refund.OfferRepair}, {ID: "a", Kind: refund.OfferStoreCredit, AmountMinor: 1}}},
				"one without a name beside another": {Budget: "goodwill", Choices: []refund.OfferChoice{
					{Kind: refund.OfferRepair}, {ID: "a", Kind: refund.OfferStoreCredit, AmountMinor: 1}}},
				"points without units": {Budget: "goodwill", Choices: []refund.OfferChoice{{ID: "a", Kind: refund.OfferPoints, AmountMinor: 1}}},
			} {
				if _, err := d.Store.OpenOffer(d.ctx, refund.OfferMove{Refund: id, Terms: terms}); err == nil {
					t.Errorf("%s was offered", name)
				} else {
					broken(t, err)
				}
			}
			d.Budget(3000, 3000, 0, 0)
		},
	}
}

// everyKind takes each kind once, of an offer of its own; two months were granted.
func everyKind(t *testing.T, d *Desk) {
	free, spent := int64(6000), int64(0)
	december := ledger.BudgetGrant{Merchant: "m1", Budget: "goodwill", Period: "2026-12", Currency: "CNY", AmountMinor: 3000}
	d.no(d.Store.GrantBudget(d.ctx, december))
	for i, choice := range several.Choices {
		id := d.Granted("o" + string(rune('1'+i)))
		same(t, "open "+choice.ID, d.Offer(id, several), refund.OfferState{Status: refund.OfferOpen})
		d.Budget(6000, free-1500, 1500, spent)
		state := d.Choose(id, choice.ID)
		same(t, "taken", state, refund.OfferState{Status: refund.OfferAccepted, Choice: choice.ID, Code: ledger.OfferCode(id)})
		free, spent = free-choice.AmountMinor, spent+choice.AmountMinor
		d.Budget(6000, free, 0, spent)
	}
}
