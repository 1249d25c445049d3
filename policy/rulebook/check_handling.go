package rulebook

import (
	"fmt"
	"slices"
)

func (c *checker) handlings(written []fileHandling, a Approval) []Handling {
	var all []Handling
	for i, own := range written {
		key := fmt.Sprintf("handling[%d]", i)
		c.Need(own.Name.Present, key+".name")
		if slices.ContainsFunc(all, func(h Handling) bool { return h.Name == own.Name.Value && own.Name.Present }) {
			c.Say(key+".name", "%q is there twice", own.Name.Value)
		}
		c.when(own.When, key+".when")
		all = append(all, Handling{
			Name: own.Name.Value, Line: c.Lines.Of(key), When: own.When.plain(), Condition: c.compile(own.If, key+".if"),
			Approvals: c.people(own, key, a), Roles: own.Roles, ReviewSeconds: own.ReviewSeconds.Value, GoodsFirst: own.GoodsFirst,
		})
	}
	return all
}

// people is how many a handling asks for: as many as it names roles, or more.
func (c *checker) people(own fileHandling, key string, a Approval) int64 {
	if own.Approvals.Value > approvalsMax {
		c.Say(key+".approvals", "is %d; at most %d people are asked", own.Approvals.Value, approvalsMax)
	}
	if own.Approvals.Present && own.Approvals.Value < int64(len(own.Roles)) {
		c.Say(key+".approvals", "is %d, fewer than the roles beside it", own.Approvals.Value)
	}
	if !own.Approvals.Present && !own.ReviewSeconds.Present && own.GoodsFirst == nil && len(own.Roles) == 0 {
		c.Say(key, "says nothing: approvals, roles, review_seconds or goods_first")
	}
	c.cell(a, own.Roles, key+".roles")
	return max(own.Approvals.Value, int64(len(own.Roles)))
}
