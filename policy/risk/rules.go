package risk

import (
	"bytes"
	_ "embed"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

//go:embed risk.yaml
var defaultBytes []byte

// Rules are the rules of one file. They are read-only and safe for concurrent use.
type Rules struct {
	ref refund.PolicyRef
	// largeMinor is what counts as a large amount, by currency.
	largeMinor map[refund.Currency]int64
	features   map[string]feature
	inForce    ruleSet
	// trial is what the rules in force and those on trial come to together; nil: nothing is tried.
	trial *ruleSet
}

// ruleSet is what is scored as one.
type ruleSet struct {
	// name is how a verdict names it: name@version#hash.
	name       string
	version    string
	mediumFrom int64
	highFrom   int64
	rules      []rule
}

// rule gives points when its condition holds.
type rule struct {
	name      string
	condition *condition.Condition
	points    int64
	because   string
	// onTrial: the file's shadow section says so.
	onTrial bool
}

// Default returns the rules makegood ships with.
func Default() (*Rules, error) { return LoadBytes(defaultBytes) }

// DefaultYAML returns the text of the rules makegood ships with, as a start for one's own.
func DefaultYAML() []byte { return bytes.Clone(defaultBytes) }

// Ref names the rules: name, version, and a hash over their file's bytes.
func (r *Rules) Ref() refund.PolicyRef { return r.ref }

// Score judges a request with the total assessed for it (minor units of the order's currency) on the
// order's history. Reasons are the names of the rules that gave points.
func (r *Rules) Score(c refund.Cancellation, h refund.OrderHistory, totalMinor int64) refund.RiskVerdict {
	seen := sighting{rules: r, request: &c, history: &h, totalMinor: totalMinor}
	verdict := r.inForce.score(&seen)
	if r.trial != nil {
		shadow := r.trial.score(&seen)
		verdict.Shadow = &shadow
	}
	return verdict
}

// score adds up the points. A condition that cannot be answered, because it hangs on something
// unknown, gives none.
func (s *ruleSet) score(seen *sighting) refund.RiskVerdict {
	verdict := refund.RiskVerdict{Rules: s.name}
	for i := range s.rules {
		own := &s.rules[i]
		holds, err := own.condition.Holds(seen.fact)
		if err == nil && holds && own.points > 0 {
			verdict.Score += int(own.points)
			verdict.Reasons = append(verdict.Reasons, own.name)
		}
	}
	verdict.Band = s.band(int64(verdict.Score))
	return verdict
}

func (s *ruleSet) band(score int64) refund.RiskBand {
	switch {
	case score >= s.highFrom:
		return refund.RiskHigh
	case score >= s.mediumFrom:
		return refund.RiskMedium
	}
	return refund.RiskLow
}
