package support

import (
	"context"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// DutyRule names a rule of which duties are kept apart.
type DutyRule string

// The rules.
const (
	// DutyAskedAndApproved: somebody agreed to a refund that they had asked for. The ledger refuses that: there are none.
	DutyAskedAndApproved DutyRule = "ASKED_AND_APPROVED"
	// DutyAskedAndPaidElsewhere: somebody said of a refund that they had asked for that it was paid outside makegood.
	DutyAskedAndPaidElsewhere DutyRule = "ASKED_AND_PAID_ELSEWHERE"
	// DutyOneHumanTwoNames: one e-mail address, or one subject of a verifier, has two names.
	DutyOneHumanTwoNames DutyRule = "ONE_HUMAN_TWO_NAMES"
	// DutyAuditorActed: somebody who audits now agreed to refunds in the period.
	DutyAuditorActed DutyRule = "AUDITOR_ACTED"
	// DutyOwnPolicy: somebody agreed to a refund while a policy was in force that they had asked for or confirmed, its budgets among them.
	DutyOwnPolicy DutyRule = "APPROVED_UNDER_OWN_POLICY"
	// DutyWroteOffApproved: somebody had a part in writing off a payment of which they had approved a refund.
	DutyWroteOffApproved DutyRule = "WROTE_OFF_WHAT_THEY_APPROVED"
	// DutyRolesTogether: somebody has the highest rank by name, and a lower one beside it.
	DutyRolesTogether DutyRule = "ROLES_TOGETHER"
)

// Severity says how bad a conflict of duties is.
type Severity string

// The severities. High: money may have been moved by one pair of hands. Medium: the duties are to be kept apart, and nothing says that
// anything was wrong.
const (
	SeverityHigh   Severity = "HIGH"
	SeverityMedium Severity = "MEDIUM"
)

// DutyConflict is a case of a rule. Other is the second name, role or policy that it is about.
type DutyConflict struct {
	Person refund.Person `json:"person"`
	Other  string        `json:"other,omitempty"`
	Refund refund.ID     `json:"refund,omitempty"`
	At     *time.Time    `json:"at,omitempty"`
}

// DutyOutcome is what became of a rule. Looked is how many things it was held to; Count how many conflicts there are, of which
// Conflicts has the first DutyConflictsMax.
type DutyOutcome struct {
	Rule      DutyRule       `json:"rule"`
	Severity  Severity       `json:"severity"`
	Looked    int            `json:"looked_at"`
	Count     int            `json:"count"`
	Conflicts []DutyConflict `json:"conflicts,omitempty"`
}

// DutyConflictsMax bounds the conflicts of a rule that are told.
const DutyConflictsMax = 200

// DutyReport says of every rule whether duties were kept apart in a period. Cut: more was done in it than was looked at.
type DutyReport struct {
	From  time.Time     `json:"from"`
	To    time.Time     `json:"to"`
	Rules []DutyOutcome `json:"rules"`
	Cut   bool          `json:"cut,omitempty"`
}

// Duties holds what people did in a period, and who may do what now, to every rule.
func (s *Auditing) Duties(ctx context.Context, call api.Call, period ledger.Period) (DutyReport, error) {
	who, err := s.admit(ctx, call)
	if err != nil {
		return DutyReport{}, call.Failed(err)
	}
	if !period.From.Before(period.To) {
		return DutyReport{}, call.Failed(badFilter("the period ends before it begins"))
	}
	facts, err := s.ports.Books.DutyFacts(ctx, period)
	if err != nil {
		return DutyReport{}, call.Failed(err)
	}
	out := DutyReport{From: period.From, To: period.To, Cut: facts.Cut}
	for _, rule := range dutyRules {
		conflicts, looked := rule.find(facts, who.staff)
		one := DutyOutcome{Rule: rule.name, Severity: rule.severity, Looked: looked, Count: len(conflicts), Conflicts: conflicts}
		if len(conflicts) > DutyConflictsMax {
			one.Conflicts = conflicts[:DutyConflictsMax]
		}
		out.Rules = append(out.Rules, one)
	}
	if who.masks() {
		out = api.Masked(out)
	}
	return out, nil
}
