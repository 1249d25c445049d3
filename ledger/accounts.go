package ledger

import (
	"net/url"
	"strings"

	"github.com/makegood/makegood/refund"
)

// Control is a control account of a payment: it carries the promises (POSTINGS).
type Control string

// The control accounts. Captured and Excess are debit accounts, the others credit accounts.
const (
	ControlCaptured    Control = "captured"
	ControlOpen        Control = "open"
	ControlHeld        Control = "held"
	ControlSent        Control = "sent"
	ControlReturned    Control = "returned"
	ControlKeptBack    Control = "kept_back"
	ControlExternal    Control = "external"
	ControlDisputed    Control = "disputed"
	ControlChargedBack Control = "charged_back"
	ControlExcess      Control = "excess"
)

// The financial accounts of a merchant that the templates use.
const (
	salesReturns       = "sales_returns"
	salesAllowances    = "sales_allowances"
	outputTax          = "output_tax"
	retainedFees       = "retained_fees"
	returnShipping     = "return_shipping"
	refundsPayable     = "refunds_payable"
	storeCredit        = "store_credit"
	goodwill           = "goodwill"
	pointsLiability    = "points_liability"
	promoFunding       = "promo_funding/"
	customerReceivable = "customer_receivable"
	suspense           = "suspense"
	chargebackLoss     = "chargeback_loss"
	disputeFees        = "dispute_fees"
	writeOff           = "write_off"
	providerFees       = "provider_fees"
	fxDifference       = "fx_difference"
)

// pointsAsset starts the asset of a programme's points: PTS:<programme>.
const pointsAsset = "PTS:"

// couponAsset starts the asset of a promotion's coupons, and of a red packet: CPN:<promotion>.
const couponAsset = "CPN:"

// FundedByMerchant is the funder of a tender that names none.
const FundedByMerchant = "merchant"

// PaymentRef names a payment's accounts. Its identity is merchant, provider, account and
// reference: one payment may pay several orders.
type PaymentRef struct {
	// ID is merchant/provider/account/reference, each part escaped.
	ID       string
	Merchant refund.MerchantID
	// ProviderAccount is merchant/provider/account, each part escaped.
	ProviderAccount string
	Currency        refund.Currency
	Kind            refund.PaymentKind
	FundedBy        string
	Instrument      string
}

// NewPaymentRef names the accounts of a merchant's payment.
func NewPaymentRef(merchant refund.MerchantID, p refund.Payment) PaymentRef {
	account := path(string(merchant), p.Provider, p.ProviderAccount)
	return PaymentRef{
		ID: account + "/" + url.PathEscape(p.ProviderReference), Merchant: merchant, ProviderAccount: account,
		Currency: p.Currency, Kind: p.Kind, FundedBy: p.FundedBy, Instrument: p.InstrumentID,
	}
}

// InKind reports whether the tender is an instrument that is restored, not paid (P13b).
func (p PaymentRef) InKind() bool {
	return p.Kind == refund.PaymentCoupon || p.Kind == refund.PaymentRedPacket
}

// Account is the name of one of the payment's control accounts.
func (p PaymentRef) Account(c Control) string { return "pay/" + p.ID + "/" + string(c) }

// Funder is who pays for the tender when it is kept back or restored.
func (p PaymentRef) Funder() string {
	if p.FundedBy == "" {
		return FundedByMerchant
	}
	return p.FundedBy
}

func (p PaymentRef) balance() string { return "prov/" + p.ProviderAccount + "/balance" }

// coupon is the instrument's account of an owner, in units of CPN:<instrument>.
func (p PaymentRef) coupon(owner string) string {
	return "coupon/" + path(string(p.Merchant), p.instrument(), owner)
}

func (p PaymentRef) instrument() string {
	if p.Instrument == "" {
		return p.ID
	}
	return p.Instrument
}

// ControlOf splits a control account's name into its payment and kind; ok is false for every
// other account.
func ControlOf(account string) (payment string, kind Control, ok bool) {
	rest, found := strings.CutPrefix(account, "pay/")
	slash := strings.LastIndexByte(rest, '/')
	if !found || slash < 0 {
		return "", "", false
	}
	return rest[:slash], Control(rest[slash+1:]), true
}

// OneSided names the rule of an account that may not change sides: a control account's kind, or
// "budget_free" and "budget_held"; empty for every other account.
func OneSided(account string) string {
	if _, kind, ok := ControlOf(account); ok {
		return string(kind)
	}
	if strings.HasPrefix(account, "budget/") && strings.HasSuffix(account, "/free") {
		return "budget_free"
	}
	if strings.HasPrefix(account, "budget/") && strings.HasSuffix(account, "/held") {
		return "budget_held"
	}
	return ""
}

// KeepsBalance reports whether an account's balance is kept in a row of its own: a payment's control accounts and a
// budget's. The balance of every other account is the sum of its entries.
func KeepsBalance(account string) bool {
	return strings.HasPrefix(account, "pay/") || strings.HasPrefix(account, "budget/")
}

func merchantAccount(m refund.MerchantID, name string) string {
	return url.PathEscape(string(m)) + "/" + name
}

// BudgetRef names a merchant's budget.
type BudgetRef struct {
	Merchant refund.MerchantID
	Budget   string
	Currency refund.Currency
}

// Free is the account of what the budget may still promise.
func (b BudgetRef) Free() string { return b.account("free") }

func (b BudgetRef) account(part string) string {
	return "budget/" + path(string(b.Merchant), b.Budget) + "/" + part
}

func path(parts ...string) string {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = url.PathEscape(part)
	}
	return strings.Join(escaped, "/")
}
