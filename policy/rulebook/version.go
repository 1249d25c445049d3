package rulebook

import (
	"bytes"
	_ "embed"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

//go:embed policy.yaml
var defaultBytes []byte

// Version is one version of a policy: its rules, checked. It is read-only and safe for concurrent use.
type Version struct {
	ref refund.PolicyRef
	// EffectiveFrom is since when orders are placed under this version; zero: always.
	EffectiveFrom time.Time
	// SupersedesIfBetter gives orders of an earlier version this one where it is better for them.
	SupersedesIfBetter bool
	// Agreed says that a Set found this to be the version the order was bought under.
	Agreed bool
	Entitlement
	Handling []Handling
	Approval Approval
	// AutoMaxMinor is up to which amount nobody is asked at low risk, as the bands have it; a currency
	// without bands always asks.
	AutoMaxMinor map[refund.Currency]int64
	Review       refund.ReviewTerms
	Goods        Goods
	// AppealSeconds and SurveySeconds are 0 for never.
	AppealSeconds int64
	SurveySeconds int64
	Offers        map[string]Offer
	OfferRules    []OfferRule
	Alternatives  Alternatives
	// zones are the time zones read so far: the one thing of a version that changes.
	zones *zones
}

// Entitlement is the part of a policy that decides what a customer gets: the version agreed at
// purchase keeps deciding it.
type Entitlement struct {
	// Terms are what every line is measured by, where neither its reason nor a rule says otherwise.
	Terms Terms
	// Reasons are what each reason is granted by its own words.
	Reasons map[refund.Reason]*Grant
	// Rules are in the file's sequence.
	Rules []Rule
	// Markets are by ISO 3166 alpha-2 code.
	Markets map[string]Market
}

// Market is what a market's law demands at least.
type Market struct {
	MinimumWindowDays int64
	Law               string
}

// Default returns the policy makegood ships with.
func Default() (*Version, error) { return LoadBytes(defaultBytes) }

// DefaultYAML returns the text of the policy makegood ships with, as a start for one's own.
func DefaultYAML() []byte { return bytes.Clone(defaultBytes) }

// Ref names the version: the policy's name, its version, and a hash over its bytes.
func (v *Version) Ref() refund.PolicyRef { return v.ref }

// Roles lists the roles the policy may ask, from the lowest to the highest: reviewers.yaml needs
// people of each.
func (v *Version) Roles() []refund.Role { return slices.Clone(v.Approval.Ranks) }

// HandledBy is a version whose entitlement is v's and whose handling is another version's. agreed says
// that v is the one the order was bought under.
func (v *Version) HandledBy(current *Version, agreed bool) *Version {
	both := *current
	both.ref, both.EffectiveFrom, both.SupersedesIfBetter = v.ref, v.EffectiveFrom, v.SupersedesIfBetter
	both.Entitlement, both.Agreed = v.Entitlement, agreed
	return &both
}
