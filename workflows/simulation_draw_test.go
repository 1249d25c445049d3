package workflows_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// simulatedOrder is an order and how many requests of it there were.
type simulatedOrder struct {
	id       refund.OrderID
	order    refund.Order
	requests int
	// delivered: the customer has the goods; category is that of all its lines.
	delivered bool
	category  string
}

func (w *world) drawOrder(number int) *simulatedOrder {
	w.t.Helper()
	o := &simulatedOrder{id: refund.OrderID(fmt.Sprintf("order-%d", number))}
	o.order = request().Cancellation.Order
	o.order.Customer.CustomerID = refund.CustomerID(fmt.Sprintf("customer-%d", w.chance.IntN(6)))
	o.order.Currency = pick(w.chance, simulatedCurrencies())
	o.delivered, o.category = w.chance.IntN(4) > 0, pick(w.chance, []string{"", "bulky", "bulky", "bulky", "precious"})
	o.order.Lines = nil
	var total int64
	for i := range 1 + w.chance.IntN(3) {
		line := w.drawLine(i)
		line.Category = o.category
		if o.delivered {
			line.Fulfilment = refund.FulfilmentDelivered
		}
		o.order.Lines = append(o.order.Lines, line)
		total += line.UnitPriceMinor * line.Quantity
	}
	o.order.Shipping.AmountMinor = w.chance.Int64N(3) * 600
	o.onMarket(number, total)
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
	if o.delivered { // mostly within every window
		at := c.OccurredAt.Add(-pick(w.chance, []time.Duration{time.Hour, day, 2 * day, 3 * day, 400 * day}))
		c.Order.DeliveredAt = &at
	}
	c.Reason = pick(w.chance, []refund.Reason{
		refund.ReasonCustomerChangedMind, refund.ReasonCustomerChangedMind, refund.ReasonCustomerChangedMind, refund.ReasonCustomerChangedMind,
		refund.ReasonOutOfStock, refund.ReasonOutOfStock, refund.ReasonDamaged, refund.ReasonDamaged, refund.ReasonFraudSuspected, refund.ReasonOther,
	})
	in.Digest = "v1:" + string(c.ID())
	if o.requests > 1 && w.chance.IntN(8) == 0 {
		w.contradict(&in)
	}
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

// contradict lets an event name other payments than the order's earlier one: a stranger's charge, none, or
// other amounts.
func (w *world) contradict(in *refund.Request) {
	w.contradictions++
	payments := slices.Clone(in.Cancellation.Order.Payments)
	switch w.chance.IntN(3) {
	case 0:
		payments[0].ProviderReference = "ch_stranger"
	case 1:
		payments = payments[1:]
	case 2:
		payments[0].CapturedMinor += 100
	}
	in.Cancellation.Order.Payments = payments
}

// disturb arranges what goes wrong and what people do while the story runs.
func (w *world) disturb(r *simulated, b *bundle) {
	for _, call := range []string{
		"DecideRefund", "CarryOut", "PassDeadline", "CloseRefund", "BeginLeg", "ResendLeg", "RecordOutcome", "OpenOffer", "CountRefused",
		"Standing", "ClaimMessage",
	} {
		if r.chance.IntN(6) == 0 {
			b.faults.failBefore[call] = 1 + r.chance.IntN(2)
		}
		if r.chance.IntN(6) == 0 {
			b.faults.failAfter[call] = 1 + r.chance.IntN(2)
		}
	}
	if r.chance.IntN(8) == 0 {
		b.wire.awayFor = 1 + r.chance.IntN(3)
	}
	for i := range r.chance.IntN(5) {
		b.at(drawDelay(r.chance), w.drawAct(r, b, i))
	}
	if !r.within && r.chance.IntN(3) == 0 {
		w.nest(r, b)
	}
	if !r.within && r.chance.IntN(6) == 0 {
		w.resetLater(r, b)
	}
	if r.chance.IntN(8) == 0 {
		w.killSwitchLater(r, b)
	}
	for i := range visits {
		b.at(time.Duration(i+1)*36*time.Hour, func() { w.lookAfter(r, b, i) })
	}
}

// resetLater lets another run of the same request begin while this one stands still, as after a reset: it
// knows nothing, and this one finds the ledger where the other one has left it.
func (w *world) resetLater(r *simulated, b *bundle) {
	again := &simulated{in: r.in, again: true, conflicting: r.conflicting, within: true, reset: true, chance: rand.New(rand.NewPCG(w.seed, uint64(w.turns)<<8+1))}
	b.at(drawDelay(r.chance), func() {
		w.resets++
		w.drive(again)
		w.auditAgrees()
	})
}

// killSwitchLater throws the kill switch for a while. Who visits a refund later finds it off.
func (w *world) killSwitchLater(r *simulated, b *bundle) {
	on := drawDelay(r.chance)
	b.at(on, func() { w.stops++; b.killSwitch(true) })
	b.at(on+drawDelay(r.chance), func() { b.killSwitch(false) })
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
