package ledger

import (
	"net/url"
	"strings"

	"github.com/makegood/makegood/refund"
)

// The financial accounts of value that a merchant owes the holder of a card, and where a card's units are.
const (
	giftCard      = "gift_card"
	giftCardUnits = "giftcard/"
	// cardAsset starts the asset of a card's units: GFT:<card>. They are minor units of the card's currency.
	cardAsset = "GFT:"
)

// StoreCreditAccount is what a merchant owes to customers as store credit.
func StoreCreditAccount(m refund.MerchantID) string { return merchantAccount(m, storeCredit) }

// Stored reports whether the payment is value that the merchant keeps itself, in the ledger's own book.
func (p PaymentRef) Stored() bool {
	return p.Kind.Stored() && strings.HasPrefix(p.ProviderAccount, path(string(p.Merchant), refund.StoredProvider)+"/")
}

// card is a gift card's name: its instrument, or what its provider calls it.
func (p PaymentRef) card() string {
	if p.Instrument != "" {
		return p.Instrument
	}
	return unescaped(p.ID[strings.LastIndexByte(p.ID, '/')+1:])
}

// movedBy is what carries an amount of the payment's own kind to the customer, as the debits and credits of a
// settlement: its provider's balance, or what the merchant owes as store credit (P3s) or on a card (P3g). Instruments
// in kind and points have carriers of their own.
func (p PaymentRef) movedBy(amountMinor int64) (t Template, debits, credits []side) {
	switch {
	case p.Stored() && p.Kind == refund.PaymentStoreCredit:
		return TemplateP3s, nil, []side{p.owed(storeCredit, amountMinor)}
	case p.Stored() && p.Kind == refund.PaymentGiftCard:
		issuer, balance := cardSides(p.Merchant, p.card(), "issuer", amountMinor), cardSides(p.Merchant, p.card(), "balance", amountMinor)
		return TemplateP3g, []side{issuer}, []side{p.owed(giftCard, amountMinor), balance}
	}
	return TemplateP3, nil, []side{p.provider(amountMinor)}
}

// cardSides is an amount of a card's units on one of its accounts: issuer, balance or void.
func cardSides(m refund.MerchantID, card, account string, amountMinor int64) side {
	return debit(giftCardUnits+path(string(m), card, account), cardAsset+card, amountMinor)
}

// StoredRange is where the accounts of a kind of stored value lie: from a name, inclusive, to another, exclusive. Root is
// what the names of all of the merchant's begin with.
type StoredRange struct {
	Kind           refund.PaymentKind
	Root, From, To string
}

// StoredAccounts are the ranges of a merchant's accounts of cards, points and instruments in kind; of one instrument
// where it is named.
func StoredAccounts(m refund.MerchantID, instrument string) []StoredRange {
	all := []StoredRange{{Kind: refund.PaymentGiftCard, Root: giftCardUnits}, {Kind: refund.PaymentPoints, Root: "points/"}, {Kind: refund.PaymentCoupon, Root: "coupon/"}}
	for i := range all {
		all[i].Root += path(string(m))
		at := all[i].Root
		if instrument != "" {
			at += "/" + path(instrument)
		}
		all[i].From, all[i].To = at+"/", at+"0" // "0" follows "/"
	}
	return all
}

// Holder is how the name of an account ends that a customer holds; empty for nobody in particular.
func Holder(c refund.CustomerID) string {
	if c == "" {
		return ""
	}
	return "/" + path("customer-"+string(c))
}

// Balance reads an account's entry as what somebody holds; false for the issuer's, and for what is void. A coupon and
// a red packet are told apart by nothing in the books: both are COUPON.
func (r StoredRange) Balance(e Entry) (StoredBalance, bool) {
	instrument, holder, ok := strings.Cut(strings.TrimPrefix(e.Account, r.Root+"/"), "/")
	customer, ofCustomer := strings.CutPrefix(holder, "customer-")
	if !ok || (r.Kind == refund.PaymentGiftCard) == ofCustomer || !ofCustomer && holder != "balance" {
		return StoredBalance{}, false
	}
	b := StoredBalance{Kind: r.Kind, Instrument: unescaped(instrument), Asset: e.Asset, Amount: -e.AmountMinor}
	if ofCustomer {
		b.Customer = refund.CustomerID(unescaped(customer))
	}
	return b, true
}

// unescaped undoes path, as far as it was path that wrote it.
func unescaped(part string) string {
	if plain, err := url.PathUnescape(part); err == nil {
		return plain
	}
	return part
}
