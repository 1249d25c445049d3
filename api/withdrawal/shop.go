package withdrawal

import (
	"slices"

	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

// Shop is a merchant whose customers withdraw and apply here.
type Shop struct {
	Merchant refund.MerchantID
	// Name is what customers know it by.
	Name string
	// Hosts are the names under which the pages are the shop's own.
	Hosts []string
	// Language is the market's: the pages and acknowledgements have it where the customer chooses no other.
	Language string
	// TimeZone is the market's, such as Europe/Berlin; empty: UTC.
	TimeZone string
	// Secrets reads what signs the shop's links and registrations; nil: it has none.
	Secrets func() ([]standardwebhooks.Secret, error)
}

// Shops are the shops of the settings.
type Shops []Shop

// At returns the shop of a host name.
func (s Shops) At(host string) (Shop, bool) {
	return s.find(func(one Shop) bool { return slices.Contains(one.Hosts, host) })
}

// Of returns a merchant's shop.
func (s Shops) Of(merchant refund.MerchantID) (Shop, bool) {
	return s.find(func(one Shop) bool { return one.Merchant == merchant })
}

func (s Shops) find(is func(Shop) bool) (Shop, bool) {
	if at := slices.IndexFunc(s, is); at >= 0 {
		return s[at], true
	}
	return Shop{}, false
}
