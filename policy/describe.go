package policy

import (
	"maps"
	"slices"
	"time"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

// Description is a checked policy laid open: for the page that shows it, and for lint.
type Description struct {
	Ref                refund.PolicyRef
	EffectiveFrom      time.Time
	SupersedesIfBetter bool
	Terms              Terms
	Markets            []MarketLaw
	// Reasons are in refund.Reasons' order, Rules and Handling in the file's.
	Reasons  []ReasonWords
	Rules    []RuleWords
	Handling []HandlingWords
	// Roles are from the lowest to the highest; DefaultRoles are asked where nothing else says who.
	Roles        []refund.Role
	DefaultRoles []refund.Role
	// Bands are the approval matrix of each currency, ascending; AutoMaxMinor is up to which amount low
	// risk asks nobody.
	Bands        map[refund.Currency][]Band
	AutoMaxMinor map[refund.Currency]int64
	Review       refund.ReviewTerms
	Goods        GoodsWords
	// AppealSeconds and SurveySeconds are 0 for never.
	AppealSeconds int64
	SurveySeconds int64
	Offers        []OfferWords
	OfferRules    []OfferRuleWords
	Exchange      bool
}

// MarketLaw is what a market's law demands at least.
type MarketLaw struct {
	Market            string
	MinimumWindowDays int64
	Law               string
}

// Granted is what a reason or a rule comes to.
type Granted struct {
	Eligible bool
	Because  string
	Offer    string
	Evidence bool
	Terms    Terms
}

// ReasonWords is what a reason is granted by its own words.
type ReasonWords struct {
	Reason refund.Reason
	Granted
}

// RuleWords is a rule. Grants has one for every reason the rule may be about.
type RuleWords struct {
	Name      string
	Line      int
	When      When
	Condition *condition.Condition
	Overrides []string
	Law       string
	Grants    map[refund.Reason]Granted
}

// HandlingWords is how some requests are handled.
type HandlingWords struct {
	Name          string
	Line          int
	When          When
	Condition     *condition.Condition
	Approvals     int64
	Roles         []refund.Role
	ReviewSeconds int64
	// GoodsFirst is nil where the risk decides.
	GoodsFirst *bool
}

// GoodsWords is how goods come back, where the terms want them back.
type GoodsWords struct {
	ReturnSeconds int64
	// RemindSeconds is 0 for never.
	RemindSeconds int64
	// FirstFromRisk is the lowest risk whose money waits for the goods; empty: none.
	FirstFromRisk refund.RiskBand
}

// Describe lays the policy open.
func (p *Policy) Describe() Description {
	d := Description{
		Ref: p.ref, EffectiveFrom: p.effectiveFrom, SupersedesIfBetter: p.supersedesIfBetter, Terms: p.terms,
		AutoMaxMinor: maps.Clone(p.autoMaxMinor), Exchange: p.alternatives.exchange,
		Roles: p.approval.ranks, DefaultRoles: p.approval.defaultRoles, Bands: maps.Clone(p.approval.bands),
		Review: p.review, Goods: p.goods.open(), AppealSeconds: p.appealSeconds, SurveySeconds: p.surveySeconds,
	}
	for _, code := range slices.Sorted(maps.Keys(p.markets)) {
		d.Markets = append(d.Markets, MarketLaw{Market: code, MinimumWindowDays: p.markets[code].minimumWindowDays, Law: p.markets[code].law})
	}
	for _, reason := range refund.Reasons() {
		d.Reasons = append(d.Reasons, ReasonWords{Reason: reason, Granted: p.reasons[reason].open()})
	}
	for _, r := range p.rules {
		d.Rules = append(d.Rules, r.open())
	}
	for _, h := range p.handling {
		d.Handling = append(d.Handling, HandlingWords{Name: h.name, Line: h.line, When: h.when, Condition: h.condition,
			Approvals: h.approvals, Roles: h.roles, ReviewSeconds: h.reviewSeconds, GoodsFirst: h.goodsFirst})
	}
	for _, name := range slices.Sorted(maps.Keys(p.offers)) {
		d.Offers = append(d.Offers, p.offers[name].open(name))
	}
	for _, r := range p.offerRules {
		d.OfferRules = append(d.OfferRules, OfferRuleWords{Name: r.name, Line: r.line, When: r.when, Condition: r.condition, Offer: r.offer})
	}
	return d
}

func (g grant) open() Granted {
	return Granted{Eligible: g.eligible, Because: g.because, Offer: g.offer, Evidence: g.evidence, Terms: g.terms}
}

func (r rule) open() RuleWords {
	words := RuleWords{Name: r.name, Line: r.line, When: r.when, Condition: r.condition, Overrides: r.overrides, Law: r.law,
		Grants: map[refund.Reason]Granted{}}
	for reason, g := range r.grants {
		words.Grants[reason] = g.open()
	}
	return words
}

// rateDecimals are how many decimals of a rate are shown.
const rateDecimals = 4
