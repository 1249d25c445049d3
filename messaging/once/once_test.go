package once_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/messaging/once"
	"github.com/makegood/makegood/refund"
)

var (
	mail    = messaging.OnceKey{Refund: "refund/acme/o-1001/c-1", Channel: "email", ID: "refund/acme/o-1001/c-1#sent"}
	errAway = errors.New("the server is away")
)

type desk struct {
	*once.Store
	memory     *messagingtest.Dispatches
	newAttempt func() string
	sends      atomic.Int64
}

func setup(t *testing.T) *desk {
	t.Helper()
	d := &desk{memory: &messagingtest.Dispatches{}, newAttempt: messagingtest.NewAttempts()}
	d.Store = d.again(t)
	return d
}

// again is another process at the same ledger.
func (d *desk) again(t *testing.T) *once.Store {
	t.Helper()
	store, err := once.New(once.Config{Dispatches: d.memory, NewAttempt: d.newAttempt})
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

func TestWhatWasHandedOverIsNotEvenBegunAgain(t *testing.T) {
	d := setup(t)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), nil)
	d.want(t, 1, d.Do(t.Context(), mail, func(func() error) error { return errAway }), nil)
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
	d.memory.Pass(24 * time.Hour)
	d.want(t, 1, d.again(t).Do(t.Context(), mail, d.ends(nil)), messaging.ErrUnknown)
}

func TestAnotherProcessIsWaitedForAndThenCountsAsCrashed(t *testing.T) {
	d := setup(t)
	d.crash(t, mail)
	d.want(t, 0, d.Do(t.Context(), mail, d.ends(nil)), once.ErrBusy)
	d.memory.Pass(2 * time.Minute)
	d.want(t, 0, d.Do(t.Context(), mail, d.ends(nil)), messaging.ErrUnknown)
}

func TestACrashedSendingIsRepeatedWhereTheOtherSideTellsRepetitionsApart(t *testing.T) {
	d, push := setup(t), mail
	push.Channel, push.Repeatable = "push", true
	d.crash(t, push)
	d.want(t, 0, d.Do(t.Context(), push, d.ends(nil)), once.ErrBusy)
	d.memory.Pass(2 * time.Minute)
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

func TestALedgerThatIsAwayIsAnErrorAndSendsNothing(t *testing.T) {
	d := setup(t)
	d.memory.Break(errAway)
	d.want(t, 0, d.Do(t.Context(), mail, d.ends(nil)), errAway)
	d.memory.Break(nil)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), nil)
}

func TestAClaimWhoseAnswerWasLostIsTakenBack(t *testing.T) {
	d := setup(t)
	store, err := once.New(once.Config{Dispatches: forgetful{d.memory}, NewAttempt: d.newAttempt})
	if err != nil {
		t.Fatal(err)
	}
	d.want(t, 0, store.Do(t.Context(), mail, d.ends(nil)), errAway)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), nil)
}

// forgetful claims, and loses the answer.
type forgetful struct{ *messagingtest.Dispatches }

func (f forgetful) ClaimDispatch(ctx context.Context, in refund.Dispatch) (refund.DispatchState, error) {
	if _, err := f.Dispatches.ClaimDispatch(ctx, in); err != nil {
		return "", err
	}
	return "", errAway
}

func TestAMessageWhoseEndCannotBeWrittenDownIsNeverSentAgain(t *testing.T) {
	d := setup(t)
	handedOver := func(claim func() error) error {
		err := d.ends(nil)(claim)
		d.memory.Break(errAway)
		return err
	}
	d.want(t, 1, d.Do(t.Context(), mail, handedOver), messaging.ErrUnknown)
	d.memory.Break(nil)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), once.ErrBusy)
	d.memory.Pass(2 * time.Minute)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), messaging.ErrUnknown)
}

func TestWhatBecameOfAMessageIsWrittenDownWhenItsCallerHasGone(t *testing.T) {
	d := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	gone := func(claim func() error) error { defer cancel(); return d.ends(nil)(claim) }
	d.want(t, 1, d.Do(ctx, mail, gone), nil)
	d.want(t, 1, d.Do(t.Context(), mail, d.ends(nil)), nil)
}

func TestAStoreWithoutAMemoryIsRefused(t *testing.T) {
	for _, config := range []once.Config{{}, {Dispatches: &messagingtest.Dispatches{}}, {NewAttempt: messagingtest.NewAttempts()}} {
		if _, err := once.New(config); err == nil {
			t.Errorf("%+v was accepted", config)
		}
	}
}
