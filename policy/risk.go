package policy

import (
	"math"
	"math/big"
	"time"

	"github.com/makegood/makegood/refund"
)

// riskRules score a request: points of the rules that apply add up. They are data, so that a
// change of them never touches a running workflow.
type riskRules struct {
	version    string
	mediumFrom int64
	highFrom   int64
	rules      []riskRule
}

// riskRule gives points when its measure is at least one number, or below another.
type riskRule struct {
	name    string
	measure riskMeasure
	atLeast *int64
	below   *int64
	points  int64
}

// riskMeasure is a fact of the order, the request or the customer's past that a rule looks at.
// The customer's tier is none: it must not change what happens (promise 11).
type riskMeasure string

const (
	measureFraudSuspected   riskMeasure = "fraud_suspected"
	measureRefundCount      riskMeasure = "refund_count_90d"
	measureRefundsOfLimit   riskMeasure = "refund_90d_percent_of_limit"
	measureAmountOfLimit    riskMeasure = "amount_percent_of_limit"
	measureAccountAgeInDays riskMeasure = "account_age_days"
	measureOrderAgeInDays   riskMeasure = "order_age_days"
)

func riskMeasures() []string {
	return []string{
		string(measureFraudSuspected), string(measureRefundCount), string(measureRefundsOfLimit),
		string(measureAmountOfLimit), string(measureAccountAgeInDays), string(measureOrderAgeInDays),
	}
}

// Score judges a request with the total assessed for it (minor units of the order's currency). It
// decides who looks, never how much the customer gets. Reasons are the names of the rules that
// gave points.
func (p *Policy) Score(c refund.Cancellation, h refund.OrderHistory, totalMinor int64) refund.RiskVerdict {
	seen := sighting{policy: p, request: c, history: h, totalMinor: totalMinor}
	verdict := refund.RiskVerdict{Rules: p.ref.Name + "@" + p.ref.Version + "/risk@" + p.risk.version}
	for _, rule := range p.risk.rules {
		value, known := seen.measure(rule.measure)
		if known && rule.applies(value) {
			verdict.Score += int(rule.points)
			verdict.Reasons = append(verdict.Reasons, rule.name)
		}
	}
	verdict.Band = p.risk.band(int64(verdict.Score))
	return verdict
}

func (r riskRules) band(score int64) refund.RiskBand {
	switch {
	case score >= r.highFrom:
		return refund.RiskHigh
	case score >= r.mediumFrom:
		return refund.RiskMedium
	}
	return refund.RiskLow
}

func (r riskRule) applies(value int64) bool {
	return (r.atLeast == nil || value >= *r.atLeast) && (r.below == nil || value < *r.below)
}

// sighting is what the rules look at.
type sighting struct {
	policy     *Policy
	request    refund.Cancellation
	history    refund.OrderHistory
	totalMinor int64
}

// measure returns a measure's value, and false where it is not known: what is not known gives no
// points.
func (s sighting) measure(m riskMeasure) (int64, bool) {
	switch m {
	case measureFraudSuspected:
		if s.request.Reason.Known() == refund.ReasonFraudSuspected {
			return 1, true
		}
		return 0, true
	case measureRefundCount:
		return s.history.Customer.RefundCount90d, true
	case measureRefundsOfLimit:
		return s.percentOfLimit(s.history.Customer.RefundMinor90d)
	case measureAmountOfLimit:
		return s.percentOfLimit(s.totalMinor)
	case measureAccountAgeInDays:
		registeredAt := s.history.Order.Customer.RegisteredAt
		if registeredAt == nil {
			return 0, false
		}
		return daysBetween(*registeredAt, s.request.OccurredAt), true
	case measureOrderAgeInDays:
		return daysBetween(s.history.Order.PlacedAt, s.request.OccurredAt), true
	}
	return 0, false
}

// percentOfLimit compares an amount with the currency's automatic limit. A currency without a
// limit has no measure: its refunds are looked at anyway.
func (s sighting) percentOfLimit(amountMinor int64) (int64, bool) {
	limit, ok := s.policy.autoMaxMinor[s.history.Order.Currency]
	if !ok || limit == 0 {
		return 0, false
	}
	percent := new(big.Int).Mul(big.NewInt(amountMinor), big.NewInt(100))
	percent.Quo(percent, big.NewInt(limit))
	if !percent.IsInt64() {
		return math.MaxInt64, true
	}
	return percent.Int64(), true
}

// daysBetween is the number of whole days of 24 hours from one moment to another.
func daysBetween(from, to time.Time) int64 { return int64(to.Sub(from) / (24 * time.Hour)) }
