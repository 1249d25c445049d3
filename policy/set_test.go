package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// versionOf is the simple policy as another version: its window, since when, and whether it takes
// an earlier one's place where it is better.
func versionOf(t testing.TB, version, windowDays, from, supersedes string) *policy.Policy {
	return policyWith(t, `version: "1"`, `version: "`+version+`"`+"\neffective_from: "+from+"\nsupersedes_if_better: "+supersedes,
		"window_days: 30", "window_days: "+windowDays)
}

func setOf(t testing.TB, versions ...*policy.Policy) *policy.Set {
	t.Helper()
	set, err := policy.NewSet(versions...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// ago is an order placed and delivered some days ago.
func ago(days int) refund.Order {
	o := twoLines()
	at := occurredAt.AddDate(0, 0, -days)
	o.PlacedAt, o.DeliveredAt, o.Market = at, &at, "US" // where no law gives days
	return o
}

func assessedBy(t testing.TB, set *policy.Set, o refund.Order) refund.Assessment {
	t.Helper()
	a, err := set.Assess(whole(o, refund.ReasonCustomerChangedMind), historyOf(t, o))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheVersionInForceAtPurchaseDecides(t *testing.T) {
	set := setOf(t, versionOf(t, "1", "20", "2026-01-01", "false"), versionOf(t, "2", "5", "2026-11-10", "false"), versionOf(t, "3", "60", "2026-11-15", "false"))
	for name, c := range map[string]struct {
		order   refund.Order
		version string
		want    refund.Disposition
	}{
		"bought under the first":             {ago(12), "1", refund.DispositionPay},
		"bought under the second":            {ago(7), "2", refund.DispositionReject},
		"bought under the third":             {ago(3), "3", refund.DispositionPay},
		"bought before the first":            {ago(400), "1", refund.DispositionReject},
		"agreed to the second by name":       {agreed(ago(12), "simple", "2"), "2", refund.DispositionReject},
		"agreed to the third in advance":     {agreed(ago(12), "simple", "3"), "3", refund.DispositionPay},
		"agreed to one that is nowhere here": {agreed(ago(12), "simple", "9"), "1", refund.DispositionPay},
	} {
		t.Run(name, func(t *testing.T) {
			a := assessedBy(t, set, c.order)
			if a.Policy.Version != c.version || a.Disposition != c.want || a.Policy.Hash == "" {
				t.Errorf("got %s by %+v, want %s by version %s", a.Disposition, a.Policy, c.want, c.version)
			}
			wantAsk := c.order.PolicyRef != nil && c.order.PolicyRef.Version == "9"
			if slices.Contains(a.ApprovalReasons, policy.ReasonPolicyDiffers) != wantAsk {
				t.Errorf("approvals %v", a.ApprovalReasons)
			}
		})
	}
}

func TestANewerVersionTakesItsPlaceOnlyWhereItIsBetterAndSaysSo(t *testing.T) {
	first := versionOf(t, "1", "5", "2026-01-01", "false")
	for name, c := range map[string]struct {
		newer   *policy.Policy
		version string
	}{
		"better and says so":            {versionOf(t, "2", "60", "2026-11-18", "true"), "2"},
		"better and does not":           {versionOf(t, "2", "60", "2026-11-18", "false"), "1"},
		"no better":                     {versionOf(t, "2", "4", "2026-11-18", "true"), "1"},
		"better, but not in force yet":  {versionOf(t, "2", "60", "2026-11-21", "true"), "1"},
		"better since the very moment":  {versionOf(t, "2", "60", "2026-11-20T08:30:00Z", "true"), "2"},
		"better an hour after the fact": {versionOf(t, "2", "60", "2026-11-20T09:30:00Z", "true"), "1"},
	} {
		t.Run(name, func(t *testing.T) {
			a := assessedBy(t, setOf(t, c.newer, first), ago(12))
			if a.Policy.Version != c.version || a.Eligible() != (c.version == "2") {
				t.Errorf("got %s by %s, want version %s", a.Disposition, a.Policy, c.version)
			}
			said := slices.ContainsFunc(a.Steps, func(s refund.Step) bool { return s.Key == "policy.superseded" })
			if said != (c.version == "2") || slices.Contains(a.ApprovalReasons, policy.ReasonPolicyDiffers) {
				t.Errorf("steps %v, approvals %v", a.Steps, a.ApprovalReasons)
			}
		})
	}
}

func TestHandlingIsAlwaysTheCurrentVersions(t *testing.T) {
	first := versionOf(t, "1", "60", "2026-01-01", "false")
	second := policyWith(t, `version: "1"`, `version: "2"`+"\neffective_from: 2026-11-18", "CNY: 100000", "CNY: 10", "window_days: 30", "window_days: 1")
	a := assessedBy(t, setOf(t, first, second), ago(12))
	if a.Policy.Version != "1" || a.TotalMinor != 5000 || !slices.Contains(a.ApprovalReasons, policy.ReasonOverLimit) || *a.AutoApproveMaxMinor != 10 {
		t.Errorf("got %d by %s, approvals %v up to %v", a.TotalMinor, a.Policy, a.ApprovalReasons, a.AutoApproveMaxMinor)
	}
}
