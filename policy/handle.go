package policy

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
)

// handle applies the first handling that matches an item: it may ask for people, say by when, and
// whether the goods come first. The amount is computed by now, and stays.
func (w *work) handle() error {
	for i := range w.policy.Handling {
		h := &w.policy.Handling[i]
		matched, err := w.handledAs(h)
		if err != nil {
			return err
		}
		if !matched {
			continue
		}
		w.out.Handling = h.Name
		w.reviewSeconds = h.ReviewSeconds
		if h.GoodsFirst != nil && *h.GoodsFirst {
			w.out.Reasons = append(w.out.Reasons, ReasonGoodsFirst)
		}
		if h.Approvals > 0 {
			w.ask(ReasonHandling, explain.Word("handling", h.Name))
			w.out.ApprovalsRequired = max(w.out.ApprovalsRequired, int(h.Approvals))
		}
		return nil
	}
	return nil
}

func (w *work) handledAs(h *rulebook.Handling) (bool, error) {
	for _, s := range w.subjects() {
		w.asked = w.questionOf(s)
		if matched, err := h.Matches(&w.asked); err != nil || matched {
			return matched, err
		}
	}
	return false, nil
}
