package ledger_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestWhatOfAStaffIsOtherwise(t *testing.T) {
	was := refund.Staff{Ranks: []refund.Role{"support", "lead"}, Reviewers: []refund.Reviewer{
		{Name: "mia", Roles: []refund.Role{"support"}, LimitMinor: map[refund.Currency]int64{"CNY": 100, "USD": 20}, Markets: []string{"CN"}},
		{Name: "noah", Roles: []refund.Role{"lead"}},
	}}
	is := refund.Staff{Ranks: []refund.Role{"support", "lead", "finance"}, Reviewers: []refund.Reviewer{
		{Name: "MIA", Roles: []refund.Role{"lead"}, LimitMinor: map[refund.Currency]int64{"CNY": 900, "EUR": 0}},
		{Name: "zoe", Roles: []refund.Role{"finance"}},
	}}
	var got []string
	for _, c := range ledger.StaffChanges(was, is) {
		got = append(got, fmt.Sprintf("%s %s %s: %s -> %s", c.Person, c.Kind, c.What, c.Was, c.Became))
	}
	want := []string{
		" RANKS : support lead -> support lead finance",
		"MIA ROLE_ADDED lead:  -> ", "MIA ROLE_REMOVED support:  -> ",
		"MIA LIMIT CNY: 100 -> 900", "MIA LIMIT EUR:  -> 0", "MIA LIMIT USD: 20 -> ", "MIA MARKETS : CN -> ",
		"zoe PERSON_ADDED :  -> ", "zoe ROLE_ADDED finance:  -> ",
		"noah ROLE_REMOVED lead:  -> ", "noah PERSON_REMOVED :  -> ",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	if same := ledger.StaffChanges(is, is); len(same) > 0 {
		t.Errorf("of the same staff: %+v", same)
	}
}
