package ledgertest

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// claimMax is how long an attempt of the suite may take.
const claimMax = 2 * time.Minute

// dispatch is a message of a refund by a channel, in the hands of an attempt.
func dispatch(id refund.ID, channel, attempt string) refund.Dispatch {
	return refund.Dispatch{
		Refund: id, MessageID: string(id) + "#sent", Channel: channel, Attempt: attempt, Repeatable: channel != "email", ClaimMax: claimMax,
	}
}

func (d *Desk) claims(in refund.Dispatch, want refund.DispatchState) {
	d.T.Helper()
	state, err := d.Store.ClaimDispatch(d.ctx, in)
	d.no(err)
	same(d.T, in.Attempt+" claims", state, want)
}

func (d *Desk) ends(in refund.Dispatch, end refund.DispatchState) {
	d.T.Helper()
	d.no(d.Store.EndDispatch(d.ctx, in, end))
}

func dispatchingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a message is claimed by one attempt, and told by each channel once for ever": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			for _, channel := range []string{"email", "sms"} {
				first, second := dispatch(id, channel, "a1"), dispatch(id, channel, "a2")
				d.claims(first, refund.DispatchClaimed)
				d.claims(second, refund.DispatchBusy)
				d.ends(first, refund.DispatchTold)
				d.claims(second, refund.DispatchTold)
				d.Clock.Advance(1000 * time.Hour)
				d.claims(second, refund.DispatchTold)
			}
		},
		"what certainly was not handed over is free at once": func(t *testing.T, d *Desk) {
			first := dispatch(d.Held("o1", "c1", 1), "email", "a1")
			d.claims(first, refund.DispatchClaimed)
			d.ends(first, refund.DispatchNotSent)
			second := first
			second.Attempt = "a2"
			d.claims(second, refund.DispatchClaimed)
		},
		"a lost answer is unknown at once, for ever, and claimed again where repetitions are told apart": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			for channel, then := range map[string]refund.DispatchState{"email": refund.DispatchUnknown, "push": refund.DispatchClaimed} {
				first, second := dispatch(id, channel, "a1"), dispatch(id, channel, "a2")
				d.claims(first, refund.DispatchClaimed)
				d.ends(first, refund.DispatchUnknown)
				d.claims(second, then)
			}
			d.Clock.Advance(1000 * time.Hour)
			d.claims(dispatch(id, "email", "a3"), refund.DispatchUnknown)
		},
		"a claim that a crash left is under way until its time is over, and then unknown or claimed anew": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			for channel, then := range map[string]refund.DispatchState{"email": refund.DispatchUnknown, "push": refund.DispatchClaimed} {
				d.claims(dispatch(id, channel, "a1"), refund.DispatchClaimed)
				d.Clock.Advance(claimMax - time.Microsecond)
				d.claims(dispatch(id, channel, "a2"), refund.DispatchBusy)
				d.Clock.Advance(time.Microsecond)
				d.claims(dispatch(id, channel, "a2"), then)
			}
			d.claims(dispatch(id, "push", "a3"), refund.DispatchBusy)
		},
		"an attempt whose claim another one took over changes nothing of it, but that it told is kept": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			slow, quick := dispatch(id, "push", "a1"), dispatch(id, "push", "a2")
			d.claims(slow, refund.DispatchClaimed)
			d.Clock.Advance(claimMax)
			d.claims(quick, refund.DispatchClaimed)
			d.ends(slow, refund.DispatchNotSent)
			d.claims(dispatch(id, "push", "a3"), refund.DispatchBusy)
			d.ends(slow, refund.DispatchUnknown)
			d.claims(dispatch(id, "push", "a3"), refund.DispatchBusy)
			d.ends(slow, refund.DispatchTold)
			d.ends(quick, refund.DispatchNotSent)
			d.claims(dispatch(id, "push", "a3"), refund.DispatchTold)
		},
		"that a message was told is kept, also after its claim was taken over and back": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			slow, quick := dispatch(id, "push", "a1"), dispatch(id, "push", "a2")
			d.claims(slow, refund.DispatchClaimed)
			d.Clock.Advance(claimMax)
			d.claims(quick, refund.DispatchClaimed)
			d.ends(quick, refund.DispatchNotSent)
			d.ends(slow, refund.DispatchTold)
			d.claims(quick, refund.DispatchTold)
		},
		"of many attempts at once one claims": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			var claimed atomic.Int64
			atOnce(16, func(i int) {
				state, err := d.Store.ClaimDispatch(d.ctx, dispatch(id, "push", fmt.Sprint("a", i)))
				if err != nil {
					t.Error(err)
				}
				if state == refund.DispatchClaimed {
					claimed.Add(1)
				}
			})
			same(t, "claimed", claimed.Load(), 1)
		},
		"what an older release kept counts, and changes nothing the ledger knows": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			own := dispatch(id, "sms", "a1")
			d.claims(own, refund.DispatchClaimed)
			told := func(channel string, state refund.DispatchState) ledger.KnownDispatch {
				return ledger.KnownDispatch{Digest: ledger.DispatchDigest(channel, string(id)+"#sent"), State: state}
			}
			known := []ledger.KnownDispatch{
				told("email", refund.DispatchUnknown), told("push", refund.DispatchUnknown), told("in_app", refund.DispatchTold), told("sms", refund.DispatchTold),
			}
			for range 2 {
				d.no(d.Store.ImportDispatches(d.ctx, known))
			}
			d.claims(dispatch(id, "email", "a2"), refund.DispatchUnknown)
			d.claims(dispatch(id, "push", "a2"), refund.DispatchClaimed)
			d.claims(dispatch(id, "in_app", "a2"), refund.DispatchTold)
			d.claims(dispatch(id, "sms", "a2"), refund.DispatchBusy)
			broken(t, d.Store.ImportDispatches(d.ctx, []ledger.KnownDispatch{told("mail", refund.DispatchClaimed)}))
		},
		"a dispatch of no refund, by no attempt or with no end is a bug": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			_, err := d.Store.ClaimDispatch(d.ctx, dispatch("refund/m1/o9/c9", "email", "a1"))
			broken(t, err)
			_, err = d.Store.ClaimDispatch(d.ctx, dispatch(id, "email", ""))
			broken(t, err)
			_, err = d.Store.ClaimDispatch(d.ctx, dispatch(id, "", "a1"))
			broken(t, err)
			broken(t, d.Store.EndDispatch(d.ctx, dispatch(id, "email", "a1"), refund.DispatchBusy))
		},
	}
}
