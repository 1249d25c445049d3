package ledgertest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// claimMax is how long an attempt of the suite may take.
const claimMax = 2 * time.Minute

// DispatchRig is a memory of what was told under test: a ledger's, or a fake's of it.
type DispatchRig struct {
	Dispatches interface {
		Told(ctx context.Context, in refund.Dispatch) (bool, error)
		ClaimDispatch(ctx context.Context, in refund.Dispatch) (refund.DispatchState, error)
		EndDispatch(ctx context.Context, in refund.Dispatch, end refund.DispatchState) error
	}
	// Refund is one that it knows.
	Refund refund.ID
	// Pass lets time go by.
	Pass func(some time.Duration)
}

// RunDispatches holds a memory of what was told to what every one must do. setup makes a fresh one for each case.
func RunDispatches(t *testing.T, setup func(t *testing.T) DispatchRig) {
	for sentence, test := range dispatchCases() {
		t.Run(sentence, func(t *testing.T) { test(t, setup(t)) })
	}
}

// by is the message of the suite on a channel, in the hands of an attempt.
func (r DispatchRig) by(channel, attempt string) refund.Dispatch {
	return refund.Dispatch{
		Refund: r.Refund, MessageID: string(r.Refund) + "#sent", Channel: channel, Attempt: attempt,
		Repeatable: channel != "email", ClaimMax: claimMax,
	}
}

// claims fails unless a claim is answered so, and the message counts as told only where it is.
func (r DispatchRig) claims(t *testing.T, in refund.Dispatch, want refund.DispatchState) {
	t.Helper()
	state, err := r.Dispatches.ClaimDispatch(t.Context(), in)
	if err != nil || state != want {
		t.Errorf("%s claims: %s (%v), want %s", in.Attempt, state, err, want)
	}
	told, err := r.Dispatches.Told(t.Context(), in)
	if err != nil || told != (want == refund.DispatchTold) {
		t.Errorf("told: %t (%v) where a claim is answered %s", told, err, state)
	}
}

func (r DispatchRig) ends(t *testing.T, in refund.Dispatch, end refund.DispatchState) {
	t.Helper()
	if err := r.Dispatches.EndDispatch(t.Context(), in, end); err != nil {
		t.Error(err)
	}
}

// leftByACrash is what a claim comes to whose attempt was never heard of again.
func leftByACrash() map[string]refund.DispatchState {
	return map[string]refund.DispatchState{"email": refund.DispatchUnknown, "push": refund.DispatchClaimed}
}

func dispatchCases() map[string]func(*testing.T, DispatchRig) {
	return map[string]func(*testing.T, DispatchRig){
		"a message is claimed by one attempt, and told by each channel once for ever": func(t *testing.T, r DispatchRig) {
			for _, channel := range []string{"email", "sms"} {
				r.claims(t, r.by(channel, "a1"), refund.DispatchClaimed)
				r.claims(t, r.by(channel, "a2"), refund.DispatchBusy)
				r.ends(t, r.by(channel, "a1"), refund.DispatchTold)
				r.claims(t, r.by(channel, "a2"), refund.DispatchTold)
			}
			r.Pass(1000 * time.Hour)
			r.claims(t, r.by("email", "a3"), refund.DispatchTold)
			r.claims(t, r.by("sms", "a3"), refund.DispatchTold)
		},
		"what certainly was not handed over is free at once": func(t *testing.T, r DispatchRig) {
			r.claims(t, r.by("email", "a1"), refund.DispatchClaimed)
			r.ends(t, r.by("email", "a1"), refund.DispatchNotSent)
			r.claims(t, r.by("email", "a2"), refund.DispatchClaimed)
		},
		"a lost answer is unknown at once, for ever, and claimed anew where repetitions are told apart": func(t *testing.T, r DispatchRig) {
			for channel, then := range leftByACrash() {
				r.claims(t, r.by(channel, "a1"), refund.DispatchClaimed)
				r.ends(t, r.by(channel, "a1"), refund.DispatchUnknown)
				r.claims(t, r.by(channel, "a2"), then)
			}
			r.Pass(1000 * time.Hour)
			r.claims(t, r.by("email", "a3"), refund.DispatchUnknown)
		},
		"a claim that a crash left is under way until its time is over, and then unknown or claimed anew": func(t *testing.T, r DispatchRig) {
			for channel, then := range leftByACrash() {
				r.claims(t, r.by(channel, "a1"), refund.DispatchClaimed)
				r.Pass(claimMax - time.Microsecond)
				r.claims(t, r.by(channel, "a2"), refund.DispatchBusy)
				r.Pass(time.Microsecond)
				r.claims(t, r.by(channel, "a2"), then)
				if then == refund.DispatchClaimed {
					r.claims(t, r.by(channel, "a3"), refund.DispatchBusy)
				}
			}
		},
		"an attempt whose claim another one took over changes nothing of it, unless it told": func(t *testing.T, r DispatchRig) {
			slow, quick := r.by("push", "a1"), r.by("push", "a2")
			r.claims(t, slow, refund.DispatchClaimed)
			r.Pass(claimMax)
			r.claims(t, quick, refund.DispatchClaimed)
			for _, end := range []refund.DispatchState{refund.DispatchNotSent, refund.DispatchUnknown} {
				r.ends(t, slow, end)
				r.claims(t, r.by("push", "a3"), refund.DispatchBusy)
			}
			r.ends(t, slow, refund.DispatchTold)
			r.ends(t, quick, refund.DispatchNotSent)
			r.claims(t, r.by("push", "a3"), refund.DispatchTold)
		},
		"that a message was told is kept, also where the claim was taken over and taken back": func(t *testing.T, r DispatchRig) {
			slow, quick := r.by("push", "a1"), r.by("push", "a2")
			r.claims(t, slow, refund.DispatchClaimed)
			r.Pass(claimMax)
			r.claims(t, quick, refund.DispatchClaimed)
			r.ends(t, quick, refund.DispatchNotSent)
			r.ends(t, slow, refund.DispatchTold)
			r.claims(t, quick, refund.DispatchTold)
		},
		"of many attempts at once one claims": func(t *testing.T, r DispatchRig) {
			var claimed atomic.Int64
			atOnce(16, func(i int) {
				state, err := r.Dispatches.ClaimDispatch(t.Context(), r.by("push", fmt.Sprint("a", i)))
				if err != nil {
					t.Error(err)
				}
				if state == refund.DispatchClaimed {
					claimed.Add(1)
				}
			})
			same(t, "claimed", claimed.Load(), 1)
		},
		"a message ends as told, unknown or not sent": func(t *testing.T, r DispatchRig) {
			if err := r.Dispatches.EndDispatch(t.Context(), r.by("email", "a1"), refund.DispatchBusy); err == nil {
				t.Error("it ended as busy")
			}
		},
		"a caller who gave up claims nothing": func(t *testing.T, r DispatchRig) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if state, err := r.Dispatches.ClaimDispatch(ctx, r.by("email", "a1")); err == nil {
				t.Errorf("it claimed: %s", state)
			}
			r.claims(t, r.by("email", "a2"), refund.DispatchClaimed)
		},
	}
}
