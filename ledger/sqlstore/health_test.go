package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// diary is a logger that keeps its lines.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) Info(message string, keysAndValues ...any) { d.write(message, keysAndValues) }
func (d *diary) Warn(message string, keysAndValues ...any) { d.write(message, keysAndValues) }

func (d *diary) write(message string, keysAndValues []any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintln(append([]any{message}, keysAndValues...)...))
}

func (d *diary) with(text string) (found []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, line := range d.lines {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

// filled is a store on a disk that has no room left, with a clock that the test moves.
func filled(t *testing.T) (*bench, *ledgertest.Clock, *diary) {
	t.Helper()
	clock, said := &ledgertest.Clock{}, &diary{}
	clock.Advance(time.Hour)
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	b := &bench{Store: books.(*sqlstore.Store), t: t}
	b.LogTo(said)
	b.write(func(tx *sqlstore.Tx) error {
		if err := tx.Exec(`CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)`); err != nil {
			return err
		}
		pages, err := tx.Count(`PRAGMA page_count`)
		return errors.Join(err, tx.Exec(fmt.Sprintf(`PRAGMA max_page_count(%d)`, pages+2)))
	})
	return b, clock, said
}

func TestAFullDiskIsCountedAndSaidOnceAMinuteWithItsCause(t *testing.T) {
	b, clock, said := filled(t)
	big := func(tx *sqlstore.Tx) error { return tx.Exec(`INSERT INTO scratch (body) VALUES (zeroblob(1000000))`) }
	for range 100 {
		if err := b.Write(t.Context(), big); err == nil {
			t.Fatal("a full disk took a row")
		}
	}
	if lines := said.with("cannot be written"); len(lines) != 1 || !strings.Contains(lines[0], "full") {
		t.Errorf("after a hundred failures in a moment: %q, want one line with its cause", lines)
	}
	clock.Advance(time.Minute)
	_ = b.Write(t.Context(), big)
	if lines := said.with("cannot be written"); len(lines) != 2 || !strings.Contains(lines[1], "failures 100 failures_total 101") {
		t.Errorf("a minute later: %q", lines)
	}
	if health := b.Health(); health.WriteFailureCount != 101 || !health.FailedAt.Equal(clock.Now().UTC()) {
		t.Errorf("got %+v", health)
	}
	if err := b.TryWrite(t.Context()); err != nil || len(said.with("is written again")) != 1 {
		t.Errorf("once it can be written: %v, %q", err, said.with("again"))
	}
}

func TestOnlyTheDatabasesOwnFailuresAreCounted(t *testing.T) {
	b := setup(t)
	given, cancel := context.WithCancel(t.Context())
	cancel()
	_, unknown := b.CloseRefund(t.Context(), refund.Close{Refund: "refund/m/o/c"})
	for name, err := range map[string]error{
		"a refusal":              b.Write(t.Context(), func(*sqlstore.Tx) error { return errRefused }),
		"a broken invariant":     b.Write(t.Context(), row(-1)),
		"a caller who gave up":   b.Write(given, row(1)),
		"a refund nobody opened": unknown,
	} {
		if count := b.Health().WriteFailureCount; err == nil || count != 0 {
			t.Errorf("%s (%v) was counted: %d", name, err, count)
		}
	}
}

func TestASealedLedgerIsReadAndNeverWritten(t *testing.T) {
	b := setup(t)
	b.write(row(1))
	if err := b.Seal(t.Context(), refund.Cause{Actor: "olga"}, refund.Subject{}); err == nil {
		t.Error("sealed without a reason")
	}
	if err := b.Seal(t.Context(), refund.Cause{Actor: "olga", Reason: "copied to PostgreSQL"}, refund.Subject{}); err != nil {
		t.Fatal(err)
	}
	errs := append(b.failing(row(2), row(3)), b.TryWrite(t.Context()))
	if slices.ContainsFunc(errs, func(err error) bool { return !errors.Is(err, ledger.ErrSealed) }) {
		t.Errorf("got %v, want every write refused", errs)
	}
	b.has(1)
	who, err := b.Identity(t.Context())
	if err != nil || !who.Sealed || who.SealedBy != "olga" || who.SealedReason != "copied to PostgreSQL" || who.SealedAt == nil {
		t.Errorf("got %+v, %v", who, err)
	}
	if count := b.Health().WriteFailureCount; count != int64(len(errs)) {
		t.Errorf("%d failures were counted, want %d: nobody may overlook them", count, len(errs))
	}
}

// failing runs calls side by side, and returns their errors.
func (b *bench) failing(calls ...func(*sqlstore.Tx) error) []error {
	errs := make([]error, len(calls))
	var all sync.WaitGroup
	for i, work := range calls {
		all.Go(func() { errs[i] = b.Write(context.Background(), work) })
	}
	all.Wait()
	return errs
}

func TestAReaderIsBoundedInTime(t *testing.T) {
	b := setup(t)
	b.SnapshotsLast(20 * time.Millisecond)
	err := b.Read(context.Background(), func(tx *sqlstore.Tx) error {
		_, err := tx.Count(`WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT COUNT(*) FROM up`)
		return err
	})
	if err == nil {
		t.Fatal("a reader without an end came to one")
	}
	b.SnapshotsLast(time.Minute)
	b.has()
}
