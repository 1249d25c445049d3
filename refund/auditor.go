package refund

import "slices"

// RoleAuditor is the role of people who check refunds: they read them with personal data masked, and do nothing to them. It is no rank:
// nobody acts for an auditor, and an auditor for nobody.
const RoleAuditor Role = "auditor"

// Audits reports whether the person reads alone, as an auditor. reviewers.yaml gives such a person no other role.
func (a Authority) Audits() bool {
	return a.Reviewer != nil && slices.Contains(a.Reviewer.Roles, RoleAuditor)
}

// MayAudit reports whether the person may check refunds: an auditor, or somebody of the highest rank.
func (a Authority) MayAudit() bool {
	return a.Audits() || len(a.Ranks) > 0 && a.Holds(a.Ranks[len(a.Ranks)-1])
}

// Audits reports whether the subject's token names the auditor's role. It counts for more than every other role the token or
// reviewers.yaml has.
func (s Subject) Audits() bool { return slices.Contains(s.Roles, RoleAuditor) }

// Audits reports whether a subject reads alone, as an auditor: reviewers.yaml says so, or the subject's token does.
func (s Staff) Audits(who Subject) bool {
	return who.Kind != Machine && (who.Audits() || s.Authority(who.Person).Audits())
}

// mayNotAct refuses an auditor (REVIEWER_ROLE).
func (a Authority) mayNotAct() (Problem, bool) {
	if !a.Audits() {
		return Problem{}, false
	}
	return auditorActs(a.Reviewer.Name), true
}

func auditorActs(name Person) Problem {
	return Problem{Code: CodeReviewerRole, Detail: string(name) + " is an auditor, who reads refunds and does nothing to them"}
}

// AuditorMayNotAct refuses whatever an auditor does to a refund, in their own name or a customer's (REVIEWER_ROLE).
func (s Subject) AuditorMayNotAct(a Authority) (Problem, bool) {
	if s.Kind != Machine && s.Audits() {
		return auditorActs(s.Person), true
	}
	return a.mayNotAct()
}
