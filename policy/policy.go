package policy

import (
	"bytes"
	_ "embed"
	"math/big"

	"github.com/makegood/makegood/refund"
)

//go:embed policy.yaml
var defaultBytes []byte

// Policy is a checked policy. It is read-only and safe for concurrent use.
type Policy struct {
	ref     refund.PolicyRef
	terms   terms
	reasons map[refund.Reason]reasonRule
	// autoMaxMinor is up to which amount nobody is asked; a currency without one always asks.
	autoMaxMinor  map[refund.Currency]int64
	reviewSeconds int64
	offers        map[string]offerRule
	risk          riskRules
}

// terms are the policy's terms that hold for every reason.
type terms struct {
	graceDays         int64
	restockingRate    *big.Rat
	restockingReasons map[refund.Reason]bool
	storeCreditBonus  *big.Rat
}

// reasonRule is what a reason is granted.
type reasonRule struct {
	eligible   bool
	shipping   shippingTerm
	windowDays int64
	offer      string
}

// shippingTerm says when shipping goes back.
type shippingTerm string

const (
	shippingAlways     shippingTerm = "ALWAYS"
	shippingWholeOrder shippingTerm = "WHOLE_ORDER"
	shippingNever      shippingTerm = "NEVER"
)

// offerRule is a goodwill offer: a rate of the refund within a band by currency.
type offerRule struct {
	kind      refund.OfferKind
	promotion string
	rate      *big.Rat
	minMinor  map[refund.Currency]int64
	maxMinor  map[refund.Currency]int64
	budget    string
	// budgetMinor is what the budget is granted per merchant and calendar month.
	budgetMinor   map[refund.Currency]int64
	expirySeconds int64
}

// Default returns the policy makegood ships with.
func Default() (*Policy, error) { return Load(bytes.NewReader(defaultBytes)) }

// DefaultYAML returns the text of the policy makegood ships with, as a start for one's own.
func DefaultYAML() []byte { return bytes.Clone(defaultBytes) }

// Ref names the policy: name, version, and a hash over its bytes.
func (p *Policy) Ref() refund.PolicyRef { return p.ref }

// rule returns what the reason is granted; a reason without a rule of its own is OTHER's.
func (p *Policy) rule(reason refund.Reason) reasonRule { return p.reasons[reason.Known()] }
