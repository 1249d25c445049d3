package support

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// OfficePage is a kind of pages that roles are let into, or an act of theirs.
type OfficePage string

// The pages.
const (
	// PageOperations: what is parked, stopped, stuck, not delivered, refused or unhealthy, and the runbooks.
	PageOperations OfficePage = "operations"
	// PageFinance: budgets, funds, the books, and reconciliation.
	PageFinance OfficePage = "finance"
	// PageReports: what came of the policy. PagePolicy: the policy itself.
	PageReports OfficePage = "reports"
	PagePolicy  OfficePage = "policy"
	// PageStop is no page, but the act of setting and lifting stops of payouts.
	PageStop OfficePage = "stop"
)

// OfficePages lists the pages.
func OfficePages() []OfficePage {
	return []OfficePage{PageOperations, PageFinance, PageReports, PagePolicy, PageStop}
}

// The roles that the table of pages names. Auditor reads and does nothing.
const (
	RoleLead    refund.Role = "lead"
	RoleFinance refund.Role = "finance"
	RoleAuditor refund.Role = "auditor"
)

// letIn are the roles that a page is for; none: everybody who has signed in. A role that ranks above a named one is let in
// with it, and so is the highest rank of reviewers.yaml, whatever it is called there.
func letIn(page OfficePage) []refund.Role {
	switch page {
	case PageOperations, PageReports, PagePolicy:
		return nil
	case PageFinance:
		return []refund.Role{RoleLead, RoleFinance, RoleAuditor}
	case PageStop:
		return []refund.Role{RoleLead, RoleFinance}
	}
	return []refund.Role{} // a page that is not known is for the highest rank alone
}

// May refuses who is not let into a page: UNAUTHENTICATED where nobody is known, NOT_PERMITTED to machines and to people
// without one of its roles, with the roles in its detail.
func (o *Office) May(ctx context.Context, call api.Call, page OfficePage) error {
	who := call.Subject
	switch {
	case strings.TrimSpace(string(who.Name)) == "" || who.Verified == "":
		return call.Failed(refund.Problem{Code: api.CodeUnauthenticated, Detail: "nobody is known who calls"})
	case who.Kind != api.Human:
		return call.Failed(refund.Problem{Code: api.CodeNotPermitted, Detail: "the desk is for people"})
	}
	roles := letIn(page)
	if roles == nil {
		return nil
	}
	staff, err := o.ports.Staff(ctx)
	if err != nil {
		return call.Failed(fmt.Errorf("who may see %s: %w", page, err))
	}
	own := who.Witnessed().Within(staff.Authority(who.Name))
	if slices.ContainsFunc(roles, own.Holds) || len(staff.Ranks) > 0 && own.Holds(staff.Ranks[len(staff.Ranks)-1]) {
		return nil
	}
	return call.Failed(refund.Problem{Code: api.CodeNotPermitted, Detail: fmt.Sprintf("%s is for the roles %s; %s has %s", page, rolesIn(roles), who.Name, rolesOf(own))})
}

// may is May as yes or no with why not.
func (o *Office) may(ctx context.Context, call api.Call, page OfficePage) (refused *api.Error) {
	errors.As(o.May(ctx, call, page), &refused)
	return refused
}

func rolesOf(a refund.Authority) string {
	if a.Reviewer == nil || len(a.Reviewer.Roles) == 0 {
		return "no role"
	}
	return rolesIn(a.Reviewer.Roles)
}

func rolesIn(roles []refund.Role) string {
	var names []string
	for _, role := range roles {
		names = append(names, string(role))
	}
	return strings.Join(names, ", ")
}
