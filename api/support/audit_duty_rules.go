package support

import (
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// dutyRule finds the conflicts of a rule, and says how many things it looked at.
type dutyRule struct {
	name     DutyRule
	severity Severity
	find     func(ledger.DutyFacts, refund.Staff) (conflicts []DutyConflict, looked int)
}

// dutyRules are all rules, the worst first.
var dutyRules = []dutyRule{
	{DutyAskedAndApproved, SeverityHigh, askedAndApproved},
	{DutyAskedAndPaidElsewhere, SeverityHigh, askedAndPaidElsewhere},
	{DutyOneHumanTwoNames, SeverityHigh, oneHumanTwoNames},
	{DutyAuditorActed, SeverityHigh, auditorActed},
	{DutyOwnPolicy, SeverityMedium, ownPolicy},
	{DutyWroteOffApproved, SeverityMedium, wroteOffApproved},
	{DutyRolesTogether, SeverityMedium, rolesTogether},
}

// DutyRules lists the rules with their severities, the worst first.
func DutyRules() (out []DutyOutcome) {
	for _, rule := range dutyRules {
		out = append(out, DutyOutcome{Rule: rule.name, Severity: rule.severity})
	}
	return out
}

// sameHands reports whether two names are one person, or one subject under two names.
func sameHands(a refund.Person, as refund.SubjectID, b refund.Person, bs refund.SubjectID) bool {
	return refund.SamePerson(a, b) || as.Same(bs)
}

func on(at time.Time) *time.Time { return &at }

func askedAndApproved(f ledger.DutyFacts, _ refund.Staff) (out []DutyConflict, looked int) {
	for _, a := range f.Approvals {
		if sameHands(a.By, a.Subject, a.RequestedBy, a.RequestedBySubject) {
			out = append(out, DutyConflict{Person: a.By, Other: string(a.RequestedBy), Refund: a.Refund, At: on(a.At)})
		}
	}
	return out, len(f.Approvals)
}

func askedAndPaidElsewhere(f ledger.DutyFacts, _ refund.Staff) (out []DutyConflict, looked int) {
	for _, e := range f.Elsewhere {
		if sameHands(e.By, e.Subject, e.RequestedBy, e.RequestedBySubject) {
			out = append(out, DutyConflict{Person: e.By, Other: string(e.RequestedBy), Refund: e.Refund, At: on(e.At)})
		}
	}
	return out, len(f.Elsewhere)
}

func oneHumanTwoNames(f ledger.DutyFacts, staff refund.Staff) (out []DutyConflict, looked int) {
	for i, r := range staff.Reviewers {
		for _, other := range staff.Reviewers[:i] {
			if r.Email != "" && strings.EqualFold(r.Email, other.Email) {
				out = append(out, DutyConflict{Person: other.Name, Other: string(r.Name)})
			}
		}
	}
	for i, n := range f.Named {
		for _, other := range sameSubjectBefore(f.Named, i) {
			if !refund.SamePerson(n.Person, other.Person) {
				out = append(out, DutyConflict{Person: other.Person, Other: string(n.Person)})
			}
		}
	}
	return out, len(staff.Reviewers) + len(f.Named)
}

// sameSubjectBefore are the names of a subject before a place in the list, which is sorted by subject.
func sameSubjectBefore(list []ledger.NamedSubject, at int) []ledger.NamedSubject {
	from := at
	for from > 0 && list[from-1].Subject == list[at].Subject {
		from--
	}
	return list[from:at]
}

func auditorActed(f ledger.DutyFacts, staff refund.Staff) (out []DutyConflict, looked int) {
	for _, a := range f.Approvals {
		if staff.Authority(a.By).Audits() {
			out = append(out, DutyConflict{Person: a.By, Refund: a.Refund, At: on(a.At)})
		}
	}
	return out, len(f.Approvals)
}

func ownPolicy(f ledger.DutyFacts, _ refund.Staff) (out []DutyConflict, looked int) {
	for _, a := range f.Approvals {
		if p, is := policyAt(f.Policies, a.At); is && p.Number > 0 &&
			(sameHands(a.By, a.Subject, p.AskedBy, p.AskedSubject) || sameHands(a.By, a.Subject, p.AgreedBy, p.AgreedSubject)) {
			out = append(out, DutyConflict{Person: a.By, Other: p.Digest, Refund: a.Refund, At: on(a.At)})
		}
	}
	return out, len(f.Approvals)
}

// policyAt is the revision that was in force at a time; false: none was confirmed by then.
func policyAt(all []ledger.RuleRevision, at time.Time) (last ledger.RuleRevision, found bool) {
	for _, p := range all {
		if p.AgreedAt != nil && !p.AgreedAt.After(at) && (!found || p.AgreedAt.After(*last.AgreedAt)) {
			last, found = p, true
		}
	}
	return last, found
}

func wroteOffApproved(f ledger.DutyFacts, _ refund.Staff) (out []DutyConflict, looked int) {
	for _, w := range f.WriteOffs {
		if sameHands(w.By, w.Subject, w.Approved, w.ApprovedSubject) {
			out = append(out, DutyConflict{Person: w.By, Other: string(w.Approved), Refund: w.Refund, At: on(w.At)})
		}
	}
	return out, len(f.WriteOffs)
}

func rolesTogether(_ ledger.DutyFacts, staff refund.Staff) (out []DutyConflict, looked int) {
	if len(staff.Ranks) == 0 {
		return nil, 0
	}
	highest := staff.Ranks[len(staff.Ranks)-1]
	for _, r := range staff.Reviewers {
		if len(r.Roles) > 1 && slices.Contains(r.Roles, highest) {
			out = append(out, DutyConflict{Person: r.Name, Other: roleWords(r.Roles)})
		}
	}
	return out, len(staff.Reviewers)
}

func roleWords(roles []refund.Role) string {
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = string(role)
	}
	return strings.Join(words, ", ")
}
