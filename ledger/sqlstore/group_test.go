package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
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

// bench is a store with a table that tests write rows of their own to.
type bench struct {
	*sqlstore.Store
	t *testing.T
}

func setup(t *testing.T) *bench {
	t.Helper()
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	b := &bench{Store: books.(*sqlstore.Store), t: t}
	b.write(func(tx *sqlstore.Tx) error {
		return tx.Exec(`CREATE TABLE scratch (n INTEGER PRIMARY KEY CHECK (n > 0), body BLOB)`)
	})
	return b
}

func (b *bench) write(work func(*sqlstore.Tx) error) {
	b.t.Helper()
	if err := b.Write(b.t.Context(), work); err != nil {
		b.t.Fatal(err)
	}
}

// row adds row n.
func row(n int) func(*sqlstore.Tx) error {
	return func(tx *sqlstore.Tx) error { return tx.Exec(`INSERT INTO scratch (n) VALUES ($1)`, n) }
}

// has fails unless exactly these rows are kept.
func (b *bench) has(want ...int) {
	b.t.Helper()
	err := b.Read(b.t.Context(), func(tx *sqlstore.Tx) error {
		total, err := tx.Count(`SELECT COUNT(*) FROM scratch`)
		if err != nil || total != len(want) {
			return fmt.Errorf("%d rows are kept, want %v (%w)", total, want, err)
		}
		for _, n := range want {
			if found, err := tx.Count(`SELECT COUNT(*) FROM scratch WHERE n = $1`, n); err != nil || found != 1 {
				return fmt.Errorf("row %d is kept %d times (%w)", n, found, err)
			}
		}
		return nil
	})
	if err != nil {
		b.t.Error(err)
	}
}

// batch runs calls in one batch, in their sequence, and returns their errors. A call before them holds
// the writer until all are in the queue.
func (b *bench) batch(calls ...func(*sqlstore.Tx) error) []error {
	b.t.Helper()
	errs := make([]error, len(calls))
	var all sync.WaitGroup
	release := b.hold(&all)
	for i, work := range calls {
		all.Go(func() { errs[i] = b.Write(context.Background(), work) })
		b.queued(i + 1)
	}
	release()
	all.Wait()
	return errs
}

// hold keeps the writer busy until the function it returns is called.
func (b *bench) hold(all *sync.WaitGroup) (release func()) {
	held, let := make(chan struct{}), make(chan struct{})
	all.Go(func() {
		err := b.Write(context.Background(), func(*sqlstore.Tx) error {
			close(held)
			<-let
			return nil
		})
		if err != nil {
			b.t.Error(err)
		}
	})
	<-held
	return func() { close(let) }
}

func (b *bench) queued(count int) {
	for b.Queued() < count {
		runtime.Gosched()
	}
}

var errRefused = errors.New("the books say no")

func TestCallsThatWaitTogetherShareACommit(t *testing.T) {
	b := setup(t)
	before, _ := b.Commits()
	for _, err := range b.batch(row(1), row(2), row(3)) {
		if err != nil {
			t.Error(err)
		}
	}
	if after, _ := b.Commits(); after-before != 2 {
		t.Errorf("%d commits, want 2: one that held the writer, one for the three", after-before)
	}
	b.has(1, 2, 3)
}

// Each of these fails in a way of its own; before and after it a mate adds a row.
func TestAMatesErrorIsItsOwn(t *testing.T) {
	endless, stop := context.WithCancel(context.Background())
	defer stop()
	for name, c := range map[string]struct {
		work    func(*sqlstore.Tx) error
		want    error
		commits int64
	}{
		"a refusal after a row": {func(tx *sqlstore.Tx) error { return errors.Join(row(9)(tx), errRefused) }, errRefused, 1},
		"a constraint":          {func(tx *sqlstore.Tx) error { return errors.Join(row(9)(tx), row(-1)(tx)) }, ledger.ErrInvariant, 1},
		"a constraint that the callback hides": {func(tx *sqlstore.Tx) error {
			_ = row(-1)(tx)
			return row(9)(tx)
		}, ledger.ErrInvariant, 1},
		"a panic": {func(tx *sqlstore.Tx) error { panic(row(9)(tx)) }, ledger.ErrInvariant, 1},
		"a statement that is interrupted ends the transaction of all": {func(tx *sqlstore.Tx) error {
			if err := row(9)(tx); err != nil {
				return err
			}
			short, cancel := context.WithTimeout(endless, 20*time.Millisecond)
			defer cancel()
			return tx.ExecWithin(short, `INSERT INTO scratch (n) WITH RECURSIVE up(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM up) SELECT n FROM up`)
		}, context.DeadlineExceeded, 2},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			before, _ := b.Commits()
			errs := b.batch(row(1), c.work, row(2))
			if errs[0] != nil || !errors.Is(errs[1], c.want) || errs[2] != nil {
				t.Errorf("got %v, want only the second to fail, with %v", errs, c.want)
			}
			if after, _ := b.Commits(); after-before-1 != c.commits {
				t.Errorf("%d commits, want %d", after-before-1, c.commits)
			}
			b.has(1, 2)
			b.write(row(3))
			b.has(1, 2, 3)
		})
	}
}

