package sqlite_test

import (
	"database/sql"
	"testing"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// settled has the book of stored value give a leg's value back, and books its answer.
func settled(d *ledgertest.Desk, in refund.Instruction) {
	d.RecordAs(in.Refund, in.Leg, 1, "a1", d.Moved(in).Outcome)
}

// TestEachKindOfStoredValueSettlesOnAccountsOfItsOwn: no provider's balance moves, and a late failure takes all back.
func TestEachKindOfStoredValueSettlesOnAccountsOfItsOwn(t *testing.T) {
	for kind, c := range map[refund.PaymentKind]struct {
		money map[string]int64
		asset string
		units map[string]int64
	}{
		refund.PaymentStoreCredit: {map[string]int64{"m1/store_credit": -11300}, "", nil},
		refund.PaymentGiftCard: {
			map[string]int64{"m1/gift_card": -11300, "m1/store_credit": 0},
			"GFT:sv_o1", map[string]int64{"giftcard/m1/sv_o1/issuer": 11300, "giftcard/m1/sv_o1/balance": -11300},
		},
		refund.PaymentPoints:    {map[string]int64{"m1/points_liability": -11300}, "PTS:club", map[string]int64{"points/m1/club/issuer": 750, "points/m1/club/customer-42": -750}},
		refund.PaymentCoupon:    {map[string]int64{"m1/promo_funding/merchant": -11300}, "CPN:cp1", map[string]int64{"coupon/m1/cp1/issuer": 1, "coupon/m1/cp1/customer-42": -1}},
		refund.PaymentRedPacket: {map[string]int64{"m1/promo_funding/merchant": -11300}, "CPN:cp1", map[string]int64{"coupon/m1/cp1/issuer": 1, "coupon/m1/cp1/customer-42": -1}},
	} {
		t.Run(string(kind), func(t *testing.T) {
			d, db := file(t)
			request, p := ledgertest.SpentRequest("o1", kind), ledgertest.Units(1)
			switch kind {
			case refund.PaymentPoints:
				p.Assessment.Legs[0].Units = &refund.Units{Asset: "PTS:club", Amount: 750}
			case refund.PaymentCoupon, refund.PaymentRedPacket:
				request.Order.Payments[0].InstrumentID = "cp1"
			case refund.PaymentStoreCredit, refund.PaymentGiftCard, refund.PaymentCard, refund.PaymentWallet, refund.PaymentBank:
			}
			d.Propose(request, p)
			settled(d, d.Begin(request.ID()).Instruction)
			balances(t, db, "CNY", c.money)
			balances(t, db, "CNY", map[string]int64{
				"prov/m1/storedvalue//balance": 0, "m1/refunds_payable": 0, "m1/sales_returns": 10000, "m1/output_tax": 1300,
				"pay/m1/storedvalue//sv_o1/returned": -11300, "pay/m1/storedvalue//sv_o1/open": -11300, "pay/m1/storedvalue//sv_o1/sent": 0,
			})
			balances(t, db, c.asset, c.units)
			zeroPerAsset(t, db)
			d.Record(request.ID(), refund.OutcomeFailed)
			nothingLeft(t, db, "CNY", c.money)
			nothingLeft(t, db, c.asset, c.units)
			balances(t, db, "CNY", map[string]int64{"m1/refunds_payable": -11300, "pay/m1/storedvalue//sv_o1/held": -11300})
			zeroPerAsset(t, db)
			d.BooksAgree()
		})
	}
}

// TestAGiftCardThatAProviderMovesIsItsBalance: only what the merchant keeps itself is owed on its own accounts.
func TestAGiftCardThatAProviderMovesIsItsBalance(t *testing.T) {
	d, db := file(t)
	c := ledgertest.Request("o1", "c1", 1)
	c.Order.Payments[0].Kind = refund.PaymentGiftCard
	d.Propose(c, ledgertest.Units(1))
	d.Begin(c.ID())
	d.Record(c.ID(), refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{"prov/m1/simulator//balance": -11300, "m1/gift_card": 0})
	d.BooksAgree()
}

// TestAFrozenCardIsDeclinedAndStoreCreditGoesInItsPlace: P5, then P7 by the ledger's word; the card has got nothing.
func TestAFrozenCardIsDeclinedAndStoreCreditGoesInItsPlace(t *testing.T) {
	for state, kind := range map[refund.StoredState]refund.PaymentKind{
		refund.StoredFrozen: refund.PaymentGiftCard, refund.StoredExpired: refund.PaymentGiftCard,
		refund.StoredRetired: refund.PaymentPoints, refund.StoredClosed: refund.PaymentStoreCredit,
	} {
		t.Run(string(state), func(t *testing.T) {
			d, db := file(t)
			c, p := ledgertest.SpentRequest("o1", kind), ledgertest.Units(1)
			instrument := "sv_o1"
			if kind == refund.PaymentPoints {
				instrument, p.Assessment.Legs[0].Units = "club", &refund.Units{Asset: "PTS:club", Amount: 750}
			}
			d.Propose(c, p)
			in := d.Begin(c.ID()).Instruction
			d.Set(kind, instrument, state)
			settled(d, in)
			d.Status(in.Refund, refund.StatusNeedsAttention)
			balances(t, db, "CNY", map[string]int64{"pay/m1/storedvalue//sv_o1/held": -11300, "m1/refunds_payable": -11300, "m1/gift_card": 0, "m1/points_liability": 0})
			d.Resolve(in.Refund, refund.Resolution{ResolutionID: "r1", Action: refund.ResolvePayAnotherWay, By: "anna", Via: refund.ViaStoreCredit, Note: string(state)})
			if via := d.BeginLeg(in.Refund, "1.s1", "a1").Via; via != refund.ViaStoreCredit {
				t.Fatalf("in its place: via %q", via)
			}
			d.RecordLeg(in.Refund, "1.s1", refund.OutcomeSettled)
			d.Status(in.Refund, refund.StatusRefunded)
			balances(t, db, "CNY", map[string]int64{"m1/store_credit": -11300, "m1/gift_card": 0, "m1/points_liability": 0, "m1/refunds_payable": 0, "pay/m1/storedvalue//sv_o1/returned": -11300})
			balances(t, db, "PTS:club", map[string]int64{"points/m1/club/issuer": 0})
			zeroPerAsset(t, db)
			d.BooksAgree()
		})
	}
}

// TestARetryAfterTheCardIsOpenedAgainPaysIt: the decline is the old key's, the new generation is another question.
func TestARetryAfterTheCardIsOpenedAgainPaysIt(t *testing.T) {
	d, db := file(t)
	in := d.Spent("o1", refund.PaymentGiftCard)
	d.Set(refund.PaymentGiftCard, "sv_o1", refund.StoredFrozen)
	settled(d, in)
	d.Set(refund.PaymentGiftCard, "sv_o1", refund.StoredOpen)
	d.Resolve(in.Refund, refund.Resolution{ResolutionID: "r1", Action: refund.ResolveRetry, By: "anna"})
	again := d.Begin(in.Refund)
	if again.Instruction.Key == in.Key || again.Generation != 2 {
		t.Fatalf("begun as %+v", again)
	}
	d.RecordAs(in.Refund, in.Leg, 2, "a1", d.Moved(again.Instruction).Outcome)
	d.Status(in.Refund, refund.StatusRefunded)
	balances(t, db, "CNY", map[string]int64{"m1/gift_card": -11300})
	d.BooksAgree()
}

// zeroPerAsset: every posting sums to zero in each of its assets.
func zeroPerAsset(t *testing.T, db *sql.DB) {
	t.Helper()
	var unbalanced int
	err := db.QueryRow(`SELECT COUNT(*) FROM (SELECT 1 FROM entries GROUP BY posting, asset HAVING SUM(amount_minor) <> 0)`).Scan(&unbalanced)
	if err != nil || unbalanced != 0 {
		t.Errorf("%d sums of postings are not zero (%v)", unbalanced, err)
	}
}

// nothingLeft holds accounts to nothing.
func nothingLeft(t *testing.T, db *sql.DB, asset string, accounts map[string]int64) {
	t.Helper()
	for account := range accounts {
		balances(t, db, asset, map[string]int64{account: 0})
	}
}
