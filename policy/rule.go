package policy

import (
	"slices"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

// rule refines what a reason is granted, for the lines it is about. Rules are read from the top;
// the first that matches a line decides it.
type rule struct {
	name string
	// line is the rule's line in its file.
	line      int
	when      When
	condition *condition.Condition
	overrides []string
	law       string
	// grants is what the rule comes to, by reason: everything it does not say itself is the
	// reason's.
	grants map[refund.Reason]*grant
}

// grant is what a line is granted: whether, by which terms, with which offer on top.
type grant struct {
	// rule names the rule that decided; empty: the reason's own words did.
	rule     string
	eligible bool
	// because is the stable reason of a refusal.
	because  string
	offer    string
	evidence bool
	terms    Terms
}

// When says which lines a rule is about. An empty list is any.
type When struct {
	Markets        []string               `json:"markets,omitempty"`
	Categories     []string               `json:"categories,omitempty"`
	BusinessModels []refund.BusinessModel `json:"business_models,omitempty"`
	Reasons        []refund.Reason        `json:"reasons,omitempty"`
	Initiators     []refund.Initiator     `json:"initiators,omitempty"`
}

// covers reports whether the rule's place is the question's, its condition aside.
func (w *When) covers(q *question) bool {
	return anyOr(w.Markets, q.order.Market) && anyOr(w.Categories, q.line.Category) &&
		anyOr(w.BusinessModels, q.line.BusinessModel) && anyOr(w.Reasons, q.reason) &&
		anyOr(w.Initiators, q.request.Initiator)
}

func anyOr[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

// matches asks the rule's place and its condition. The error is condition.ErrNotTrueOrFalse.
func matches(w *When, c *condition.Condition, q *question) (bool, error) {
	covers := w.covers(q)
	if !covers || c == nil {
		return covers, nil
	}
	return q.holds(c)
}

// grantOf decides a line: the first rule that matches, else the reason's own words.
func (e *entitlement) grantOf(q *question) (*grant, error) {
	for i := range e.rules {
		r := &e.rules[i]
		matched, err := matches(&r.when, r.condition, q)
		if err != nil {
			return nil, refund.Problem{Code: CodeConditionFailed, Detail: "rule " + r.name + ": " + err.Error()}
		}
		if matched {
			return r.grants[q.reason], nil
		}
	}
	return e.reasons[q.reason], nil
}

// CodeConditionFailed: a rule's condition cannot be answered on a line. A person looks, and the
// policy needs mending.
const CodeConditionFailed refund.Code = "POLICY_CONDITION_FAILED"
