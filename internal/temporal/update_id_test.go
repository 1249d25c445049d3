package temporal

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestTheSameActSideBySideIsOneUpdate, and nothing else is.
func TestTheSameActSideBySideIsOneUpdate(t *testing.T) {
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	act := func(key refund.DecisionID, note string, subject refund.SubjectID) refund.Act {
		return refund.Act{
			Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{By: "ann", Note: note, Key: key},
			Attested: &refund.Attestation{Subject: refund.Subject{ID: subject}, At: noon.Add(time.Duration(len(note)))},
		}
	}
	first := updateID(act("k-1", "x", "oidc:1"), noon)
	again := act("k-1", "x", "oidc:1")
	again.Attested.At = noon.Add(time.Second)
	if first == "" || updateID(again, noon.Add(time.Second)) != first {
		t.Errorf("the same act is %q and %q", first, updateID(again, noon.Add(time.Second)))
	}
	for name, other := range map[string]string{
		"other words":     updateID(act("k-1", "y", "oidc:1"), noon),
		"another key":     updateID(act("k-2", "x", "oidc:1"), noon),
		"another subject": updateID(act("k-1", "x", "oidc:2"), noon),
		"later":           updateID(act("k-1", "x", "oidc:1"), noon.Add(joinedFor)),
	} {
		if other == first || other == "" {
			t.Errorf("%s: %q", name, other)
		}
	}
	if id := updateID(act("", "x", "oidc:1"), noon); id != "" {
		t.Errorf("without a key it is %q", id)
	}
}
