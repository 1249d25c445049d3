package ledgertest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/makegood/makegood/refund"
)

// atOnce runs n calls together and waits for all.
func atOnce(n int, call func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			call(i)
		})
	}
	close(start)
	all.Wait()
}

func raceCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"64 requests that ask for more than was captured get exactly what was captured": overRefund,
		"64 orders that share one payment get exactly what was captured":                overRefundShared,
		"64 runs that claim one key are one refund": func(t *testing.T, d *Desk) {
			results := make([]refund.OpenResult, 64)
			atOnce(64, func(i int) {
				out, err := d.Store.OpenRefund(d.ctx, refund.Open{Digest: "x", Cancellation: Request("o1", "c1", 1), RunID: fmt.Sprint(i)})
				if err != nil {
					t.Error(err)
				}
				results[i] = out.Result
			})
			same(t, "new", count(results, refund.OpenedNew), 1)
			same(t, "same", count(results, refund.OpenedSame), 63)
			d.Payment(Request("o1", "c1", 1).ID(), Control{Open: 22600})
		},
		"64 begins of one leg send it once": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			results := make([]refund.BeginResult, 64)
			atOnce(64, func(i int) { results[i] = d.begin(id, hash) })
			same(t, "send", count(results, refund.BeginSend), 1)
			same(t, "look up", count(results, refund.BeginLookUp), 63)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
		},
		"of two decisions at once one counts": func(t *testing.T, d *Desk) {
			id, hash := d.Waiting("o1", 1)
			verbs := []refund.Verb{refund.VerbApprove, refund.VerbReject}
			accepted := make([]bool, 2)
			atOnce(2, func(i int) {
				decision := refund.Decision{DecisionID: refund.DecisionID(verbs[i]), Verb: verbs[i], Reviewer: refund.Person(verbs[i])}
				out, err := d.Store.AuthorizeDecision(d.ctx, refund.DecisionRequest{
					Refund: id, AssessmentHash: hash, Decision: decision, Authority: Anything(decision.Reviewer),
				})
				if err != nil {
					t.Error(err)
				}
				accepted[i] = out.Accepted
			})
			same(t, "accepted", count(accepted, true), 1)
			begun := d.Begin(id, hash).Result == refund.BeginSend
			same(t, "sent only when approved", begun, accepted[0])
		},
		"of 16 refunds of a customer at once only one is small enough for one person": climbing,
		"withdrawing and sending at once: one of them happens": func(t *testing.T, d *Desk) {
			for i := range 16 {
				withdrawOrSend(t, d, fmt.Sprintf("o%d", i))
			}
		},
	}
}

// climbing: 16 orders of one customer, of which one person may agree to 15000 a day, and each is 11300.
func climbing(t *testing.T, d *Desk) {
	people := make([]int, 16)
	atOnce(16, func(i int) { people[i] = d.agreeTo(Request(fmt.Sprintf("o%d", i), "c1", 1)) })
	same(t, "one person", count(people, 1), 1)
	same(t, "two people", count(people, 2), 15)
}

// agreeTo walks a request to its reservation, as a workflow and a matrix of two bands would, and
// returns how many people must agree.
func (d *Desk) agreeTo(c refund.Cancellation) int {
	const upToMinor = 15000
	_, err := d.Store.OpenRefund(d.ctx, refund.Open{Digest: "x", Cancellation: c, RunID: "r"})
	for err == nil {
		var h refund.OrderHistory
		var r refund.Reserved
		if h, err = d.Store.History(d.ctx, c.ID()); err != nil {
			break
		}
		p := asking(Units(1, h.Version), "lead", "finance")
		if limit := int64(upToMinor); h.Customer.TodayMinor+p.Assessment.TotalMinor <= limit {
			p = asking(p, "lead")
			p.RolesUpToMinor = &limit
		}
		r, err = d.Store.ReserveRefund(d.ctx, refund.Reserve{Refund: c.ID(), Proposal: p})
		if err == nil && r.Result == refund.ReservedNow {
			return p.ApprovalsRequired
		}
	}
	d.T.Error(err)
	return 0
}

func count[T comparable](list []T, want T) int {
	n := 0
	for _, item := range list {
		if item == want {
			n++
		}
	}
	return n
}

