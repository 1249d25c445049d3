package app

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
)

func TestTheDoctorSaysWhenAccountsWereReconciled(t *testing.T) {
	s := nothingListens(t)
	s.Providers.Stripe.Key = "sk_test_1"
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	if _, err := CreateLedger(t.Context(), s, clock); err != nil {
		t.Fatal(err)
	}
	books, err := OpenLedger(t.Context(), s, clock, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	line := listsLine(s, books, clock)
	says := func(name, note string, problems int) {
		t.Helper()
		got, said := line.Look(t.Context())
		if said != note || len(got) != problems {
			t.Errorf("%s: %q, %q", name, said, got)
		}
		if problems > 0 && !strings.Contains(got[0], "makegood reconcile") {
			t.Errorf("%s: %q names no command", name, got[0])
		}
	}
	says("a new ledger", "stripe was not reconciled yet", 0)
	now = now.Add(37 * time.Hour)
	says("never for too long", "stripe was not reconciled yet", 1)
	_, _, err = books.KeepReconciliation(t.Context(), ledger.Reconciliation{
		Provider: "stripe", From: now.AddDate(0, 0, -1), To: now, Origin: ledger.ReconcileByPerson, ReadAt: now, CompleteAt: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	says("just now", "stripe was reconciled at 2026-11-22 01:00 UTC", 0)
	now = now.Add(37 * time.Hour)
	says("a day and a half ago", "stripe was reconciled at 2026-11-22 01:00 UTC", 1)
}
