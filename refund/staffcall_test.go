package refund_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestWhoIsCalledToARefundThatWaits(t *testing.T) {
	staff := refund.Staff{Ranks: []refund.Role{"support", "lead"}, Reviewers: []refund.Reviewer{
		{Name: "mia", Roles: []refund.Role{"support"}, Email: "mia@shop.example"},
		{Name: "li", Roles: []refund.Role{"support"}, Markets: []string{"CN"}, Email: "li@shop.example"},
		{Name: "noah", Roles: []refund.Role{"lead"}, Email: "noah@shop.example"},
		{Name: "ops", Roles: []refund.Role{"lead"}},
	}}
	for name, c := range map[string]struct {
		call refund.StaffCall
		want []refund.Person
	}{
		"everybody of the role, and whoever ranks above": {refund.StaffCall{Role: "support", Market: "CN"}, []refund.Person{"mia", "li", "noah"}},
		"nobody of another market":                       {refund.StaffCall{Role: "support", Market: "US"}, []refund.Person{"mia", "noah"}},
		"the assignee alone":                             {refund.StaffCall{Role: "support", Market: "CN", Assignee: "LI "}, []refund.Person{"li"}},
		"never who asked for it":                         {refund.StaffCall{Role: "lead", Market: "CN", RequestedBy: "noah"}, nil},
	} {
		var got []refund.Person
		for _, r := range staff.Callees(c.call) {
			got = append(got, r.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
