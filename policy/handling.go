package policy

import (
	"fmt"
	"slices"

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
	roles         []refund.Role
	reviewSeconds int64
	// goodsFirst is nil where the handling leaves it to the risk.
	goodsFirst *bool
}

// handle applies the first handling that matches an item: it may ask for people, say by when, and
// whether the goods come first. The amount is computed by now, and stays.
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
		w.out.Handling = h.name
		w.reviewSeconds = h.reviewSeconds
		if h.goodsFirst != nil && *h.goodsFirst {
			w.out.Reasons = append(w.out.Reasons, ReasonGoodsFirst)
		}
		if h.approvals > 0 {
			w.ask(ReasonHandling, in("handling", h.name))
			w.out.ApprovalsRequired = max(w.out.ApprovalsRequired, int(h.approvals))
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

// handlingOf is the handling an assessment names; one that is not there any more says nothing.
func (p *Policy) handlingOf(a refund.Assessment) handling {
	for _, h := range p.handling {
		if a.Handling != "" && h.name == a.Handling {
			return h
		}
	}
	return handling{}
}

// asks are the roles a handling wants: those it names, the default ones for the people it does not
// name.
func (h handling) asks(a approval) []refund.Role {
	roles := slices.Clone(h.roles)
	for i := len(roles); i < int(h.approvals); i++ {
		roles = append(roles, a.defaultRoles[min(i, len(a.defaultRoles)-1)])
	}
	return roles
}

func (c *checker) handlings(written []fileHandling, a approval) []handling {
	var all []handling
	for i, own := range written {
		key := fmt.Sprintf("handling[%d]", i)
		c.need(own.Name.present, key+".name")
		if slices.ContainsFunc(all, func(h handling) bool { return h.name == own.Name.value && own.Name.present }) {
			c.say(key+".name", "%q is there twice", own.Name.value)
		}
		c.when(own.When, key+".when")
		all = append(all, handling{
			name: own.Name.value, line: c.lines.of(key), when: own.When.plain(), condition: c.compile(own.If, key+".if"),
			approvals: c.people(own, key, a), roles: own.Roles, reviewSeconds: own.ReviewSeconds.value, goodsFirst: own.GoodsFirst,
		})
	}
	return all
}

// people is how many a handling asks for: as many as it names roles, or more.
func (c *checker) people(own fileHandling, key string, a approval) int64 {
	if own.Approvals.value > approvalsMax {
		c.say(key+".approvals", "is %d; at most %d people are asked", own.Approvals.value, approvalsMax)
	}
	if own.Approvals.present && own.Approvals.value < int64(len(own.Roles)) {
		c.say(key+".approvals", "is %d, fewer than the roles beside it", own.Approvals.value)
	}
	if !own.Approvals.present && !own.ReviewSeconds.present && own.GoodsFirst == nil && len(own.Roles) == 0 {
		c.say(key, "says nothing: approvals, roles, review_seconds or goods_first")
	}
	c.cell(a, own.Roles, key+".roles")
	return max(own.Approvals.value, int64(len(own.Roles)))
}
