package lint

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// overlapping finds pairs of rules that share situations and come to different things there, though
// neither is an exception to the other. The earlier one says `overrides` where that is meant.
func overlapping(v *rulebook.Version, p situations) []Finding {
	var findings []Finding
	for i, later := range v.Rules {
		for _, earlier := range v.Rules[:i] {
			if within(earlier.When, later.When) || slices.Contains(earlier.Overrides, later.Name) {
				continue
			}
			if reason, differ := differAt(earlier, later, p); differ {
				findings = append(findings, Finding{Code: CodeOverlap, Line: later.Line, Rule: later.Name,
					Detail: fmt.Sprintf("rule %s and the earlier %s are both about some lines taken for %s, and differ: let %s say that it overrides %s, or keep them apart",
						later.Name, earlier.Name, reason, earlier.Name, later.Name)})
			}
		}
	}
	return findings
}

// differAt returns a reason for which two rules share a situation and differ.
func differAt(a, b rulebook.Rule, p situations) (refund.Reason, bool) {
	var found refund.Reason
	p.all(func(at situation) bool {
		if covers(a.When, at) && covers(b.When, at) && !same(a.Grants[at.reason], b.Grants[at.reason]) {
			found = at.reason
		}
		return found == ""
	})
	return found, found != ""
}

// same reports whether two rules come to the same thing. Two refusals do, whatever they are called.
func same(a, b *rulebook.Grant) bool {
	if !a.Eligible && !b.Eligible {
		return true
	}
	return a.Eligible == b.Eligible && a.Offer == b.Offer && a.EvidenceRequired == b.EvidenceRequired &&
		len(a.Terms.Differing(b.Terms)) == 0
}
