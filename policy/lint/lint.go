package lint

import (
	"errors"

	"github.com/makegood/makegood/policy"
)

// The codes of findings, beside policy's mistakes.
const (
	// CodeUnreachable: earlier rules take every line this one is about.
	CodeUnreachable policy.MistakeCode = "UNREACHABLE_RULE"
	// CodeOverlap: two rules are about the same lines, come to different things, and neither is an
	// exception to the other; only their sequence decides.
	CodeOverlap policy.MistakeCode = "OVERLAPPING_RULES"
	// CodeWindow: less time to change one's mind than the market's law gives.
	CodeWindow policy.MistakeCode = "WINDOW_BELOW_LEGAL_MINIMUM"
)

// Finding is one thing that is wrong. Rule is empty where it is about no single rule.
type Finding struct {
	Code   policy.MistakeCode `json:"code"`
	Line   int                `json:"line,omitempty"`
	Rule   string             `json:"rule,omitempty"`
	Detail string             `json:"detail"`
}

// Check returns all that is wrong with a policy file, in the sequence of its lines within each
// kind; none for a policy that is right. What cannot be loaded is not looked at any further.
func Check(content []byte) []Finding {
	p, err := policy.LoadBytes(content)
	var invalid policy.Invalid
	if errors.As(err, &invalid) {
		return fromMistakes(invalid.Mistakes)
	}
	if err != nil {
		return []Finding{{Code: policy.MistakeInvalid, Detail: err.Error()}}
	}
	return CheckPolicy(p)
}

func fromMistakes(mistakes []policy.Mistake) []Finding {
	findings := make([]Finding, len(mistakes))
	for i, mistake := range mistakes {
		findings[i] = Finding{Code: mistake.Code, Line: mistake.Line, Detail: mistake.Detail}
	}
	return findings
}

// CheckPolicy returns what is wrong with a policy that could be loaded.
func CheckPolicy(p *policy.Policy) []Finding {
	d := p.Describe()
	places := placesOf(d)
	findings := unreachable(d, places)
	findings = append(findings, overlapping(d, places)...)
	findings = append(findings, windows(d, places)...)
	return append(findings, approvals(d)...)
}
