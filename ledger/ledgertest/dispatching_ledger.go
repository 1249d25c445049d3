package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// dispatchRig is the ledger as a memory of what was told about one refund.
func dispatchRig(d *Desk) DispatchRig {
	return DispatchRig{Dispatches: d.Store, Refund: d.Held("o1", "c1", 1), Pass: d.Clock.Advance}
}

// dispatchingCases are those of every memory of what was told, and those of a ledger alone.
func dispatchingCases() map[string]func(*testing.T, *Desk) {
	cases := map[string]func(*testing.T, *Desk){
		"what an older release kept counts, and changes nothing the ledger knows": func(t *testing.T, d *Desk) {
			r := dispatchRig(d)
			r.claims(t, r.by("sms", "a1"), refund.DispatchClaimed)
			for range 2 {
				d.no(d.Store.ImportDispatches(d.ctx, []ledger.KnownDispatch{
					r.known("email", refund.DispatchUnknown), r.known("push", refund.DispatchUnknown),
					r.known("in_app", refund.DispatchTold), r.known("sms", refund.DispatchTold),
				}))
			}
			r.claims(t, r.by("email", "a2"), refund.DispatchUnknown)
			r.claims(t, r.by("push", "a2"), refund.DispatchClaimed)
			r.claims(t, r.by("in_app", "a2"), refund.DispatchTold)
			r.claims(t, r.by("sms", "a2"), refund.DispatchBusy)
			broken(t, d.Store.ImportDispatches(d.ctx, []ledger.KnownDispatch{r.known("mail", refund.DispatchClaimed)}))
		},
		"a dispatch of no refund, by no channel, by no attempt or without an end is a bug": func(t *testing.T, d *Desk) {
			r := dispatchRig(d)
			elsewhere := r.by("email", "a1")
			elsewhere.Refund = "refund/m1/o9/c9"
			for _, in := range []refund.Dispatch{elsewhere, r.by("email", ""), r.by("", "a1")} {
				_, err := d.Store.ClaimDispatch(d.ctx, in)
				broken(t, err)
			}
			broken(t, d.Store.EndDispatch(d.ctx, r.by("email", "a1"), refund.DispatchBusy))
		},
	}
	for sentence, test := range dispatchCases() {
		cases[sentence] = func(t *testing.T, d *Desk) { test(t, dispatchRig(d)) }
	}
	return cases
}

// known is the message of the suite as an older release kept it.
func (r DispatchRig) known(channel string, state refund.DispatchState) ledger.KnownDispatch {
	return ledger.KnownDispatch{Digest: ledger.DispatchDigest(channel, string(r.Refund)+"#sent"), State: state}
}
