package workflows_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

// simulatedOrder is an order and how many requests of it there were.
type simulatedOrder struct {
	id       refund.OrderID
	order    refund.Order
	requests int
}

// providerFaults are what a payment's reference may name. Each wears off or ends for good: a fault
// that never answers would keep its refund under way for ever, as it should.
func providerFaults() []string {
	return []string{
		"", "", "", "", "~timeout_before", "~timeout_after_success", "~error_500~2", "~error_503~3", "~error_500_after_success", "~garbage", "~drop",
		"~slow:20ms", "~rate_limit", "~hidden:5ms", "~decline", "~decline:balance~2", "~decline~always", "~pending:3", "~pending_then_fail:2",
		"~requires_action:2", "~abnormal:3", "~lookup_error_500~2", "~garbage~lookup_error_500~3", "~error_503~2~pending:2", "~drop~decline~pending:4",
	}
}

func (w *world) drawOrder(number int) *simulatedOrder {
	w.t.Helper()
	o := &simulatedOrder{id: refund.OrderID(fmt.Sprintf("order-%d", number))}
	o.order = request().Cancellation.Order
	o.order.Customer.CustomerID = refund.CustomerID(fmt.Sprintf("customer-%d", w.chance.IntN(6)))
	o.order.Currency = pick(w.chance, []refund.Currency{"CNY", "CNY", "USD", "KWD", "JPY", "CHF"}) // CHF has no band: always a person
	o.order.Lines = nil
	var total int64
	for i := range 1 + w.chance.IntN(3) {
		line := w.drawLine(i)
		o.order.Lines = append(o.order.Lines, line)
		total += line.UnitPriceMinor * line.Quantity
	}
	o.order.Shipping.AmountMinor = w.chance.Int64N(3) * 600
	o.order.Payments = w.drawPayments(o, total+o.order.Shipping.AmountMinor)
	return o
}

func (w *world) drawLine(i int) refund.Line {
	l := request().Cancellation.Order.Lines[0]
	l.LineID = refund.LineID(fmt.Sprint(i + 1))
	l.Quantity, l.UnitPriceMinor = 1+w.chance.Int64N(6), 1+w.chance.Int64N(20000)
	l.Taxes[0].AmountMinor = l.Quantity * l.UnitPriceMinor * 13 / 113
	return l
}

// drawPayments pays the order with one tender, or with two in uneven shares.
func (w *world) drawPayments(o *simulatedOrder, total int64) []refund.Payment {
	shares := []int64{total}
	if total > 1 && w.chance.IntN(3) == 0 {
		first := 1 + w.chance.Int64N(total-1)
		shares = []int64{first, total - first}
	}
	var out []refund.Payment
	for i, share := range shares {
		p := request().Cancellation.Order.Payments[0]
		p.PaymentID = refund.PaymentID(fmt.Sprintf("pay-%d", i+1))
		p.ProviderReference = fmt.Sprintf("ch_%s-%d%s", o.id, i+1, pick(w.chance, providerFaults()))
		p.CapturedMinor, p.Currency = share, o.order.Currency
		charge := simulator.Charge{Reference: p.ProviderReference, AmountMinor: share, Currency: string(p.Currency)}
		if err := simulator.RegisterCharge(w.t.Context(), w.url, charge); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func pick[T any](chance *rand.Rand, from []T) T { return from[chance.IntN(len(from))] }

// draw is the next request: mostly a new one, else one that has ended before, with the same body or
// with another.
func (w *world) draw() *simulated {
	w.turns++
	r := &simulated{chance: rand.New(rand.NewPCG(w.seed, uint64(w.turns)<<8))}
	kind := w.chance.IntN(10)
	if kind < 8 || len(w.ended) == 0 {
		r.in = w.drawRequest(pick(w.chance, w.orders))
		return r
	}
	r.in, r.again = pick(w.chance, w.ended), true
	if kind == 9 {
		r.conflicting, r.in.Digest = true, r.in.Digest+"-other"
	}
	return r
}

func (w *world) drawRequest(o *simulatedOrder) refund.Request {
	o.requests++
	in := request()
	c := &in.Cancellation
	c.Key = refund.Key{Merchant: "m-001", Order: o.id, Request: refund.RequestID(fmt.Sprintf("c-%d", o.requests))}
	c.Order = o.order
	c.OccurredAt = w.clock.now()
	c.Reason = pick(w.chance, []refund.Reason{
		refund.ReasonCustomerChangedMind, refund.ReasonCustomerChangedMind, refund.ReasonOutOfStock, refund.ReasonDamaged,
		refund.ReasonFraudSuspected, refund.ReasonOther,
	})
	in.Digest = "v1:" + string(c.ID())
	if w.chance.IntN(4) == 0 {
		return in // the whole order, or what is left of it
	}
	c.Scope = refund.ScopeLines
	for _, line := range o.order.Lines {
		if w.chance.IntN(2) == 0 || len(c.CancelledLines) == 0 {
			c.CancelledLines = append(c.CancelledLines, refund.CancelledLine{LineID: line.LineID, Quantity: 1 + w.chance.Int64N(2)})
		}
	}
	return in
}

// disturb arranges what goes wrong and what people do while the story runs.
func (w *world) disturb(r *simulated, b *bundle) {
	for _, call := range []string{
		"OpenRefund", "History", "ReserveRefund", "MarkRefund", "ReleaseRefund", "CloseRefund", "BeginLeg",
		"ResendLeg", "RecordOutcome", "AuthorizeDecision", "OpenOffer", "EndOffer",
	} {
		if r.chance.IntN(6) == 0 {
			b.faults.failBefore[call] = 1 + r.chance.IntN(2)
		}
		if r.chance.IntN(6) == 0 {
			b.faults.failAfter[call] = 1 + r.chance.IntN(2)
		}
	}
	for i := range r.chance.IntN(4) {
		b.at(drawDelay(r.chance), w.drawAct(r, b, i))
	}
	if !r.within && r.chance.IntN(3) == 0 {
		w.nest(r, b)
	}
	for i := range 60 {
		b.at(time.Duration(i+1)*36*time.Hour, func() { w.lookAfter(r, b, i) })
	}
}

// nest lets another request run while this one stands still: of the same order, if chance wills.
func (w *world) nest(r *simulated, b *bundle) {
	inner := w.draw()
	inner.within = true
	if r.chance.IntN(2) == 0 {
		mine := slices.IndexFunc(w.orders, func(o *simulatedOrder) bool { return o.id == b.in.Cancellation.Key.Order })
		inner.in, inner.again, inner.conflicting = w.drawRequest(w.orders[mine]), false, false
	}
	b.at(drawDelay(r.chance), func() {
		if !w.underWay[inner.in.Cancellation.ID()] {
			w.drive(inner)
			w.auditAgrees()
		}
	})
}

func drawDelay(chance *rand.Rand) time.Duration {
	return pick(chance, []time.Duration{
		time.Millisecond, 5 * time.Millisecond, 200 * time.Millisecond, time.Second, 7 * time.Second, time.Hour, day, 2 * day, 7 * day, 8 * day,
	})
}
