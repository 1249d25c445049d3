package lint

import (
	"errors"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
)

// The codes of findings, beside policy's mistakes.
const (
	// CodeUnreachable: earlier rules take every line this one is about.
	CodeUnreachable sheet.Code = "UNREACHABLE_RULE"
	// CodeOverlap: two rules are about the same lines, come to different things, and neither is an
	// exception to the other; only their sequence decides.
	CodeOverlap sheet.Code = "OVERLAPPING_RULES"
	// CodeWindow: less time to change one's mind than the market's law gives.
	CodeWindow sheet.Code = "WINDOW_BELOW_LEGAL_MINIMUM"
	// CodeVoid: a term that a market's law voids: it is never applied, and must not be promised.
	CodeVoid sheet.Code = "VOID_BY_LAW"
)

// Finding is one thing that is wrong. Rule is empty where it is about no single rule.
type Finding struct {
	Code   sheet.Code `json:"code"`
	Line   int        `json:"line,omitempty"`
	Rule   string     `json:"rule,omitempty"`
	Detail string     `json:"detail"`
}

// Check returns all that is wrong with a policy file, in the sequence of its lines within each
// kind; none for a policy that is right. What cannot be loaded is not looked at any further.
func Check(content []byte) []Finding {
	v, err := rulebook.LoadBytes(content)
	var invalid sheet.Invalid
	if errors.As(err, &invalid) {
		return fromMistakes(invalid.Mistakes)
	}
	if err != nil {
		return []Finding{{Code: rulebook.MistakeInvalid, Detail: err.Error()}}
	}
	return CheckVersion(v)
}

func fromMistakes(mistakes []sheet.Mistake) []Finding {
	findings := make([]Finding, len(mistakes))
	for i, mistake := range mistakes {
		findings[i] = Finding{Code: mistake.Code, Line: mistake.Line, Detail: mistake.Detail}
	}
	return findings
}

// CheckVersion returns what is wrong with a policy that could be loaded.
func CheckVersion(v *rulebook.Version) []Finding {
	situations := situationsOf(v)
	findings := unreachable(v, situations)
	findings = append(findings, overlapping(v, situations)...)
	findings = append(findings, windows(v, situations)...)
	findings = append(findings, voidByLaw(v, situations)...)
	findings = append(findings, approvals(v)...)
	return append(findings, asserted(v)...)
}
