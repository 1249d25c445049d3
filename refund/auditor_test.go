package refund_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestWhoAudits(t *testing.T) {
	staff := refund.Staff{Ranks: []refund.Role{"support", "lead"}, Reviewers: []refund.Reviewer{
		{Name: "ada", Roles: []refund.Role{refund.RoleAuditor}},
		{Name: "noah", Roles: []refund.Role{"lead"}, LimitMinor: map[refund.Currency]int64{"CNY": 100}},
	}}
	for _, c := range []struct {
		name string
		who  refund.Subject
		want bool
	}{
		{"reviewers.yaml says so", refund.Subject{Person: " ADA ", Kind: refund.Human}, true},
		{"somebody else", refund.Subject{Person: "noah", Kind: refund.Human}, false},
		{"the token of a lead says so", refund.Subject{Person: "noah", Kind: refund.Human, Roles: []refund.Role{"lead", refund.RoleAuditor}}, true},
		{"the token of a stranger says so", refund.Subject{Person: "zoe", Kind: refund.Human, Roles: []refund.Role{refund.RoleAuditor}, NarrowsRoles: true}, true},
		{"a token takes the role from nobody", refund.Subject{Person: "ada", Kind: refund.Human, Roles: []refund.Role{"lead"}}, true},
		{"a machine is no auditor", refund.Subject{Person: "ada", Kind: refund.Machine}, false},
	} {
		if got := staff.Audits(c.who); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestAnAuditorMayDoNothingAndStandsInForNobody(t *testing.T) {
	staff := refund.Staff{Ranks: []refund.Role{"support", "lead"}, Reviewers: []refund.Reviewer{
		{Name: "ada", Roles: []refund.Role{refund.RoleAuditor}, LimitMinor: map[refund.Currency]int64{"CNY": 100}, Email: "ada@shop.example"},
		{Name: "noah", Roles: []refund.Role{"lead"}, LimitMinor: map[refund.Currency]int64{"CNY": 100}},
	}}
	narrowed := refund.Subject{Person: "noah", Kind: refund.Human, Roles: []refund.Role{refund.RoleAuditor, "lead"}}
	for name, a := range map[string]refund.Authority{"ada": staff.Authority("ada"), "noah as an auditor": narrowed.Within(staff.Authority("noah"))} {
		for check, may := range map[string]func(refund.Stake) (refund.Problem, bool){"act": a.MayAct, "decide": a.MayDecide, "agree": a.MayAgree} {
			if problem, refused := may(refund.Stake{Currency: "CNY", OrderMinor: 1}); !refused || problem.Code != refund.CodeReviewerRole {
				t.Errorf("%s, %s: %+v", name, check, problem)
			}
		}
		if a.Holds("support") || a.Holds("lead") || a.Reviewer.Name == "" {
			t.Errorf("%s holds a rank: %+v", name, a.Reviewer)
		}
	}
	if staff.Authority("noah").Holds(refund.RoleAuditor) || len(staff.Authority("noah").Reviewer.Roles) != 1 {
		t.Error("a lead stands in for an auditor, or has lost a role to a token")
	}
	if called := staff.Callees(refund.StaffCall{}); len(called) != 0 {
		t.Errorf("called: %+v", called)
	}
}
