package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// TestTheDeskAsksTheConfiguredLedgerByTheConfiguredPeople: what may be done, what it would come to, and the log of contacts.
func TestTheDeskAsksTheConfiguredLedgerByTheConfiguredPeople(t *testing.T) {
	clock := &ledgertest.Clock{}
	for clock.Now().Year() < 2026 {
		clock.Advance(365 * 24 * time.Hour)
	}
	store, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	id := ledgertest.At(t, store, clock).Waiting("o1", "lead")
	ports := NewServicePorts(config.Settings{}, clock.Now)
	ports.reader = onDemand[ledger.ReadOnly]{is: true, value: store, close: func(ledger.ReadOnly) {}}
	ports.writer = onDemand[ledger.Store]{is: true, value: store, close: func(ledger.Store) {}}
	desk, err := ports.ActDesk()
	if err != nil {
		t.Fatal(err)
	}
	call := api.Call{Subject: api.Person("nobody-in-reviewers"), Key: "k-1"}
	states, err := desk.Acts(t.Context(), call, id)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[support.ActName]support.Verdict{}
	for _, state := range states {
		verdicts[state.Act] = state.Verdict
	}
	if verdicts[support.ActApprove] != support.NotYourRole || verdicts[support.ActWithdraw] != support.Allowed || verdicts[support.ActRetry] != support.NotNow {
		t.Errorf("answered %v", verdicts)
	}
	shown, err := desk.Preview(t.Context(), call, support.Intent{ID: id, Act: support.ActWithdraw})
	if err != nil || shown.After.Status != refund.StatusWithdrawn || shown.Told == nil || shown.Told.Kind != refund.NoticeWithdrawn {
		t.Errorf("shown %+v, %v", shown, err)
	}
	if now, err := store.Standing(t.Context(), id); err != nil || now.Status != refund.StatusAwaitingApproval {
		t.Errorf("it stands %s, %v", now.Status, err)
	}
	if _, err := ports.Contacts(); err != nil {
		t.Error(err)
	}
	entry := ledger.Contact{Refund: id, ID: "k-1", Channel: ledger.ContactPhone, Direction: ledger.ContactFromCustomer, By: "nobody-in-reviewers", Text: "x"}
	_, err = ports.keepContact(t.Context(), entry)
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeReviewerUnknown {
		t.Errorf("kept: %v", err)
	}
}
