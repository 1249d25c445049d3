package ledgertest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// heard is what reaches the ledger of a refund: a notification, or a look-up at a time.
type heard struct {
	name    string
	kind    refund.OutcomeKind
	minutes int
	lookUp  bool
}

// sequenceCases play the life of one refund, with its look-ups and its notifications, in every sequence, and then all of
// it once more. Each sequence ends with the same balances and the same leg.
func sequenceCases() map[string]func(*testing.T, *Desk) {
	pending, settled := heard{"pending", refund.OutcomePending, 0, false}, heard{"settled", refund.OutcomeSettled, 10, false}
	looked := heard{"looked up: settled", refund.OutcomeSettled, 15, true}
	failed, paid := heard{"late failure", refund.OutcomeFailed, 20, false}, heard{"late success", refund.OutcomeSettled, 30, false}
	proved, after := heard{"failed", refund.OutcomeFailed, 10, false}, heard{"success after a failure", refund.OutcomeSettled, 20, false}
	return map[string]func(*testing.T, *Desk){
		"pending, settled, looked up, bounced": func(t *testing.T, d *Desk) {
			d.everySequence([]heard{pending, settled, looked, failed}, refund.LegLateFailed, Control{Open: 11300, Held: 11300})
		},
		"pending, settled, looked up, bounced, paid after all": func(t *testing.T, d *Desk) {
			d.everySequence([]heard{pending, settled, looked, failed, paid}, refund.LegSettled, Control{Open: 11300, Returned: 11300})
		},
		"pending, failed, paid after all": func(t *testing.T, d *Desk) {
			d.everySequence([]heard{pending, proved, after}, refund.LegSettled, Control{Open: 11300, Returned: 11300})
		},
		"pending, failed": func(t *testing.T, d *Desk) {
			d.everySequence([]heard{pending, proved}, refund.LegFailed, Control{Open: 11300, Held: 11300})
		},
	}
}

func (d *Desk) everySequence(life []heard, leg refund.LegStatus, money Control) {
	d.T.Helper()
	order := 0
	permuted(life, nil, func(sequence []heard) {
		order++
		c := Request(fmt.Sprintf("o%d", order), "c1", 1)
		c.Order.Customer.CustomerID = refund.CustomerID(c.Key.Order) // a customer has a limit
		d.Propose(c, Units(1))
		id := c.ID()
		same(d.T, "begin", d.Begin(id).Result, refund.BeginSend)
		for _, h := range slices.Concat(sequence, sequence) {
			d.hear(id, h)
		}
		if got := d.Leg(id, 0).Status; got != leg {
			d.T.Errorf("%v: the leg is %s, want %s", sequence, got, leg)
		}
		d.Payment(id, money)
	})
}

// hear tells the ledger. A look-up is recorded at its own time; a repeated one is another worker's that was slow.
func (d *Desk) hear(id refund.ID, h heard) {
	d.T.Helper()
	if !h.lookUp {
		d.Book(Fact(id, 1, h.kind, h.minutes))
		return
	}
	noon := d.Clock.Now()
	d.Clock.Advance(time.Duration(h.minutes) * time.Minute)
	d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: h.kind})
	d.Clock.Advance(noon.Sub(d.Clock.Now()))
}

func permuted(rest, taken []heard, do func([]heard)) {
	if len(rest) == 0 {
		do(taken)
		return
	}
	for i := range rest {
		permuted(slices.Delete(slices.Clone(rest), i, i+1), append(slices.Clone(taken), rest[i]), do)
	}
}
