package postgres_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

func TestALedgerMovesToPostgreSQLWholeAndItsSourceIsSealed(t *testing.T) {
	source, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	d := ledgertest.At(t, source, nil)
	paid := d.Held("o1", "c1", 1)
	d.Begin(paid)
	d.Record(paid, refund.OutcomeSettled)
	waiting := d.Waiting("o2", "lead")
	before, err := source.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	url := postgrestest.Start(t).Database(t)
	var rows int64
	err = postgres.CopyFrom(t.Context(), source, url, time.Now, refund.Cause{Actor: "olga", Reason: "to two machines"},
		func(c sqlstore.Copied) { rows += c.Rows })
	if err != nil || rows == 0 {
		t.Fatalf("%d rows: %v", rows, err)
	}
	if who, err := source.Identity(t.Context()); err != nil || !who.Sealed || who.SealedBy != "olga" {
		t.Errorf("the source is %+v (%v)", who, err)
	}
	copied := ledgertest.At(t, open(t, url, time.Now), nil)
	if who, err := copied.Store.Identity(t.Context()); err != nil || who.ID != before.ID || who.Sealed {
		t.Errorf("the copy is %+v (%v), want the id %s", who, err, before.ID)
	}
	for _, id := range []refund.ID{paid, waiting} {
		here, err := source.Case(t.Context(), id)
		there, copyErr := copied.Store.Case(t.Context(), id)
		if err != nil || copyErr != nil || len(here.Trail) != len(there.Trail) || here.Standing.Status != there.Standing.Status || here.Standing.AssessmentHash != there.Standing.AssessmentHash {
			t.Errorf("%s: %+v, was %+v (%v, %v)", id, there.Standing, here.Standing, copyErr, err)
		}
	}
	copied.BooksAgree()
	copied.Held("o3", "c1", 1) // new rows do not meet the copied ones
	copied.BooksAgree()
}

func TestALedgerIsNotCopiedOverAnother(t *testing.T) {
	source, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	url := postgrestest.Start(t).Database(t)
	if _, err := postgres.Create(context.Background(), url, time.Now); err != nil {
		t.Fatal(err)
	}
	err = postgres.CopyFrom(t.Context(), source, url, time.Now, refund.Cause{Actor: "olga", Reason: "x"}, func(sqlstore.Copied) {})
	if !errors.Is(err, ledger.ErrLedgerExists) {
		t.Errorf("got %v", err)
	}
	if who, err := source.Identity(t.Context()); err != nil || who.Sealed {
		t.Errorf("the source is %+v (%v)", who, err)
	}
}
