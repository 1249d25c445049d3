package sqlstore

import (
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// agreement is a person's agreement to an assessment, in the role they filled.
type agreement struct {
	by   refund.Person
	role refund.Role
}

// agreements are those to the assessment as it stands.
func (t *tx) agreements(c *caseRow) ([]agreement, error) {
	return list(t, func(row scanner) (a agreement, err error) { return a, row.Scan(&a.by, &a.role) },
		`SELECT reviewer, role FROM decisions
		WHERE refund = $1 AND verb IN ($2, $3) AND assessment_hash = $4 AND round = $5 AND accepted ORDER BY decided_at, decision_id`,
		c.id, refund.VerbApprove, refund.VerbAdjust, c.assessmentHash, c.round)
}

// rolesNeeded are the roles whose people must agree. A proposal that names fewer than it needs (an
// older one) takes anybody who is known.
func rolesNeeded(p refund.Proposal) []refund.Role {
	roles := make([]refund.Role, p.ApprovalsRequired)
	copy(roles, p.ApprovalRoles)
	return roles
}

// missing are the roles that no agreement has filled yet, in their sequence.
func missing(roles []refund.Role, agreed []agreement) []refund.Role {
	open := slices.Clone(roles)
	for _, a := range agreed {
		if at := slices.Index(open, a.role); at >= 0 {
			open = slices.Delete(open, at, at+1)
		}
	}
	return open
}

// lastOf reports that nobody has to agree any more, or who is next.
func lastOf(open []refund.Role) (final bool, next refund.Role) {
	if len(open) == 0 {
		return true, ""
	}
	return false, open[0]
}

func people(agreed []agreement) (out []refund.Person) {
	for _, a := range agreed {
		out = append(out, a.by)
	}
	return out
}

func among(list []refund.Person, one refund.Person) bool {
	return slices.ContainsFunc(list, func(p refund.Person) bool { return refund.SamePerson(p, one) })
}

func rolesOf(list []refund.Role) string {
	var out []string
	for _, role := range list {
		out = append(out, string(role))
	}
	return strings.Join(out, " or ")
}
