package sqlite_test

import (
	"database/sql"
	"testing"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// boughtCard is a refund of a gift card of 10000 with 3000 spent, of an order paid by bank card.
func boughtCard(order string) (refund.Cancellation, refund.Proposal) {
	c, p := ledgertest.Request(order, "c1", 1), ledgertest.Units(1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor, a.Legs[0].AmountMinor = 7000, 0, 7000
	a.Components = []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 10000},
		{Kind: refund.ComponentUsage, LineID: "1", AmountMinor: -3000},
	}
	return c, p
}

// cardOf is how the accounts of a voided card stand.
func cardOf(t *testing.T, db *sql.DB, owed, void int64) {
	t.Helper()
	balances(t, db, "CNY", map[string]int64{"m1/gift_card": owed})
	balances(t, db, "GFT:g1", map[string]int64{"giftcard/m1/g1/balance": owed, "giftcard/m1/g1/void": -void})
}

// TestABoughtGiftCardIsFrozenVoidedAndItsUnspentPartRefunded plays P15, P2 and P3 through the ledger.
func TestABoughtGiftCardIsFrozenVoidedAndItsUnspentPartRefunded(t *testing.T) {
	d, db := file(t)
	c, p := boughtCard("o1")
	d.Freeze("g1", "o1", 7000)
	d.CardIs("g1", refund.StoredFrozen)
	d.Propose(c, p)
	cardOf(t, db, 0, 0)
	d.Begin(c.ID())
	d.CardIs("g1", refund.StoredVoided)
	cardOf(t, db, 7000, 7000)
	balances(t, db, "CNY", map[string]int64{"m1/refunds_payable": -7000, "m1/sales_returns": 0, "m1/retained_fees": 0})
	d.Record(c.ID(), refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{"m1/refunds_payable": 0, "prov/m1/simulator//balance": -7000, "m1/gift_card": 7000})
	zeroPerAsset(t, db)
	d.BooksAgree()
}

// TestAGivenUpRefundOfACardLeavesItFrozenWithItsBalance: another refund may void it then.
func TestAGivenUpRefundOfACardLeavesItFrozenWithItsBalance(t *testing.T) {
	d, db := file(t)
	c, p := boughtCard("o1")
	d.Freeze("g1", "o1", 7000)
	d.Propose(c, p)
	d.Begin(c.ID())
	d.Record(c.ID(), refund.OutcomeDeclined)
	giveUp := refund.Resolution{ResolutionID: "r1", Action: refund.ResolveGiveUp, By: "anna", Note: "the customer keeps the card"}
	d.Taken(c.ID(), refund.Act{Kind: refund.ActResolve, Resolution: &giveUp})
	d.CardIs("g1", refund.StoredFrozen)
	cardOf(t, db, 0, 0)
	balances(t, db, "CNY", map[string]int64{"m1/refunds_payable": 0, "m1/sales_returns": 0, "m1/retained_fees": 0})
	zeroPerAsset(t, db)
	d.BooksAgree()

	again, p := boughtCard("o1")
	again.Key.Request = "c2"
	d.Propose(again, p)
	d.Begin(again.ID())
	cardOf(t, db, 7000, 7000)
	d.CardIs("g1", refund.StoredVoided)
	d.BooksAgree()
}

// TestMoreThanIsLeftOnACardIsNotRefunded: somebody spent of it between the event and its freezing.
func TestMoreThanIsLeftOnACardIsNotRefunded(t *testing.T) {
	d, db := file(t)
	c, p := boughtCard("o1")
	d.Freeze("g1", "o1", 6999)
	d.Propose(c, p)
	begun := d.Begin(c.ID())
	if begun.Result != refund.BeginDone || begun.Code != refund.CodeCapExceeded {
		t.Errorf("begun as %+v", begun)
	}
	d.CardIs("g1", refund.StoredFrozen)
	cardOf(t, db, 0, 0)
	balances(t, db, "CNY", map[string]int64{"m1/refunds_payable": 0, "pay/m1/simulator//ch_o1/held": -7000})
	d.BooksAgree()

	giveUp := refund.Resolution{ResolutionID: "r1", Action: refund.ResolveGiveUp, By: "anna", Note: "asked for anew with what is left"}
	d.Taken(c.ID(), refund.Act{Kind: refund.ActResolve, Resolution: &giveUp})
	d.CardIs("g1", refund.StoredFrozen)
	balances(t, db, "CNY", map[string]int64{"pay/m1/simulator//ch_o1/held": 0, "m1/refunds_payable": 0, "m1/gift_card": 0})
	again, p := boughtCard("o1")
	again.Key.Request = "c2"
	p.Assessment.TotalMinor, p.Assessment.Legs[0].AmountMinor, p.Assessment.Components[1].AmountMinor = 6999, 6999, -3001
	d.Propose(again, p)
	d.Begin(again.ID())
	cardOf(t, db, 6999, 6999)
	d.BooksAgree()
}

// TestACardThatNobodyFrozeIsRecognisedAsASale: the event names no card.
func TestACardThatNobodyFrozeIsRecognisedAsASale(t *testing.T) {
	d, db := file(t)
	c, p := boughtCard("o1")
	d.Propose(c, p)
	d.Begin(c.ID())
	balances(t, db, "CNY", map[string]int64{"m1/gift_card": 0, "m1/sales_returns": 10000, "m1/retained_fees": -3000, "m1/refunds_payable": -7000})
	d.BooksAgree()
}
