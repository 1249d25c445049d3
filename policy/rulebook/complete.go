package rulebook

import (
	"reflect"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// completed fills what the file leaves out from the shipped policy, and reports whether it did.
// Name and version are always the file's own.
func (f *file) completed() bool {
	var shipped file
	sheet.Decode(defaultBytes, &shipped, MistakeInvalid) // a test loads it
	filled := fillMissing(reflect.ValueOf(&f.Terms).Elem(), reflect.ValueOf(shipped.Terms))
	if f.Reasons == nil {
		f.Reasons, filled = shipped.Reasons, true
		if f.Rules == nil {
			f.Rules, f.Markets = shipped.Rules, shipped.Markets
		}
	}
	filled = f.completedStory(shipped) || filled
	if f.Offers == nil && f.Budgets == nil {
		f.Offers, f.Budgets, filled = shipped.Offers, shipped.Budgets, true
		if f.OfferRules == nil {
			f.OfferRules = shipped.OfferRules
		}
	}
	if f.Alternatives == nil {
		f.Alternatives = &fileAlternatives{} // none but store credit: nothing to take over
	}
	return filled
}

// completedStory fills who must agree, how goods come back and for how long a refusal may be appealed.
func (f *file) completedStory(shipped file) bool {
	filled := !f.AppealSeconds.Present
	if filled {
		f.AppealSeconds = shipped.AppealSeconds
	}
	if f.Approval == nil {
		f.Approval, filled = shipped.Approval, true
	} else {
		filled = f.Approval.completed(*shipped.Approval) || filled
	}
	if f.Goods == nil {
		f.Goods = &fileGoods{}
	}
	filled = f.Goods.inspectedBy(shipped.Goods.InspectRole, f.Approval.Roles) || filled
	if f.Goods.ReturnSeconds.Present { // a deadline of one's own has a reminder of one's own
		shipped.Goods.RemindSeconds = f.Goods.RemindSeconds
	}
	return fillMissing(reflect.ValueOf(f.Goods).Elem(), reflect.ValueOf(*shipped.Goods)) || filled
}

// completed fills an approval section. One with roles of its own says its whole matrix: the shipped one
// asks roles that it may not have.
func (a *fileApproval) completed(shipped fileApproval) bool {
	filled := false
	if a.Roles == nil {
		if a.Currencies == nil && a.AutoMaxMinor == nil {
			a.Currencies = shipped.Currencies
		}
		if a.Scales == nil {
			a.Scales = shipped.Scales
		}
		if a.DefaultRoles == nil {
			a.DefaultRoles = shipped.DefaultRoles
		}
		if a.ClearRoles == nil {
			a.ClearRoles = shipped.ClearRoles
		}
		a.Roles, filled = shipped.Roles, true
	} else {
		if a.ClearRoles == nil && len(a.Roles) > 0 {
			a.ClearRoles = highestTwo(a.Roles)
		}
		shipped.Review.EscalateSeconds, shipped.Review.EscalateTo = a.Review.EscalateSeconds, a.Review.EscalateTo
	}
	if a.ReviewSeconds.Present {
		shipped.Review.DueSeconds = a.Review.DueSeconds
	}
	return fillMissing(reflect.ValueOf(&a.Review).Elem(), reflect.ValueOf(shipped.Review)) || filled
}

// highestTwo are the two highest of a policy's own roles; two people of the only one.
func highestTwo(roles []refund.Role) []refund.Role {
	last := len(roles) - 1
	return []refund.Role{roles[max(0, last-1)], roles[last]}
}

// inspectedBy fills who inspects goods: the shipped role, or the lowest of roles of one's own that do not
// have it. It reports whether it did.
func (g *fileGoods) inspectedBy(shipped sheet.Text, roles []refund.Role) bool {
	if g.InspectRole.Present {
		return false
	}
	g.InspectRole = shipped
	if len(roles) > 0 && !hasRole(roles, refund.Role(shipped.Value)) {
		g.InspectRole.Value = string(roles[0])
	}
	return true
}

// fillMissing fills the zero fields of a struct from another of its type.
func fillMissing(into, from reflect.Value) bool {
	filled := false
	for i := range into.NumField() {
		if into.Field(i).IsZero() {
			into.Field(i).Set(from.Field(i))
			filled = true
		}
	}
	return filled
}
