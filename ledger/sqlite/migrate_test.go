package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// asFirstReleased takes a file back to the schema of the first release.
func asFirstReleased(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
}

func TestAnOlderFileKeepsTheApprovalsItHas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	yes := func(id refund.DecisionID, who refund.Person) refund.Decision {
		return refund.Decision{DecisionID: id, Verb: refund.VerbApprove, Reviewer: who}
	}
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	id := d.Waiting("o1", "lead", "finance")
	d.DecideAs(id, ledgertest.As("anna", "lead"), yes("d1", "anna"))
	paid := d.Sent("o2", "c1", 1)
	asFirstReleased(t, path)

	d = ledgertest.At(t, open(t, path, time.Now), nil)
	if s := d.Standing(id); s.Status != refund.StatusAwaitingApproval || s.Legs[0].Provider != "simulator" {
		t.Errorf("after the upgrade it stands as %+v", s)
	}
	if again := d.DecideAs(id, ledgertest.As("anna", "lead"), yes("d2", "anna")); again.Code != refund.CodeAlreadyDecided {
		t.Errorf("who approved before the upgrade: got %+v", again)
	}
	// The first version kept no role: whoever agreed filled none, and two more people are asked.
	for _, who := range []refund.Authority{ledgertest.As("ben", "lead"), ledgertest.As("ruth", "finance")} {
		if next := d.DecideAs(id, who, yes("", "")); !next.Accepted {
			t.Errorf("%s after the upgrade: got %+v", who.Reviewer.Name, next)
		}
	}
	d.Record(paid, refund.OutcomeSettled)
	if s := d.Standing(paid); s.Status != refund.StatusRefunded || !s.Closed {
		t.Errorf("what was sent before the upgrade stands as %s", s.Status)
	}
	d.BooksAgree()
}
