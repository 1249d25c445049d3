package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// keptMarks are what a ledger was handed of an older release's folder.
type keptMarks struct {
	ledger.Dispatches
	states map[string]refund.DispatchState
	calls  int
	fails  error
}

func (k *keptMarks) ImportDispatches(_ context.Context, known []ledger.KnownDispatch) error {
	if k.calls++; k.fails != nil && k.calls > 1 {
		return k.fails
	}
	for _, one := range known {
		k.states[one.Digest] = one.State
	}
	return nil
}

// oldMarks makes a folder as an older release left it: count messages that were told, and one that a crash left open.
func oldMarks(t *testing.T, count int) (folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "sent")
	write := func(id, ending string) {
		digest := ledger.DispatchDigest("email", id)
		at := filepath.Join(folder, digest[:2])
		if err := errors.Join(os.MkdirAll(at, 0o700), os.WriteFile(filepath.Join(at, digest+ending), []byte("2026-11-02T09:00:00Z"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for n := range count {
		write(fmt.Sprint("m", n), ".told")
	}
	write("lost", ".claim")
	if err := os.WriteFile(filepath.Join(folder, ".draft-1"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func (k *keptMarks) want(t *testing.T, told int) {
	t.Helper()
	if len(k.states) != told+1 || k.states[ledger.DispatchDigest("email", "lost")] != refund.DispatchUnknown {
		t.Errorf("%d messages are kept, want %d; the lost one is %q", len(k.states), told+1, k.states[ledger.DispatchDigest("email", "lost")])
	}
	for n := range told {
		if state := k.states[ledger.DispatchDigest("email", fmt.Sprint("m", n))]; state != refund.DispatchTold {
			t.Errorf("message %d is %q", n, state)
		}
	}
}

func TestWhatAnOlderReleaseToldIsImportedOnce(t *testing.T) {
	folder, books := oldMarks(t, marksMax+1), &keptMarks{states: map[string]refund.DispatchState{}}
	count, err := importMarks(t.Context(), folder, books)
	if err != nil || count != marksMax+2 || books.calls != 2 {
		t.Errorf("%d marks in %d calls (%v)", count, books.calls, err)
	}
	books.want(t, marksMax+1)
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a worker of the older release would find the folder: %v", err)
	}
	if count, err = importMarks(t.Context(), folder, books); count != 0 || err != nil {
		t.Errorf("again: %d (%v)", count, err)
	}
}

func TestAnImportThatWasInterruptedIsContinued(t *testing.T) {
	folder, books := oldMarks(t, marksMax+1), &keptMarks{states: map[string]refund.DispatchState{}, fails: errors.New("the ledger is away")}
	if _, err := importMarks(t.Context(), folder, books); !errors.Is(err, books.fails) {
		t.Errorf("got %v", err)
	}
	books.fails = nil
	if count, err := importMarks(t.Context(), folder, books); count != marksMax+2 || err != nil {
		t.Errorf("continued: %d (%v)", count, err)
	}
	books.want(t, marksMax+1)
}

func TestWithoutAFolderThereIsNothingToImport(t *testing.T) {
	count, err := importMarks(t.Context(), filepath.Join(t.TempDir(), "sent"), &keptMarks{})
	if count != 0 || err != nil {
		t.Errorf("%d (%v)", count, err)
	}
}