// begin is Begin for goroutines: it reports and does not stop the test.
func (d *Desk) begin(id refund.ID, hash string) refund.BeginResult {
	out, err := d.Store.BeginLeg(d.ctx, refund.Begin{Refund: id, Leg: "1", AssessmentHash: hash, Cause: workflow})
	if err != nil {
		d.T.Error(err)
	}
	return out.Result
}

// overRefund: 64 requests of 1 unit of an order of 40 units, 100 each.
func overRefund(t *testing.T, d *Desk) {
	paid := make([]bool, 64)
	atOnce(64, func(i int) { paid[i] = d.PayOne(ManyUnits(fmt.Sprintf("c%d", i), "o1", "ch_1", 40, 4000)) })
	same(t, "paid", count(paid, true), 40)
	d.Payment(ManyUnits("c0", "o1", "ch_1", 40, 4000).ID(), Control{Returned: 4000})
}

// overRefundShared: 64 orders of 1 unit of 100, paid by one capture of 4050.
func overRefundShared(t *testing.T, d *Desk) {
	paid := make([]bool, 64)
	atOnce(64, func(i int) { paid[i] = d.PayOne(ManyUnits("c1", fmt.Sprintf("o%d", i), "ch_shared", 1, 4050)) })
	same(t, "paid", count(paid, true), 40)
	d.Payment(ManyUnits("c1", "o0", "ch_shared", 1, 4050).ID(), Control{Open: 50, Returned: 4000})
}

// ManyUnits is a request of one of quantity units of 100 each, paid by one payment.
func ManyUnits(request, order, reference string, quantity, captured int64) refund.Cancellation {
	c := Request(order, request, 1)
	c.Order.Lines[0] = refund.Line{LineID: "1", Quantity: quantity, UnitPriceMinor: 100}
	p := &c.Order.Payments[0]
	p.ProviderReference, p.CapturedMinor, p.OrderShareMinor = reference, captured, nil
	return c
}

// PayOne walks one request of 100 to its end, as a workflow would; false when it was refused.
func (d *Desk) PayOne(c refund.Cancellation) bool {
	_, err := d.Store.OpenRefund(d.ctx, refund.Open{Digest: "x", Cancellation: c, RunID: "r"})
	for err == nil {
		var h refund.OrderHistory
		var r refund.Reserved
		if h, err = d.Store.History(d.ctx, c.ID()); err != nil {
			break
		}
		if r, err = d.Store.ReserveRefund(d.ctx, refund.Reserve{Refund: c.ID(), Proposal: hundred(h.Version)}); err != nil {
			break
		}
		switch r.Result {
		case refund.ReservedNow:
			return d.begin(c.ID(), r.AssessmentHash) == refund.BeginSend && d.settle(c.ID())
		case refund.ReserveRefused:
			return false
		case refund.ReserveHistoryMoved, refund.ReservedBefore:
		}
	}
	d.T.Error(err)
	return false
}

func hundred(version int64) refund.Proposal {
	p := Units(1, version)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor, a.Legs[0].AmountMinor = 100, 0, 100
	a.Components = []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 100}}
	return p
}

func (d *Desk) settle(id refund.ID) bool {
	_, err := d.Store.RecordOutcome(d.ctx, refund.Record{
		Refund: id, Leg: "1", Generation: 1, Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, Cause: workflow,
	})
	if err == nil {
		err = d.Close(id, refund.StatusRefunded)
	}
	if err != nil {
		d.T.Error(err)
	}
	return err == nil
}

func withdrawOrSend(t *testing.T, d *Desk, order string) {
	id, hash := d.Held(order, "c1", 1)
	var begun refund.BeginResult
	var withdrawn error
	atOnce(2, func(i int) {
		if i == 0 {
			begun = d.begin(id, hash)
		} else {
			withdrawn = d.Release(id, refund.StatusWithdrawn)
		}
	})
	if withdrawn == nil {
		same(t, "begin after withdrawal", begun, refund.BeginStopped)
		d.Payment(id, Control{Open: 22600})
		return
	}
	problem(t, withdrawn, refund.CodeAlreadySent)
	same(t, "begin before withdrawal", begun, refund.BeginSend)
	d.Payment(id, Control{Open: 11300, Sent: 11300})
}
