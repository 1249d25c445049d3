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
	id, hash := d.Waiting("o1", 2)
	d.Decide(id, hash, yes("d1", "anna"))
	paid, _ := d.Sent("o2", "c1", 1)
	asFirstReleased(t, path)

	d = ledgertest.At(t, open(t, path, time.Now), nil)
	if again := d.Decide(id, hash, yes("d2", "anna")); again.Code != refund.CodeAlreadyDecided {
		t.Errorf("who approved before the upgrade: got %+v", again)
	}
	if second := d.Decide(id, hash, yes("d3", "ben")); !second.Final {
		t.Errorf("the second person after the upgrade: got %+v", second)
	}
	d.Record(paid, 1, refund.OutcomeSettled)
	d.BooksAgree()
}
