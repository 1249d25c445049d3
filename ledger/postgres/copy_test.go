package postgres_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
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
	kept := besides(t, source, paid)
	past := ledger.PeriodClose{
		Name: "past", FromAt: time.Unix(0, 0), UntilAt: time.Now().Truncate(time.Millisecond), By: "anna", Reason: "end", Authority: ledgertest.Anything("anna"),
	}
	if answer, err := source.ClosePeriod(t.Context(), past); err != nil || !answer.Accepted {
		t.Fatalf("%+v %v", answer, err)
	}
	closed := d.Trial(ledger.TrialFilter{To: past.UntilAt})
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
	kept(copied.Store)
	if there := copied.Trial(ledger.TrialFilter{To: past.UntilAt}); len(closed) == 0 || !reflect.DeepEqual(there, closed) {
		t.Errorf("the closed period is %+v in the copy, was %+v", there, closed)
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

// besides writes what a ledger keeps beside refunds: a customer's key, one that was erased, and a message that was told.
// It returns what holds another ledger to the same.
func besides(t *testing.T, source ledger.Store, id refund.ID) (held func(ledger.Store)) {
	t.Helper()
	living := refund.StoredKey{ID: "LIVING", Owner: refund.CustomerOwner("m1", "living"), Secret: "plain:a"}
	gone := refund.StoredKey{ID: "GONE", Owner: refund.CustomerOwner("m1", "gone"), Secret: "plain:b"}
	told := refund.Dispatch{Refund: id, MessageID: "m-1", Channel: "email", Attempt: "a-1", ClaimMax: time.Minute}
	_, livingErr := source.KeepKey(t.Context(), living)
	_, goneErr := source.KeepKey(t.Context(), gone)
	_, erased := source.Erase(t.Context(), refund.Erasure{Merchant: "m1", Customer: "gone", Cause: refund.Cause{Actor: "dpo", Reason: "asked"}})
	if err := errors.Join(livingErr, goneErr, erased, source.EndDispatch(t.Context(), told, refund.DispatchTold)); err != nil {
		t.Fatal(err)
	}
	return func(copied ledger.Store) {
		t.Helper()
		if got, err := copied.StoredKey(t.Context(), "LIVING"); err != nil || got.Secret != living.Secret || got.ErasedAt != nil {
			t.Errorf("a customer's key is %+v (%v)", got, err)
		}
		if got, err := copied.StoredKey(t.Context(), "GONE"); err != nil || got.Secret != "" || got.ErasedAt == nil {
			t.Errorf("an erased key is %+v (%v)", got, err)
		}
		if again, err := copied.Told(t.Context(), told); err != nil || !again {
			t.Errorf("a message that was told is told %t (%v)", again, err)
		}
	}
}
