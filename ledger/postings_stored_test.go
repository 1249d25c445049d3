package ledger

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/refund"
)

// Payments whose value the merchant m keeps itself.
var (
	ownCredit = PaymentRef{ID: "m/storedvalue//sc_42", Merchant: "m", ProviderAccount: "m/storedvalue/", Currency: "CNY", Kind: refund.PaymentStoreCredit}
	ownCard   = PaymentRef{ID: "m/storedvalue//g%201", Merchant: "m", ProviderAccount: "m/storedvalue/", Currency: "CNY", Kind: refund.PaymentGiftCard}
	namedCard = PaymentRef{ID: "m/storedvalue//gc_7", Merchant: "m", ProviderAccount: "m/storedvalue/", Currency: "CNY", Kind: refund.PaymentGiftCard, Instrument: "g1"}
	othersGC  = PaymentRef{ID: "m/bank//gc_7", Merchant: "m", ProviderAccount: "m/bank/", Currency: "CNY", Kind: refund.PaymentGiftCard}
)

// bought is a refund of a gift card of 10000 of which 3000 was spent.
var bought = refund.Assessment{
	Currency: "CNY", TotalMinor: 7000,
	Components: []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 10000},
		{Kind: refund.ComponentUsage, LineID: "1", AmountMinor: -3000},
	},
}

