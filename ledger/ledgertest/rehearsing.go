package ledgertest

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func rehearsingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what is rehearsed is what would be decided after all that was paid, and nothing of it is kept": func(t *testing.T, d *Desk) {
			paid := d.Paid("o1", "c1", 1)
			before, trail := d.everything(), len(d.Case(paid).Trail)
			decided, stored := d.rehearsed("c2", "c3")
			same(t, "the first", decided["c2"].Standing.Status, refund.StatusPayingOut)
			same(t, "the next one, after it", decided["c3"].Standing.Status, refund.StatusNeedsAttention)
			same(t, "its proposal", stored["c2"].Proposal.Assessment.TotalMinor, 11300)
			equal(t, "the books", d.everything(), before)
			same(t, "the trail", len(d.Case(paid).Trail), trail)
			_, err := d.Store.Case(d.ctx, Request("o1", "c2", 1).ID())
			same(t, "nobody knows it", isNotFound(err), true)
			d.Paid("o1", "c2", 1) // nothing stands in its way
		},
		"a request that was made before is shown as it stands": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			decided, stored := d.rehearsed("c1")
			same(t, "result", decided["c1"].Result, refund.DecidedSame)
			same(t, "status", stored["c1"].Status, refund.StatusRefunded)
		},
		"a rehearsal that fails says why, and keeps nothing": func(t *testing.T, d *Desk) {
			wrong := errors.New("wrong")
			before := d.everything()
			err := d.Store.Rehearse(d.ctx, func(books ledger.Rehearsal) error {
				_, err := books.DecideRefund(d.ctx, rehearsing("c1"), Proposing(Units(1)))
				return errors.Join(err, wrong)
			})
			same(t, "why", errors.Is(err, wrong), true)
			equal(t, "the books", d.everything(), before)
		},
	}
}

// rehearsing is a request for a unit of order o1, under another run than the suite's; its digest is the suite's.
func rehearsing(request string) refund.Decide {
	return refund.Decide{Digest: "digest-1", Cancellation: Request("o1", request, 1), RunID: "rehearsal"}
}

// rehearsed rehearses requests, in their sequence.
func (d *Desk) rehearsed(requests ...string) (decided map[string]refund.Decided, stored map[string]refund.Case) {
	d.T.Helper()
	d.no(d.Store.Rehearse(d.ctx, func(books ledger.Rehearsal) error {
		decided, stored = map[string]refund.Decided{}, map[string]refund.Case{}
		for _, request := range requests {
			in := rehearsing(request)
			out, err := books.DecideRefund(d.ctx, in, Proposing(Units(1)))
			if err != nil {
				return err
			}
			if stored[request], err = books.Case(d.ctx, in.Cancellation.ID()); err != nil {
				return err
			}
			decided[request] = out
		}
		return nil
	}))
	return decided, stored
}

// books are what there is to see of the ledger.
type books struct {
	Rows     []ledger.CaseRow
	Totals   []ledger.AssetTotals
	Findings []ledger.Finding
}

func (d *Desk) everything() (all books) {
	d.T.Helper()
	var err error
	all.Rows, err = d.Store.Cases(d.ctx, ledger.CaseFilter{})
	d.no(err)
	all.Totals, err = d.Store.Totals(d.ctx)
	d.no(err)
	all.Findings, err = d.Store.Audit(d.ctx)
	d.no(err)
	return all
}
