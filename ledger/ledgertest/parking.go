package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (d *Desk) parked() []ledger.Parked {
	d.T.Helper()
	out, err := d.Store.Parked(d.ctx)
	d.no(err)
	return out
}

func parkingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"where nothing is parked, nothing is listed": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Held("o2", "c1", 1)
			d.Waiting("o3", "lead")
			same(t, "parked", len(d.parked()), 0)
		},
		"what needs attention is counted by its cause, whatever else its reason says": func(t *testing.T, d *Desk) {
			oldest := d.Clock.Now()
			d.Decide(Request("o1", "c1", 1), Refusing("NO_RULES"))
			d.Clock.Advance(time.Hour)
			d.Decide(Request("o2", "c1", 1), Refusing("NO_RULES"))
			d.Decide(Request("o3", "c1", 1), Refusing("PARTLY_ELIGIBLE"))
			got := d.parked()
			same(t, "causes", len(got), 2)
			same(t, "the largest first", got[0].Code, refund.Code("NO_RULES"))
			same(t, "refunds", got[0].RefundCount, 2)
			same(t, "oldest", got[0].Oldest, oldest)
			same(t, "the other", got[1].RefundCount, 1)
			for _, cause := range got {
				same(t, string(cause.Code)+" in the queue", len(d.queue(ledger.QueueFilter{Cause: cause.Code})), int(cause.RefundCount))
			}
			same(t, "the beginning of a code", len(d.queue(ledger.QueueFilter{Cause: "NO_"})), 0)
		},
		"a leg of a payout that needs a person counts by its own amount, and no longer once it is paid": func(t *testing.T, d *Desk) {
			since := d.Clock.Now()
			id := d.Held("o1", "c1", 1)
			d.tries(id, "a1")
			d.Clock.Advance(25 * time.Hour)
			d.tries(id, "a2")
			d.Status(id, refund.StatusPayingOut)
			equal(t, "parked", d.parked(), []ledger.Parked{
				{Code: refund.CodeDeclinedBalance, Currency: "CNY", RefundCount: 1, AmountMinor: unitMinor, Oldest: since},
			})
			equal(t, "in the queue", d.queue(ledger.QueueFilter{Cause: refund.CodeDeclinedBalance}), []refund.ID{id})
			same(t, "because of another", len(d.queue(ledger.QueueFilter{Cause: refund.CodeFundShort})), 0)
			begun := d.BeginLeg(id, "1", "a3")
			d.RecordAs(id, "1", begun.Generation, "a3", refund.Outcome{Kind: refund.OutcomeSettled})
			same(t, "parked", len(d.parked()), 0)
		},
	}
}
