package ledger

import (
	"net/url"
	"strings"

	"github.com/makegood/makegood/refund"
)

// eachOfThem stands for accounts and assets that are many: one line has all of a merchant's.
const eachOfThem = "*"

// customerPrefix begins the part of an account's name that says which customer holds it.
const customerPrefix = "customer-"

// MerchantOf is the merchant whose account it is: the first part of the name where the account is one of the merchant's
// own, and the second where the name begins with what the account belongs to (kindOf). Empty: no account has this name.
func MerchantOf(account string) refund.MerchantID {
	parts, at := strings.Split(account, "/"), 0
	if kindOf(parts) != "" {
		at = 1
	}
	merchant, err := url.PathUnescape(parts[at])
	if err != nil {
		return ""
	}
	return refund.MerchantID(merchant)
}

// kindOf is what an account belongs to, where it is none of a merchant's own: a payment, a provider account, a budget, a
// fund, a seller, a card, a coupon or points, the exchange of currencies, or a marketplace. A merchant may be called as
// any of these: its own accounts have two parts, or three (promo_funding/<funder>), or are what a provider account funds.
func kindOf(parts []string) string {
	switch parts[0] {
	case "pay", "prov", "budget", "fund", "seller", "giftcard", "coupon", "points":
		if len(parts) > 3 && (parts[1] != "promo_funding" || parts[2] != "provider") {
			return parts[0]
		}
	case "fx":
		if len(parts) == 3 && parts[2] == "position" {
			return parts[0]
		}
	case "platform":
		if len(parts) == 3 && parts[2] == "commission" {
			return parts[0]
		}
	}
	return ""
}

// TrialAccount is the account's line in a trial balance that does not list each: all payments of a merchant share theirs,
// by control account, and so do cards, coupons and customers.
func TrialAccount(account string) string {
	parts := strings.Split(account, "/")
	last := len(parts) - 1
	switch kindOf(parts) {
	case "pay":
		return strings.Join([]string{"pay", parts[1], eachOfThem, parts[last]}, "/")
	case "giftcard", "coupon":
		parts = []string{parts[0], parts[1], eachOfThem, parts[last]}
	case "points":
	default:
		return account
	}
	if strings.HasPrefix(parts[3], customerPrefix) {
		parts[3] = customerPrefix + eachOfThem
	}
	return strings.Join(parts, "/")
}

// TrialAsset is the asset of such a line: each card, coupon and red packet has an asset of its own.
func TrialAsset(asset string) string {
	for _, many := range []string{cardAsset, couponAsset} {
		if strings.HasPrefix(asset, many) {
			return many + eachOfThem
		}
	}
	return asset
}
