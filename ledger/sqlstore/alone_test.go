package sqlstore_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlstore"
)

func TestWithoutAGroupEveryTransactionCommitsByItself(t *testing.T) {
	b := setup(t)
	b.WithoutGroup()
	for name, c := range map[string]struct {
		work func(*sqlstore.Tx) error
		want error
	}{
		"a refusal after a row": {func(tx *sqlstore.Tx) error { return errors.Join(row(9)(tx), errRefused) }, errRefused},
		"a constraint":          {row(-1), ledger.ErrInvariant},
		"a panic":               {func(*sqlstore.Tx) error { panic("no") }, ledger.ErrInvariant},
	} {
		if err := b.Write(t.Context(), c.work); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			if err := b.Write(t.Context(), row(n+1)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	b.has(1, 2, 3, 4, 5, 6, 7, 8)
	d := ledgertest.At(t, b.Store, nil)
	d.PayOne(ledgertest.Request("o1", "c1", 1))
	d.BooksAgree()
}

// writesNoMap panics on a map that was never made.
func writesNoMap(into map[string]int) { into["a"] = 1 }

func TestAPanicSaysWhereItHappened(t *testing.T) {
	b := setup(t)
	err := b.Write(t.Context(), func(*sqlstore.Tx) error {
		writesNoMap(nil)
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "nil map") || !strings.Contains(err.Error(), "writesNoMap") {
		t.Errorf("got %v", err)
	}
}
