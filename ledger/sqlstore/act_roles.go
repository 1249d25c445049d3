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
	// subject is who that is in a verifier's words; empty: it was asserted.
	subject  refund.SubjectID
	verified refund.Verification
}

// asserted: the name was typed. Where the stake has grown above verified_above_minor since, that agreement counts no more,
// and the person may give it again, verified.
func (a agreement) asserted() bool { return !a.verified.Proven() }

// agreements are those to the assessment as it stands.
func (t *tx) agreements(c *caseRow) ([]agreement, error) {
	return list(t, func(row scanner) (a agreement, err error) {
		return a, row.Scan(&a.by, &a.role, &a.subject, &a.verified)
	},
		`SELECT reviewer, role, subject, verified FROM decisions
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

// agreedBefore reports whether who acts is one of those who agreed: by name, or as the same subject under another one.
func agreedBefore(agreed []agreement, by refund.Person, who refund.Subject) bool {
	return slices.ContainsFunc(agreed, func(a agreement) bool {
		return refund.SamePerson(a.by, by) || a.subject.Same(who.ID)
	})
}

func rolesOf(list []refund.Role) string {
	var out []string
	for _, role := range list {
		out = append(out, string(role))
	}
	return strings.Join(out, " or ")
}
