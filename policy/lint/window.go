package lint

import (
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// windows finds what gives customers of a market less time to change their mind than its law. An
// exclusion (a refusal of certain goods) is not a window; a refusal of everything is one of no days.
func windows(v *rulebook.Version, p situations) []Finding {
	var findings []Finding
	for _, market := range slices.Sorted(maps.Keys(v.Markets)) {
		law := v.Markets[market]
		told := map[string]bool{}
		p.all(func(at situation) bool {
			if at.market != market || at.reason != refund.ReasonCustomerChangedMind {
				return true
			}
			for _, words := range decidingAt(v, at) {
				if days, short := tooShort(words, law); short && !told[words.name] {
					told[words.name] = true
					findings = append(findings, Finding{Code: CodeWindow, Line: words.line, Rule: words.rule,
						Detail: fmt.Sprintf("%s gives %d days in %s, where the law gives at least %d (%s)", words.name, days, market, law.MinimumWindowDays, law.Law)})
				}
			}
			return true
		})
	}
	return findings
}

// deciding is what may decide a situation: a rule, or the reason's own words.
type deciding struct {
	name, rule string
	line       int
	// exclusion says that a refusal is about certain goods, not about the market.
	exclusion bool
	granted   *rulebook.Grant
}

// decidingAt returns everything that may decide a situation: rules with conditions, up to the first
// that always holds, else the reason's own words.
func decidingAt(v *rulebook.Version, at situation) []deciding {
	var all []deciding
	for _, r := range v.Rules {
		if !covers(r.When, at) || never(r.Condition) {
			continue
		}
		certain := r.Condition != nil || len(r.When.BusinessModels) > 0 || len(r.When.Categories) > 0
		all = append(all, deciding{name: "rule " + r.Name, rule: r.Name, line: r.Line, exclusion: certain, granted: r.Grants[at.reason]})
		if r.Condition == nil || always(r.Condition) {
			return all
		}
	}
	return append(all, deciding{name: "reason " + string(at.reason), granted: v.Reasons[at.reason]})
}

func tooShort(words deciding, law rulebook.Market) (int64, bool) {
	if !words.granted.Eligible {
		return 0, !words.exclusion
	}
	days := words.granted.Terms.WindowDays
	return days, days < law.MinimumWindowDays
}
