package ledger

import (
	"net/url"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// CircuitLasts is for how long an open circuit counts from its last throw. Whoever opened it throws it again for as
// long as its provider is silent; one that is older belongs to a worker that is gone.
const CircuitLasts = 15 * time.Minute

// Thrown is a switch that is on.
type Thrown struct {
	Name   string        `json:"switch"`
	By     refund.Person `json:"by"`
	Reason string        `json:"reason"`
	At     time.Time     `json:"at"`
	// Verified is how it is known who threw it, Subject who that is in a verifier's words.
	Verified refund.Verification `json:"verified,omitempty"`
	Subject  refund.SubjectID    `json:"subject,omitempty"`
}

// SwitchOf names the kill switch of a provider, of a merchant, or of one merchant's payments at one provider; of
// neither, it is SwitchPayout, which stops everything.
func SwitchOf(provider string, merchant refund.MerchantID) string {
	name := SwitchPayout
	if provider != "" {
		name += partProvider + url.QueryEscape(provider)
	}
	if merchant != "" {
		name += partMerchant + url.QueryEscape(string(merchant))
	}
	return name
}

// CircuitOf names the circuit of a provider's account, or of all its accounts where that is empty: makegood throws it
// when the provider is silent.
func CircuitOf(provider, account string) string {
	return switchCircuit + partProvider + url.QueryEscape(provider) + partAccount + url.QueryEscape(account)
}

// The parts of a switch's name. What follows them is escaped, so that no name can be taken for another.
const (
	switchCircuit = "circuit"
	partProvider  = "/provider/"
	partMerchant  = "/merchant/"
	partAccount   = "/account/"
)

// Circuit is the account of the provider whose circuit it is; false: it is none.
func (t Thrown) Circuit(provider string) (account string, ok bool) {
	escaped, ok := strings.CutPrefix(t.Name, switchCircuit+partProvider+url.QueryEscape(provider)+partAccount)
	if !ok {
		return "", false
	}
	account, err := url.QueryUnescape(escaped)
	return account, err == nil
}

// IsCircuit reports whether a switch is a circuit.
func IsCircuit(name string) bool { return strings.HasPrefix(name, switchCircuit+"/") }

// Concerns reports whether a switch that is on stops something of a provider: it names that provider, or none.
func (t Thrown) Concerns(provider string) bool {
	_, rest, named := strings.Cut(t.Name, partProvider)
	if !named {
		return true
	}
	escaped, _, _ := strings.Cut(rest, "/")
	return escaped == url.QueryEscape(provider)
}

// Provider is the provider that a switch or a circuit is about; "" where it is about all of them.
func (t Thrown) Provider() string {
	_, rest, _ := strings.Cut(t.Name, partProvider)
	escaped, _, _ := strings.Cut(rest, "/")
	name, err := url.QueryUnescape(escaped)
	if err != nil {
		return ""
	}
	return name
}

// Merchant is the merchant that a switch is about; false: it is about all of them.
func (t Thrown) Merchant() (refund.MerchantID, bool) {
	_, escaped, ok := strings.Cut(t.Name, partMerchant)
	merchant, err := url.QueryUnescape(escaped)
	return refund.MerchantID(merchant), ok && err == nil
}
