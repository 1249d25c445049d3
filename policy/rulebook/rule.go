package rulebook

import (
	"slices"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

// Rule refines what a reason is granted, for the lines it is about. Rules are read from the top;
// the first that matches a line decides it.
type Rule struct {
	Name string
	// Line is the rule's line in its file.
	Line      int
	When      When
	Condition *condition.Condition
	// Overrides names later rules that this one goes before on purpose.
	Overrides []string
	// Law names the market's law that a rule by region follows.
	Law string
	// Grants is what the rule comes to, for every reason it may be about: what it does not say itself
	// is the reason's.
	Grants map[refund.Reason]*Grant
}

// Grant is what a line is granted: whether, by which terms, with which offer on top.
type Grant struct {
	// Rule names the rule that decided; empty: the reason's own words did.
	Rule     string
	Eligible bool
	// Because is the stable reason of a refusal.
	Because          string
	Offer            string
	EvidenceRequired bool
	Terms            Terms
}

// ReasonNotEligible is the reason of a refusal where neither the reason nor a rule names its own.
const ReasonNotEligible = "REASON_NOT_ELIGIBLE"

// When says which lines a rule is about. An empty list is any.
type When struct {
	Markets        []string               `json:"markets,omitempty"`
	Categories     []string               `json:"categories,omitempty"`
	BusinessModels []refund.BusinessModel `json:"business_models,omitempty"`
	Reasons        []refund.Reason        `json:"reasons,omitempty"`
	Initiators     []refund.Initiator     `json:"initiators,omitempty"`
}

// covers reports whether the rule's place is the question's, its condition aside.
func (w *When) covers(q *Question) bool {
	return anyOr(w.Markets, q.Order.Market) && w.coversLine(q.Line) && anyOr(w.Reasons, q.Reason) &&
		anyOr(w.Initiators, q.Request.Initiator)
}

func (w *When) coversLine(line *refund.Line) bool {
	if line == nil {
		return len(w.Categories) == 0 && len(w.BusinessModels) == 0
	}
	return anyOr(w.Categories, line.Category) && anyOr(w.BusinessModels, line.BusinessModel)
}

func anyOr[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

// matches asks a place and a condition. The error is condition.ErrNotTrueOrFalse.
func (w *When) matches(c *condition.Condition, q *Question) (bool, error) {
	covers := w.covers(q)
	if !covers || c == nil {
		return covers, nil
	}
	if q.Line == nil && c.ReadsOf("line.") { // it is about goods
		return false, nil
	}
	return q.holds(c)
}

// failed says whose condition could not be answered: a refund.Problem POLICY_CONDITION_FAILED.
func failed(whose string, err error) error {
	return refund.Problem{Code: CodeConditionFailed, Detail: whose + ": " + err.Error()}
}

// GrantFor decides a line: the first rule that matches, else the reason's own words. The error is a
// refund.Problem POLICY_CONDITION_FAILED.
func (e *Entitlement) GrantFor(q *Question) (*Grant, error) {
	for i := range e.Rules {
		r := &e.Rules[i]
		matched, err := r.When.matches(r.Condition, q)
		if err != nil {
			return nil, failed("rule "+r.Name, err)
		}
		if matched {
			return r.Grants[q.Reason], nil
		}
	}
	return e.Reasons[q.Reason], nil
}

// CodeConditionFailed: a rule's condition cannot be answered on a line. A person looks, and the
// policy needs mending.
const CodeConditionFailed refund.Code = "POLICY_CONDITION_FAILED"
