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
func (d *Desk) begin(id refund.ID, attempt string) refund.BeginResult {
	out, err := d.Store.BeginLeg(d.ctx, beginning(id, "1", attempt))
	if err != nil {
		d.T.Error(err)
	}
	return out.Result
}

func raceCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"64 requests that ask for more than was captured get exactly what was captured": overRefund,
		"64 orders that share one payment get exactly what was captured":                overRefundShared,
		"64 runs that decide one request are one refund": func(t *testing.T, d *Desk) {
			results := make([]refund.DecideResult, 64)
			hashes := make([]string, 64)
			atOnce(64, func(i int) {
				in := refund.Decide{Digest: "x", Cancellation: Request("o1", "c1", 1), RunID: fmt.Sprint(i)}
				out, err := d.Store.DecideRefund(d.ctx, in, Proposing(Units(1)))
				if err != nil {
					t.Error(err)
				}
				results[i], hashes[i] = out.Result, out.Standing.AssessmentHash
			})
			same(t, "new", count(results, refund.DecidedNew), 1)
			same(t, "same", count(results, refund.DecidedSame), 63)
			same(t, "one assessment", count(hashes, hashes[0]), 64)
			d.Payment(Request("o1", "c1", 1).ID(), Control{Open: 11300, Held: 11300})
		},
		"64 begins of one leg send it once": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			results := make([]refund.BeginResult, 64)
			atOnce(64, func(i int) { results[i] = d.begin(id, fmt.Sprint(i)) })
			same(t, "send", count(results, refund.BeginSend), 1)
			same(t, "look up", count(results, refund.BeginLookUp), 63)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
		},
		"of two decisions at once one counts": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			verbs := []refund.Verb{refund.VerbApprove, refund.VerbReject}
			accepted := make([]bool, 2)
			atOnce(2, func(i int) {
				word := refund.Decision{DecisionID: refund.DecisionID(verbs[i]), Verb: verbs[i], Reviewer: refund.Person(verbs[i])}
				accepted[i] = d.act(refund.ActRequest{Refund: id, Act: deciding(word), Authority: Anything(word.Reviewer)})
			})
			same(t, "accepted", count(accepted, true), 1)
			same(t, "sent only when approved", d.Begin(id).Result == refund.BeginSend, accepted[0])
		},
		"withdrawing and sending at once: one of them happens": func(t *testing.T, d *Desk) {
			for i := range 16 {
				withdrawOrSend(t, d, fmt.Sprintf("o%d", i))
			}
		},
		"of 16 refunds of a customer at once only one is small enough for one person": climbing,
	}
}

// act carries an act out for goroutines.
func (d *Desk) act(in refund.ActRequest) bool {
	out, err := d.Store.CarryOut(d.ctx, in, Refusing("NO_RULES"))
	if err != nil {
		d.T.Error(err)
	}
	return out.Accepted
}

// climbing: 16 orders of one customer, of which one person may agree to 15000 a day, and each is 11300.
func climbing(t *testing.T, d *Desk) {
	const upToMinor = 15000
	people := make([]int, 16)
	atOnce(16, func(i int) {
		rules := &Rules{First: func(_ refund.Cancellation, h refund.OrderHistory) (refund.Proposal, error) {
			p := asking(Units(1), "lead", "finance")
			if limit := int64(upToMinor); h.Customer.TodayMinor+p.Assessment.TotalMinor <= limit {
				p = asking(p, "lead")
				p.RolesUpToMinor = &limit
			}
			return p, nil
		}}
		in := refund.Decide{Digest: "x", Cancellation: Request(fmt.Sprintf("o%d", i), "c1", 1), RunID: "r"}
		out, err := d.Store.DecideRefund(d.ctx, in, rules)
		if err != nil {
			t.Error(err)
		}
		people[i] = out.Standing.Approval.Required
	})
	same(t, "one person", count(people, 1), 1)
	same(t, "two people", count(people, 2), 15)
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
	out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, Proposing(hundred()))
	if err != nil {
		d.T.Error(err)
		return false
	}
	if out.Standing.Status != refund.StatusPayingOut {
		return false
	}
	return d.begin(c.ID(), "a1") == refund.BeginSend && d.settle(c.ID())
}

func hundred() refund.Proposal {
	p := Units(1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor, a.Legs[0].AmountMinor = 100, 0, 100
	a.Components = []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 100}}
	return p
}

func (d *Desk) settle(id refund.ID) bool {
	out, err := d.Store.RecordOutcome(d.ctx, refund.Record{
		Refund: id, Leg: "1", Generation: 1, Attempt: "a1", Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, Cause: workflow,
	})
	if err != nil || !out.Standing.Closed {
		d.T.Errorf("%s: closed %t, %v", id, out.Standing.Closed, err)
	}
	return err == nil
}

func withdrawOrSend(t *testing.T, d *Desk, order string) {
	id := d.Held(order, "c1", 1)
	var begun refund.BeginResult
	var withdrawn bool
	atOnce(2, func(i int) {
		if i == 0 {
			begun = d.begin(id, "a1")
		} else {
			withdrawn = d.act(refund.ActRequest{Refund: id, Act: withdrawing("customer:42")})
		}
	})
	if withdrawn {
		same(t, "begin after withdrawal", begun, refund.BeginDone)
		d.Payment(id, Control{Open: 22600})
		return
	}
	same(t, "begin before withdrawal", begun, refund.BeginSend)
	d.Payment(id, Control{Open: 11300, Sent: 11300})
}