func TestAFullDiskFailsOnlyWhoNeedsTheRoom(t *testing.T) {
	b := setup(t)
	b.write(func(tx *sqlstore.Tx) error {
		pages, err := tx.Count(`PRAGMA page_count`)
		if err != nil {
			return err
		}
		_, err = tx.Count(fmt.Sprintf(`PRAGMA max_page_count(%d)`, pages+20))
		return err
	})
	tooMuch := func(tx *sqlstore.Tx) error {
		return errors.Join(row(9)(tx), tx.Exec(`INSERT INTO scratch VALUES (10, zeroblob(1000000))`))
	}
	errs := b.batch(row(1), tooMuch, row(2))
	if errs[0] != nil || errs[1] == nil || !strings.Contains(errs[1].Error(), "full") || errs[2] != nil {
		t.Errorf("got %v, want only the second to fail, on a full disk", errs)
	}
	b.has(1, 2)
	if count := b.Health().WriteFailureCount; count != 1 {
		t.Errorf("%d failed writes were counted, want 1", count)
	}
}

func TestOnlyACallThatHasNotBegunIsGivenUp(t *testing.T) {
	b := setup(t)
	var all sync.WaitGroup
	release := b.hold(&all)
	waiting, cancel := context.WithCancel(context.Background())
	var gaveUp error
	left := make(chan struct{})
	all.Go(func() {
		gaveUp = b.Write(waiting, row(1))
		close(left)
	})
	b.queued(1)
	cancel()
	<-left // it does not wait for the writer
	begun, stop := context.WithCancel(context.Background())
	var finished error
	all.Go(func() {
		finished = b.Write(begun, func(tx *sqlstore.Tx) error {
			stop()
			return row(2)(tx)
		})
	})
	b.queued(2)
	release()
	all.Wait()
	if !errors.Is(gaveUp, context.Canceled) || finished != nil {
		t.Errorf("the call that waited: %v; the call that had begun: %v", gaveUp, finished)
	}
	b.has(2)
}

func TestEachCallHasTheTimeAtWhichItRuns(t *testing.T) {
	b := setup(t)
	var first, second time.Time
	let := func(at *time.Time) func(*sqlstore.Tx) error {
		return func(tx *sqlstore.Tx) error {
			*at = tx.Now()
			for !time.Now().Truncate(time.Microsecond).After(*at) {
				runtime.Gosched()
			}
			return nil
		}
	}
	b.batch(let(&first), let(&second))
	if !second.After(first) {
		t.Errorf("the second call ran at %s, the first at %s", second, first)
	}
}

func TestABatchIsBounded(t *testing.T) {
	b := setup(t)
	calls := make([]func(*sqlstore.Tx) error, sqlstore.BatchMax+1)
	for i := range calls {
		calls[i] = row(i + 1)
	}
	before, _ := b.Commits()
	b.batch(calls...)
	if after, _ := b.Commits(); after-before != 3 {
		t.Errorf("%d commits, want 3: one that held the writer, a full batch, and one more", after-before)
	}
}

func TestCloseFinishesWhatIsQueuedAndLetsNobodyIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	books, err := sqlite.OpenOrCreate(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Store: books.(*sqlstore.Store), t: t}
	b.write(func(tx *sqlstore.Tx) error { return tx.Exec(`CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)`) })
	var all sync.WaitGroup
	release := b.hold(&all)
	all.Go(func() {
		if err := b.Write(context.Background(), row(1)); err != nil {
			t.Error(err)
		}
	})
	b.queued(1)
	closed := make(chan error)
	go func() { closed <- b.Close() }()
	release()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	all.Wait()
	if err := b.Write(t.Context(), row(2)); err == nil {
		t.Error("a closed store was written")
	}
	again, err := sqlite.Open(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	(&bench{Store: again.(*sqlstore.Store), t: t}).has(1)
}

func TestThirtyTwoCallersNeedAQuarterOfASyncEach(t *testing.T) {
	b := setup(t)
	before, done := b.Commits()
	var all sync.WaitGroup
	for caller := range 32 {
		all.Go(func() {
			d := ledgertest.At(t, b.Store, nil)
			for i := range 5 {
				c := ledgertest.Request(fmt.Sprintf("o%d-%d", caller, i), "c1", 1)
				c.Order.Customer.CustomerID = refund.CustomerID(fmt.Sprintf("customer-%d", caller))
				d.PayOne(c)
			}
		})
	}
	all.Wait()
	commits, calls := b.Commits()
	commits, calls = commits-before, calls-done
	t.Logf("%d commits for %d transactions", commits, calls)
	if calls < 32*5*3 || commits*4 > calls {
		t.Errorf("%d commits for %d transactions: more than a quarter", commits, calls)
	}
}
