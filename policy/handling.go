package policy

import (
	"fmt"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

// handling is how a request is handled: how many people look, how soon, whether the goods come
// first. It may depend on who asks and how much it is; it never changes the amount (promise 11).
type handling struct {
	name          string
	line          int
	when          When
	condition     *condition.Condition
	approvals     int64
	reviewSeconds int64
	goodsFirst    bool
}

// handle applies the first handling that matches an item: it may ask for a person, say by when, and
// want the goods first. The amount is computed by now, and stays.
func (w *work) handle() error {
	for i := range w.policy.handling {
		h := &w.policy.handling[i]
		matched, err := w.handledAs(h)
		if err != nil {
			return err
		}
		if !matched {
			continue
		}
		w.reviewSeconds = h.reviewSeconds
		if h.goodsFirst {
			w.out.Reasons = append(w.out.Reasons, ReasonGoodsFirst)
		}
		if h.approvals > 0 {
			w.ask(ReasonHandling, in("handling", h.name))
		}
		return nil
	}
	return nil
}

func (w *work) handledAs(h *handling) (bool, error) {
	for i := range w.items {
		w.asked = w.question(&w.items[i])
		matched, err := matches(&h.when, h.condition, &w.asked)
		if err != nil {
			return false, refund.Problem{Code: CodeConditionFailed, Detail: "handling " + h.name + ": " + err.Error()}
		}
		if matched {
			return true, nil
		}
	}
	return false, nil
}

// approvalsMax is how many people a policy may ask for: the story waits for one.
const approvalsMax = 1

func (c *checker) handlings(written []fileHandling) []handling {
	var all []handling
	for i, own := range written {
		key := fmt.Sprintf("handling[%d]", i)
		c.need(own.Name.present, key+".name")
		c.when(own.When, key+".when")
		if own.Approvals.value > approvalsMax {
			c.say(key+".approvals", "is %d; in force are 0 and %d", own.Approvals.value, approvalsMax)
		}
		if !own.Approvals.present && !own.ReviewSeconds.present && own.GoodsFirst == nil {
			c.say(key, "says nothing: approvals, review_seconds or goods_first")
		}
		all = append(all, handling{
			name: own.Name.value, line: c.lines.of(key), when: own.When.plain(), condition: c.compile(own.If, key+".if"),
			approvals: own.Approvals.value, reviewSeconds: own.ReviewSeconds.value,
			goodsFirst: own.GoodsFirst != nil && *own.GoodsFirst,
		})
	}
	return all
}
