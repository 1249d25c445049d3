package starter

import "testing"

func TestWhatAnExistingWorkflowMeansForARecord(t *testing.T) {
	first := memo{digest: "v1:aa", place: "orders/0/7"}
	for _, tc := range []struct {
		name string
		now  memo
		want result
	}{
		{"the same record after a crash", memo{digest: "v1:aa", place: "orders/0/7"}, resultRedelivered},
		{"the same record, read by a release that hashes otherwise", memo{digest: "v2:bb", place: "orders/0/7"}, resultRedelivered},
		{"the same request sent again", memo{digest: "v1:aa", place: "orders/0/8"}, resultDuplicate},
		{"the same request sent again on another partition", memo{digest: "v1:aa", place: "orders/1/7"}, resultDuplicate},
		{"another request under the same key", memo{digest: "v1:bb", place: "orders/0/8"}, resultConflict},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := compare(first, tc.now); got != tc.want {
				t.Fatalf("got %s, want %s", got, tc.want)
			}
		})
	}
	t.Run("a workflow that somebody started by hand, without a memo", func(t *testing.T) {
		if got := compare(memo{}, memo{digest: "v1:aa", place: "orders/0/7"}); got != resultConflict {
			t.Fatalf("got %s, want %s", got, resultConflict)
		}
	})
}