func withCards(t *testing.T, a refund.Assessment, cards ...BoughtCard) Recognition {
	t.Helper()
	r, err := recognition(t, a).WithCards(a.Components, cards)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestStoredValueSettlesOnWhatTheMerchantOwes(t *testing.T) {
	unspent := BoughtCard{Card: "g1", Line: "1", UnspentMinor: 7000}
	fee := bought
	fee.TotalMinor, fee.Components = 6500, append(fee.Components[:2:2], refund.Component{Kind: refund.ComponentRestocking, LineID: "1", AmountMinor: -500})
	for _, row := range []row{
		{"P3s store credit", "m/refunds_payable 500, pay/m/storedvalue//sc_42/sent 500", "m/store_credit 500, pay/m/storedvalue//sc_42/returned 500",
			func() (Posting, error) { return PostSettle(Payout{Payment: ownCredit, AmountMinor: 500}) }},
		{"P3g gift card, called by its provider", "giftcard/m/g%201/issuer GFT:g 1 500, m/refunds_payable 500, pay/m/storedvalue//g%201/sent 500",
			"giftcard/m/g%201/balance GFT:g 1 500, m/gift_card 500, pay/m/storedvalue//g%201/returned 500",
			func() (Posting, error) { return PostSettle(Payout{Payment: ownCard, AmountMinor: 500}) }},
		{"P3g gift card, by its instrument", "giftcard/m/g1/issuer GFT:g1 500, m/refunds_payable 500, pay/m/storedvalue//gc_7/sent 500",
			"giftcard/m/g1/balance GFT:g1 500, m/gift_card 500, pay/m/storedvalue//gc_7/returned 500",
			func() (Posting, error) { return PostSettle(Payout{Payment: namedCard, AmountMinor: 500}) }},
		{"P3 of a card that a provider moves", "m/refunds_payable 500, pay/m/bank//gc_7/sent 500", "pay/m/bank//gc_7/returned 500, prov/m/bank//balance 500",
			func() (Posting, error) { return PostSettle(Payout{Payment: othersGC, AmountMinor: 500}) }},
		{"P7 comes before the payment's own kind", "m/refunds_payable 500, pay/m/storedvalue//gc_7/sent 500", "m/store_credit 500, pay/m/storedvalue//gc_7/returned 500",
			func() (Posting, error) {
				return PostSettle(Payout{Payment: namedCard, AmountMinor: 500, Via: refund.ViaStoreCredit})
			}},
		{"P6 late failure of a gift card", "giftcard/m/g1/balance GFT:g1 500, m/gift_card 500, pay/m/storedvalue//gc_7/returned 500",
			"giftcard/m/g1/issuer GFT:g1 500, m/refunds_payable 500, pay/m/storedvalue//gc_7/held 500",
			func() (Posting, error) { return PostLateFailure(Payout{Payment: namedCard, AmountMinor: 500}, 0) }},
		{"P11 store credit given elsewhere", "m/suspense 500, pay/m/storedvalue//sc_42/open 500", "m/store_credit 500, pay/m/storedvalue//sc_42/external 500",
			func() (Posting, error) { return PostExternal(ownCredit, 500, 900) }},
		{"P11r and taken back", "m/store_credit 500, pay/m/storedvalue//sc_42/external 500", "m/suspense 500, pay/m/storedvalue//sc_42/open 500",
			func() (Posting, error) { return PostExternalFailed(ownCredit, 500, 0) }},
		{"P15 bought gift card refunded, unspent 7000", "giftcard/m/g1/balance GFT:g1 7000, m/gift_card 7000", "giftcard/m/g1/void GFT:g1 7000, m/refunds_payable 7000",
			func() (Posting, error) { return PostRecognise(withCards(t, bought, unspent)) }},
		{"P15 with a fee that is kept", "giftcard/m/g1/balance GFT:g1 7000, m/gift_card 7000",
			"giftcard/m/g1/void GFT:g1 7000, m/refunds_payable 6500, m/retained_fees 500",
			func() (Posting, error) { return PostRecognise(withCards(t, fee, unspent)) }},
		{"P15 with a bonus left, which is voided and not paid", "giftcard/m/g1/balance GFT:g1 9000, m/gift_card 7000", "giftcard/m/g1/void GFT:g1 9000, m/refunds_payable 7000",
			func() (Posting, error) {
				return PostRecognise(withCards(t, bought, BoughtCard{Card: "g1", Line: "1", UnspentMinor: 9000}))
			}},
		{"P5x of a refund that voided a card", "giftcard/m/g1/void GFT:g1 7000, m/refunds_payable 7000, pay/p1/sent 7000",
			"giftcard/m/g1/balance GFT:g1 7000, m/gift_card 7000, pay/p1/open 7000",
			func() (Posting, error) {
				return PostGiveUp([]ReleasePart{{Payment: p1, SentMinor: 7000}}, withCards(t, bought, unspent).GivenUp(0, 7000, nil))
			}},
	} {
		row.holds(t)
	}
}

// TestTwoPartsOfAVoidedCardAreTheWhole: 7000 in thirds leaves a remainder.
func TestTwoPartsOfAVoidedCardAreTheWhole(t *testing.T) {
	r := withCards(t, bought, BoughtCard{Card: "g1", Line: "1", UnspentMinor: 9001})
	first, second := r.GivenUp(0, 2333, nil), r.GivenUp(2333, 4667, nil)
	if a, b := first.Cards[0], second.Cards[0]; a.AmountMinor+b.AmountMinor != 7000 || a.UnitsMinor+b.UnitsMinor != 9001 || a.AmountMinor != 2333 {
		t.Errorf("parts %+v and %+v", a, b)
	}
}

// TestCardsAreShortWhereMoreWouldBeRefundedThanIsLeft: by line, over all of its cards.
func TestCardsAreShortWhereMoreWouldBeRefundedThanIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		cards []BoughtCard
		short int64
	}{
		"exactly as much": {[]BoughtCard{{"g1", "1", 7000}}, 0},
		"one less":        {[]BoughtCard{{"g1", "1", 6999}}, 1},
		"two cards":       {[]BoughtCard{{"g1", "1", 3000}, {"g2", "1", 4000}}, 0},
		"two short ones":  {[]BoughtCard{{"g1", "1", 3000}, {"g2", "1", 3000}}, 1000},
		"another line's":  {[]BoughtCard{{"g1", "2", 0}}, 0},
	} {
		if _, minor, err := CardsShort(bought.Components, c.cards); err != nil || minor != c.short {
			t.Errorf("%s: short by %d, %v; want %d", name, minor, err, c.short)
		}
	}
}

func TestMoreSpentThanIsRetainedIsABug(t *testing.T) {
	if _, err := (Recognition{Merchant: "m", Currency: "CNY"}).WithCards(bought.Components, []BoughtCard{{"g1", "1", 1}}); !errors.Is(err, ErrInvariant) {
		t.Errorf("got %v, want ErrInvariant", err)
	}
}
