package sqlstore_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// What an event of one endpoint may cost in statements. The three transactions of a refund have none of them: an event is
// kept by the activity that tells other systems, and told by a worker's loop.
const (
	keepHookMax  = 4
	claimHookMax = 4
	endHookMax   = 3
	// idleHookMax is what is asked for an endpoint that is owed nothing.
	idleHookMax = 1
)

func TestAnEventForAnEndpointKeepsToItsStatements(t *testing.T) {
	books, err := openSQLite(t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	store := books.(*sqlstore.Store)
	id := ledgertest.At(t, store, nil).Held("o1", "c1", 1)
	claim := func() error {
		_, err := store.ClaimHooks(t.Context(), refund.HookClaim{Endpoint: "crm", Attempt: "a1", CountMax: 8, ClaimMax: time.Minute})
		return err
	}
	for _, step := range []struct {
		name string
		max  int64
		run  func() error
	}{
		{"keep", keepHookMax, func() error {
			return store.KeepHookEvent(t.Context(), refund.HookEvent{ID: "evt_a", Refund: id, Merchant: "m1", Type: "refund.sent", Body: "{}"}, []string{"crm"})
		}},
		{"claim", claimHookMax, claim},
		{"end", endHookMax, func() error {
			return store.EndHook(t.Context(), refund.HookEnd{Endpoint: "crm", EventID: "evt_a", Attempt: "a1", State: refund.HookTold})
		}},
		{"look while nothing is due", idleHookMax, claim},
	} {
		before := store.StatementCount()
		if err := step.run(); err != nil {
			t.Fatal(err)
		}
		count := store.StatementCount() - before
		t.Logf("%s: %d statements", step.name, count)
		if count == 0 || count > step.max {
			t.Errorf("%s: %d statements, at most %d", step.name, count, step.max)
		}
	}
}
