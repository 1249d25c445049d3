package once_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/once"
)

var (
	mail    = messaging.OnceKey{Channel: "email", ID: "refund/acme/o-1001/c-1#sent"}
	errAway = errors.New("the server is away")
)

// clock is a time that tests move.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *clock) pass(some time.Duration) { c.at.Add(int64(some)) }

type desk struct {
	*once.Store
	dir   string
	clock *clock
	sends atomic.Int64
}

func setup(t *testing.T) *desk {
	t.Helper()
	d := &desk{dir: filepath.Join(t.TempDir(), "once"), clock: &clock{}}
	d.clock.pass(time.Hour)
	d.Store = d.again(t)
	return d
}

// again is another process on the same folder.
func (d *desk) again(t *testing.T) *once.Store {
	t.Helper()
	store, err := once.New(once.Config{Dir: d.dir, Now: d.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// ends is a send that claims, is counted, and ends with err.
func (d *desk) ends(err error) messaging.Send {
	return func(claim func() error) error {
		if err := claim(); err != nil {
			return err
		}
		d.sends.Add(1)
		return err
	}
}

func (d *desk) want(t *testing.T, sends int64, got, want error) {
	t.Helper()
	if !errors.Is(got, want) || (want == nil) != (got == nil) || d.sends.Load() != sends {
		t.Errorf("got %v after %d sends, want %v after %d", got, d.sends.Load(), want, sends)
	}
}

// crash makes a send that never comes back, as a killed process leaves it.
func (d *desk) crash(t *testing.T, key messaging.OnceKey) {
	t.Helper()
	reached := make(chan struct{})
	go func() {
		_ = d.again(t).Do(context.Background(), key, func(claim func() error) error {
			if err := claim(); err != nil {
				t.Error(err)
			}
			close(reached)
			select {}
		})
	}()
	<-reached
}

func TestWhatWasHandedOverIsNotSentAgain(t *testing.T) {
	d := setup(t)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), nil)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), nil)
	d.want(t, 1, d.again(t).Do(t.Context(), mail, d.ends(nil)), nil)
	other := mail
	other.Channel = "sms"
	d.want(t, 2, d.Do(t.Context(), other, d.ends(nil)), nil)
}

func TestWhatCertainlyWasNotHandedOverIsSentAgain(t *testing.T) {
	d := setup(t)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(errAway)), errAway)
	notEvenBegun := func(func() error) error { return errAway }
	d.want(t, 1, d.Do(t.Context(), mail, notEvenBegun), errAway)
	d.want(t, 2, d.Do(t.Context(), mail, d.ends(nil)), nil)
}

func TestALostAnswerIsNeverSentAgain(t *testing.T) {
	d := setup(t)
	lost := errors.Join(messaging.ErrUnknown, errAway)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(lost)), errAway)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), messaging.ErrUnknown)
	d.clock.pass(24 * time.Hour)
	d.want(t, 1, d.again(t).Do(t.Context(), mail, d.ends(nil)), messaging.ErrUnknown)
}

func TestAnotherProcessIsWaitedForAndThenCountsAsCrashed(t *testing.T) {
	d := setup(t)
	d.crash(t, mail)
	d.want(t, 0, d.Do(t.Context(), mail, d.ends(nil)), once.ErrBusy)
	d.clock.pass(2 * time.Minute)
	d.want(t, 0, d.Do(t.Context(), mail, d.ends(nil)), messaging.ErrUnknown)
}

func TestACrashedSendingIsRepeatedWhereTheOtherSideTellsRepetitionsApart(t *testing.T) {
	d, push := setup(t), mail
	push.Channel, push.Repeatable = "push", true
	d.crash(t, push)
	d.want(t, 0, d.Do(t.Context(), push, d.ends(nil)), once.ErrBusy)
	d.clock.pass(2 * time.Minute)
	d.want(t, 1, d.Do(t.Context(), push, d.ends(nil)), nil)
	d.want(t, 1, d.Do(t.Context(), push, d.ends(nil)), nil)
}

func TestManyAtOnceSendOnce(t *testing.T) {
	d := setup(t)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			if err := d.Do(t.Context(), mail, d.ends(nil)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	d.want(t, 1, nil, nil)
}

func TestAFolderThatIsAwayIsAnErrorAndSendsNothing(t *testing.T) {
	d := setup(t)
	if err := os.RemoveAll(d.dir); err != nil {
		t.Fatal(err)
	}
	if err := d.Do(t.Context(), mail, d.ends(nil)); err == nil || d.sends.Load() != 0 {
		t.Errorf("got %v after %d sends", err, d.sends.Load())
	}
	if _, err := once.New(once.Config{}); err == nil {
		t.Error("a store without a folder was accepted")
	}
}

func TestAMarkHoldsNothingOfTheMessage(t *testing.T) {
	d := setup(t)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), nil)
	marks, err := filepath.Glob(filepath.Join(d.dir, "*", "*"))
	if err != nil || len(marks) != 1 {
		t.Fatalf("%v, %v", marks, err)
	}
	raw, err := os.ReadFile(marks[0])
	if err != nil || len(raw) > 40 || filepath.Ext(marks[0]) != ".told" {
		t.Errorf("%s has %q, %v", marks[0], raw, err)
	}
}
