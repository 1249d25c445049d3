package support_test

import (
	"context"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// dutyBooks answer with the facts of a case.
type dutyBooks struct {
	support.AuditBooks
	facts ledger.DutyFacts
}

func (b dutyBooks) DutyFacts(context.Context, ledger.Period) (ledger.DutyFacts, error) {
	return b.facts, nil
}

// dutyCase is what people did, and which conflicts there are.
type dutyCase struct {
	name  string
	rule  support.DutyRule
	facts ledger.DutyFacts
	staff refund.Staff
	want  []support.DutyConflict
}

func approval(by, requestedBy refund.Person, subject, requester refund.SubjectID) ledger.DutyFacts {
	return ledger.DutyFacts{Approvals: []ledger.Approval{{Refund: "refund/m/o/r", By: by, Subject: subject, At: noon, RequestedBy: requestedBy, RequestedBySubject: requester}}}
}

func saidElsewhere(by, requestedBy refund.Person, subject, requester refund.SubjectID) ledger.DutyFacts {
	return ledger.DutyFacts{Elsewhere: []ledger.ElsewhereSaid{{Refund: "refund/m/o/r", By: by, Subject: subject, At: noon, RequestedBy: requestedBy, RequestedBySubject: requester}}}
}

func wroteOff(by, approved refund.Person, subject, approver refund.SubjectID) ledger.DutyFacts {
	return ledger.DutyFacts{WriteOffs: []ledger.WriteOffPart{{WriteOff: "w1", By: by, Subject: subject, At: noon, Refund: "refund/m/o/r", Approved: approved, ApprovedSubject: approver}}}
}

// underPolicies is mia's approval at noon under revisions that were confirmed at some hours.
func underPolicies(revisions ...ledger.RuleRevision) ledger.DutyFacts {
	facts := approval("mia", "customer:42", "oidc:mia", "")
	facts.Policies = revisions
	return facts
}

func revision(number int64, asked, agreed refund.Person, hour int) ledger.RuleRevision {
	at := noon.Truncate(24 * time.Hour).Add(time.Duration(hour) * time.Hour)
	return ledger.RuleRevision{Number: number, Digest: "digest", AskedBy: asked, AgreedBy: agreed, AgreedAt: &at}
}

func dutyPeople(list ...refund.Reviewer) refund.Staff {
	return refund.Staff{Ranks: []refund.Role{"support", "lead", "finance"}, Reviewers: list}
}

func about(person refund.Person, other string) []support.DutyConflict {
	return []support.DutyConflict{{Person: person, Other: other, Refund: "refund/m/o/r", At: &noon}}
}

var dutyCases = []dutyCase{
	{"who asked agreed, in capitals", support.DutyAskedAndApproved, approval("MIA", "mia", "", ""), dutyPeople(), about("MIA", "mia")},
	{"who asked agreed under another name", support.DutyAskedAndApproved, approval("ruth", "mia", "oidc:1", "oidc:1"), dutyPeople(), about("ruth", "mia")},
	{"another one agreed", support.DutyAskedAndApproved, approval("noah", "mia", "oidc:2", "oidc:1"), dutyPeople(), nil},
	{"two whose subjects nobody knows", support.DutyAskedAndApproved, approval("noah", "mia", "", ""), dutyPeople(), nil},
	{"who asked said it was paid elsewhere", support.DutyAskedAndPaidElsewhere, saidElsewhere("mia", "mia", "", ""), dutyPeople(), about("mia", "mia")},
	{"under another name", support.DutyAskedAndPaidElsewhere, saidElsewhere("ruth", "mia", "oidc:1", "oidc:1"), dutyPeople(), about("ruth", "mia")},
	{"another one said so", support.DutyAskedAndPaidElsewhere, saidElsewhere("noah", "mia", "", ""), dutyPeople(), nil},
	{"one e-mail address", support.DutyOneHumanTwoNames, ledger.DutyFacts{}, dutyPeople(refund.Reviewer{Name: "mia", Email: "mia@shop.example"}, refund.Reviewer{Name: "ruth", Email: "MIA@shop.example"}),
		[]support.DutyConflict{{Person: "mia", Other: "ruth"}}},
	{"no addresses", support.DutyOneHumanTwoNames, ledger.DutyFacts{}, dutyPeople(refund.Reviewer{Name: "mia"}, refund.Reviewer{Name: "ruth"}), nil},
	{"one subject", support.DutyOneHumanTwoNames, ledger.DutyFacts{Named: []ledger.NamedSubject{{Subject: "oidc:1", Person: "mia"}, {Subject: "oidc:1", Person: "ruth"}, {Subject: "oidc:2", Person: "noah"}}}, dutyPeople(),
		[]support.DutyConflict{{Person: "mia", Other: "ruth"}}},
	{"one name, written twice", support.DutyOneHumanTwoNames, ledger.DutyFacts{Named: []ledger.NamedSubject{{Subject: "oidc:1", Person: "mia"}, {Subject: "oidc:1", Person: "MIA "}}}, dutyPeople(), nil},
	{"an auditor had agreed", support.DutyAuditorActed, approval("ada", "mia", "", ""), dutyPeople(refund.Reviewer{Name: "ada", Roles: []refund.Role{refund.RoleAuditor}}), about("ada", "")},
	{"a lead had agreed", support.DutyAuditorActed, approval("noah", "mia", "", ""), dutyPeople(refund.Reviewer{Name: "noah", Roles: []refund.Role{"lead"}}), nil},
	{"who had confirmed the policy agreed", support.DutyOwnPolicy, underPolicies(revision(1, "olga", "MIA", 10)), dutyPeople(), about("mia", "digest")},
	{"who had asked for the policy agreed", support.DutyOwnPolicy, underPolicies(revision(1, "mia", "olga", 12)), dutyPeople(), about("mia", "digest")},
	{"the policy came later", support.DutyOwnPolicy, underPolicies(revision(1, "olga", "mia", 13)), dutyPeople(), nil},
	{"another policy was in force by then", support.DutyOwnPolicy, underPolicies(revision(2, "olga", "noah", 11), revision(1, "olga", "mia", 10)), dutyPeople(), nil},
	{"the baseline is nobody's", support.DutyOwnPolicy, underPolicies(revision(0, "mia", "mia", 10)), dutyPeople(), nil},
	{"nobody has confirmed it yet", support.DutyOwnPolicy, underPolicies(ledger.RuleRevision{Number: 1, AskedBy: "mia"}), dutyPeople(), nil},
	{"who approved wrote off", support.DutyWroteOffApproved, wroteOff("mia", "mia", "", ""), dutyPeople(), about("mia", "mia")},
	{"under another name", support.DutyWroteOffApproved, wroteOff("ruth", "mia", "oidc:1", "oidc:1"), dutyPeople(), about("ruth", "mia")},
	{"another one wrote off", support.DutyWroteOffApproved, wroteOff("noah", "mia", "", ""), dutyPeople(), nil},
	{"finance and support", support.DutyRolesTogether, ledger.DutyFacts{}, dutyPeople(refund.Reviewer{Name: "ops", Roles: []refund.Role{"support", "finance"}}), []support.DutyConflict{{Person: "ops", Other: "support, finance"}}},
	{"two lower roles", support.DutyRolesTogether, ledger.DutyFacts{}, dutyPeople(refund.Reviewer{Name: "li", Roles: []refund.Role{"support", "lead"}}), nil},
	{"finance alone", support.DutyRolesTogether, ledger.DutyFacts{}, dutyPeople(refund.Reviewer{Name: "olga", Roles: []refund.Role{"finance"}}), nil},
}

func TestWhichDutiesWereNotKeptApart(t *testing.T) {
	found, kept := map[support.DutyRule]bool{}, map[support.DutyRule]bool{}
	for _, c := range dutyCases {
		// somebody of the highest rank looks, whatever the case's staff is
		who := append([]refund.Reviewer{{Name: "chief", Roles: []refund.Role{"finance"}}}, c.staff.Reviewers...)
		audit, err := support.NewAuditing(support.AuditPorts{
			Books: dutyBooks{facts: c.facts}, Keep: noBook{}, Now: time.Now,
			Staff: func(context.Context) (refund.Staff, error) {
				return refund.Staff{Ranks: c.staff.Ranks, Reviewers: who}, nil
			},
		})
		must(t, err)
		report, err := audit.Duties(t.Context(), by("chief"), ledger.Period{From: noon.Add(-time.Hour), To: noon.Add(time.Hour)})
		must(t, err)
		for _, got := range report.Rules {
			if got.Rule != c.rule {
				continue
			}
			if got.Count != len(c.want) || len(got.Conflicts) != len(c.want) || got.Looked < 1 {
				t.Errorf("%s: %+v", c.name, got)
				continue
			}
			for i, want := range c.want {
				if same := got.Conflicts[i]; same.Person != want.Person || same.Other != want.Other || same.Refund != want.Refund || (same.At == nil) != (want.At == nil) {
					t.Errorf("%s: got %+v, want %+v", c.name, same, want)
				}
			}
		}
		found[c.rule] = found[c.rule] || len(c.want) > 0
		kept[c.rule] = kept[c.rule] || len(c.want) == 0
	}
	for _, rule := range support.DutyRules() {
		if !found[rule.Rule] || !kept[rule.Rule] || rule.Severity == "" {
			t.Errorf("%s has no case that breaks it, or none that keeps it, or no severity", rule.Rule)
		}
	}
}

// noBook keeps nothing.
type noBook struct{ ledger.SampleBook }

func TestAReportOfDutiesIsOfAPeriod(t *testing.T) {
	r := newRoom(t)
	_, err := r.audit.Duties(t.Context(), by("ada"), ledger.Period{From: noon, To: noon})
	refusedWith(t, "an empty one", err, api.CodeBadFilter)
	r.refund("whole", "o1")
	report, err := r.audit.Duties(t.Context(), by("ada"), ledger.Period{From: r.clock.Now().Add(-time.Hour), To: r.clock.Now()})
	must(t, err)
	if len(report.Rules) != len(support.DutyRules()) || report.Cut {
		t.Errorf("got %+v", report)
	}
	if first := report.Rules[0]; first.Rule != support.DutyAskedAndApproved || first.Count != 0 {
		t.Errorf("got %+v", first)
	}
}
