package rulebook

import (
	"slices"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

// Handling is how a request is handled: how many people look, how soon, whether the goods come
// first. It may depend on who asks and how much it is; it never changes the amount (promise 11).
type Handling struct {
	Name string
	// Line is where the file has it; 0 where the shipped policy says it.
	Line          int
	When          When
	Condition     *condition.Condition
	Approvals     int64
	Roles         []refund.Role
	ReviewSeconds int64
	// GoodsFirst is nil where the handling leaves it to the risk.
	GoodsFirst *bool
}

// Matches reports whether the handling is about a line of a request. The error is a refund.Problem
// POLICY_CONDITION_FAILED.
func (h *Handling) Matches(q *Question) (bool, error) {
	matched, err := h.When.matches(h.Condition, q)
	if err != nil {
		return false, failed("handling "+h.Name, err)
	}
	return matched, nil
}

// HandlingNamed is the handling of a name; one that is not there any more says nothing.
func (v *Version) HandlingNamed(name string) Handling {
	for _, h := range v.Handling {
		if name != "" && h.Name == name {
			return h
		}
	}
	return Handling{}
}

// RolesAsked are the roles a handling wants: those it names, the default ones for the people it does
// not name.
func (h Handling) RolesAsked(a Approval) []refund.Role {
	roles := slices.Clone(h.Roles)
	for i := len(roles); i < int(h.Approvals); i++ {
		roles = append(roles, a.DefaultRoles[min(i, len(a.DefaultRoles)-1)])
	}
	return roles
}
