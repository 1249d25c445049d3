package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/policy/rulebook"
)

// entry is a rule, a handling or an offer rule, as far as reachability goes.
type entry struct {
	kind, name string
	line       int
	when       rulebook.When
	condition  *condition.Condition
}

// unreachable finds the rules, handlings and offer rules that never apply: earlier ones that always hold take
// all their situations, an earlier one has the same condition on more situations, or the condition is
// never true.
func unreachable(v *rulebook.Version, p situations) []Finding {
	var rules, handling, offers []entry
	for _, r := range v.Rules {
		rules = append(rules, entry{"rule", r.Name, r.Line, r.When, r.Condition})
	}
	for _, h := range v.Handling {
		handling = append(handling, entry{"handling", h.Name, h.Line, h.When, h.Condition})
	}
	for _, r := range v.OfferRules {
		offers = append(offers, entry{"offer rule", r.Name, r.Line, r.When, r.Condition})
	}
	return slices.Concat(unreachableIn(rules, p), unreachableIn(handling, p), unreachableIn(offers, p))
}

func unreachableIn(list []entry, p situations) []Finding {
	var findings []Finding
	for i, e := range list {
		if why := whyUnreachable(list[:i], e, p); why != "" {
			findings = append(findings, Finding{Code: CodeUnreachable, Line: e.line, Rule: e.name,
				Detail: fmt.Sprintf("%s %s never applies: %s", e.kind, e.name, why)})
		}
	}
	return findings
}

func whyUnreachable(earlier []entry, e entry, p situations) string {
	if never(e.condition) {
		return "its condition is never true"
	}
	for _, other := range earlier {
		same := other.condition != nil && e.condition != nil && other.condition.String() == e.condition.String()
		if same && within(e.when, other.when) {
			return other.name + " comes first under the same condition"
		}
	}
	return takenBefore(earlier, e, p)
}

// takenBefore names the earlier rules that take every situation of a rule, if they do.
func takenBefore(earlier []entry, e entry, p situations) string {
	var takers []string
	reached := false
	p.all(func(at situation) bool {
		if !covers(e.when, at) {
			return true
		}
		taker := takerOf(earlier, at)
		if taker == "" {
			reached = true
			return false
		}
		if !slices.Contains(takers, taker) {
			takers = append(takers, taker)
		}
		return true
	})
	if reached || len(takers) == 0 {
		return ""
	}
	return strings.Join(takers, ", ") + " takes all of it before"
}

// takerOf is the first earlier rule without a condition that is about a situation.
func takerOf(earlier []entry, at situation) string {
	for _, other := range earlier {
		if (other.condition == nil || always(other.condition)) && covers(other.when, at) {
			return other.name
		}
	}
	return ""
}

// always and never answer for conditions that read nothing: their answer is known.
func always(c *condition.Condition) bool { return constant(c, true) }
func never(c *condition.Condition) bool  { return constant(c, false) }

func constant(c *condition.Condition, value bool) bool {
	if c == nil || len(c.Reads()) > 0 {
		return false
	}
	holds, err := c.Holds(func(string) (any, bool) { return nil, false })
	return err == nil && holds == value
}
