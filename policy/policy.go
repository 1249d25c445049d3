package policy

import (
	"bytes"
	_ "embed"
	"time"

	"github.com/makegood/makegood/refund"
)

//go:embed policy.yaml
var defaultBytes []byte

// Policy is one version of a checked policy. It is read-only and safe for concurrent use.
type Policy struct {
	ref refund.PolicyRef
	// effectiveFrom is since when orders are placed under this version; zero: always.
	effectiveFrom      time.Time
	supersedesIfBetter bool
	// chosen says that a Set found this to be the version the order was bought under.
	chosen bool
	entitlement
	handling []handling
	approval approval
	// autoMaxMinor is up to which amount nobody is asked at low risk, as the bands have it; a currency
	// without bands always asks.
	autoMaxMinor  map[refund.Currency]int64
	review        refund.ReviewTerms
	goods         goodsRules
	appealSeconds int64
	surveySeconds int64
	offers        map[string]offer
	offerRules    []offerRule
	alternatives  alternativeRules
	// zones are the time zones read so far: the one thing of a policy that changes.
	zones *zones
}

// entitlement is the part of a policy that decides what a customer gets: the version agreed at
// purchase keeps deciding it.
type entitlement struct {
	// terms are what every line is measured by, where neither its reason nor a rule says otherwise.
	terms   Terms
	reasons map[refund.Reason]*grant
	rules   []rule
	markets map[string]market
}

// market is what a market's law demands at least.
type market struct {
	minimumWindowDays int64
	law               string
}

// Default returns the policy makegood ships with.
func Default() (*Policy, error) { return Load(bytes.NewReader(defaultBytes)) }

// DefaultYAML returns the text of the policy makegood ships with, as a start for one's own.
func DefaultYAML() []byte { return bytes.Clone(defaultBytes) }

// Ref names the policy: name, version, and a hash over its bytes.
func (p *Policy) Ref() refund.PolicyRef { return p.ref }
