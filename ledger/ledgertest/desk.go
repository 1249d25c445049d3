package ledgertest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The one order of most cases: two units of 11300 with 13 % tax inside, paid by one card.
const (
	unitMinor     = int64(11300)
	unitTaxMinor  = int64(1300)
	capturedMinor = int64(22600)
)

// Request is a cancellation of quantity units of the order.
func Request(order, request string, quantity int64) refund.Cancellation {
	share := capturedMinor
	return refund.Cancellation{
		Key:   refund.Key{Merchant: "m1", Order: refund.OrderID(order), Request: refund.RequestID(request)},
		Scope: refund.ScopeLines, Reason: refund.ReasonCustomerChangedMind, RequestedBy: "customer:42",
		CancelledLines: []refund.CancelledLine{{LineID: "1", Quantity: quantity}},
		Order: refund.Order{
			Currency: "CNY", Customer: refund.Customer{CustomerID: "42"},
			Lines: []refund.Line{{
				LineID: "1", Quantity: 2, UnitPriceMinor: unitMinor,
				Taxes: []refund.Tax{{Mode: refund.TaxInclusive, Rate: "0.13", AmountMinor: 2 * unitTaxMinor}},
			}},
			Payments: []refund.Payment{{
				PaymentID: "p1", Kind: refund.PaymentCard, Provider: "simulator", ProviderReference: "ch_" + order,
				CapturedMinor: capturedMinor, OrderShareMinor: &share, Currency: "CNY",
			}},
		},
	}
}

// autoLimitMinor is the limit of automatic approval in the suite's proposals.
const autoLimitMinor = int64(1_000_000)

// Units proposes to refund quantity units of the order to its card.
func Units(quantity int64) refund.Proposal {
	limit, total := autoLimitMinor, quantity*unitMinor
	return refund.Proposal{Assessment: refund.Assessment{
		Disposition: refund.DispositionPay, Policy: refund.PolicyRef{Name: "default", Version: "1"},
		Currency: "CNY", TotalMinor: total, TaxMinor: quantity * unitTaxMinor,
		Components: []refund.Component{{
			Kind: refund.ComponentLine, LineID: "1", Quantity: quantity, AmountMinor: total, TaxMinor: quantity * unitTaxMinor,
		}},
		Legs:                []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", AmountMinor: total}},
		AutoApproveMaxMinor: &limit,
	}}
}

var workflow = refund.Cause{Actor: refund.ActorMakegood, Reason: "test"}

// The lease of the suite's sends: how long a call may take, and the provider's settling delay.
const (
	callTimeout   = 10 * time.Second
	settlingDelay = 10 * time.Minute
	lease         = callTimeout + settlingDelay
)

// Decide asks for a request to be judged, in the run "run-1".
func (d *Desk) Decide(c refund.Cancellation, rules ledger.Rules) refund.Decided {
	d.T.Helper()
	out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "digest-1", Cancellation: c, RunID: "run-1"}, rules)
	d.no(err)
	return out
}

// Propose asks for a request to be judged by rules that propose p.
func (d *Desk) Propose(c refund.Cancellation, p refund.Proposal) refund.Standing {
	d.T.Helper()
	return d.Decide(c, Proposing(p)).Standing
}

// Begin asks for the right to send leg 1.
func (d *Desk) Begin(id refund.ID) refund.Begun {
	d.T.Helper()
	return d.BeginLeg(id, "1", "a1")
}

// BeginLeg asks for the right to send a leg, as an attempt.
func (d *Desk) BeginLeg(id refund.ID, leg refund.LegID, attempt string) refund.Begun {
	d.T.Helper()
	out, err := d.Store.BeginLeg(d.ctx, beginning(id, leg, attempt))
	d.no(err)
	return out
}

func beginning(id refund.ID, leg refund.LegID, attempt string) refund.Begin {
	return refund.Begin{Refund: id, Leg: leg, Attempt: attempt, CallTimeout: callTimeout, SettlingDelay: settlingDelay, Cause: workflow}
}

// Resend asks to send a leg's generation again, as an attempt.
func (d *Desk) Resend(id refund.ID, leg refund.LegID, generation int, attempt string) refund.Begun {
	d.T.Helper()
	out, err := d.Store.ResendLeg(d.ctx, refund.Resend{Begin: beginning(id, leg, attempt), Generation: generation})
	d.no(err)
	return out
}

// Record books an outcome of leg 1, of its present generation, by the attempt that sent it.
func (d *Desk) Record(id refund.ID, kind refund.OutcomeKind) refund.LegStanding {
	d.T.Helper()
	return d.RecordLeg(id, "1", kind)
}

// RecordLeg books an outcome of a leg's present generation by the attempt that sent it.
func (d *Desk) RecordLeg(id refund.ID, leg refund.LegID, kind refund.OutcomeKind) refund.LegStanding {
	d.T.Helper()
	stored, _ := d.Standing(id).Leg(leg)
	return d.RecordAs(id, leg, max(1, stored.Generation), "a1", refund.Outcome{Kind: kind})
}

// RecordAs books an outcome of a leg's generation, brought by an attempt.
func (d *Desk) RecordAs(id refund.ID, leg refund.LegID, generation int, attempt string, o refund.Outcome) refund.LegStanding {
	d.T.Helper()
	out, err := d.Store.RecordOutcome(d.ctx, refund.Record{
		Refund: id, Leg: leg, Generation: generation, Attempt: attempt, Outcome: o, Cause: workflow,
	})
	d.no(err)
	stored, _ := out.Standing.Leg(leg)
	return stored
}

// Standing is how a refund stands.
func (d *Desk) Standing(id refund.ID) refund.Standing {
	d.T.Helper()
	out, err := d.Store.Standing(d.ctx, id)
	d.no(err)
	return out
}

// Status fails unless the refund is in a status.
func (d *Desk) Status(id refund.ID, want refund.Status) {
	d.T.Helper()
	same(d.T, "status of "+string(id), d.Standing(id).Status, want)
}

// Pass lets a moment of the standing come.
func (d *Desk) Pass(id refund.ID, kind refund.DeadlineKind, at *time.Time) refund.Standing {
	d.T.Helper()
	if at == nil {
		d.T.Fatalf("%s: no moment %s", id, kind)
	}
	out, err := d.Store.PassDeadline(d.ctx, refund.Deadline{Refund: id, Kind: kind, At: *at})
	d.no(err)
	return out
}

// Held opens an order and holds quantity units of it.
func (d *Desk) Held(order, request string, quantity int64) refund.ID {
	d.T.Helper()
	c := Request(order, request, quantity)
	same(d.T, "status", d.Propose(c, Units(quantity)).Status, refund.StatusPayingOut)
	return c.ID()
}

// Sent is Held, with leg 1 begun.
func (d *Desk) Sent(order, request string, quantity int64) refund.ID {
	d.T.Helper()
	id := d.Held(order, request, quantity)
	same(d.T, "begin", d.Begin(id).Result, refund.BeginSend)
	return id
}

// Paid is Sent, and settled.
func (d *Desk) Paid(order, request string, quantity int64) refund.ID {
	d.T.Helper()
	id := d.Sent(order, request, quantity)
	d.Record(id, refund.OutcomeSettled)
	return id
}

// Control are a payment's control accounts in a table's form.
type Control struct{ Open, Held, Sent, Returned, Excess int64 }

// Payment fails unless the order's first payment stands as told.
func (d *Desk) Payment(id refund.ID, want Control) {
	d.T.Helper()
	b := d.Balances(id)[0]
	got := Control{b.OpenMinor, b.HeldMinor, b.SentMinor, b.ReturnedMinor, b.ExcessMinor}
	same(d.T, fmt.Sprintf("payment of %s {open held sent returned excess}", id), got, want)
}

// Balances are the payments of a refund's order.
func (d *Desk) Balances(id refund.ID) []refund.PaymentBalance {
	d.T.Helper()
	key, err := id.Key()
	d.no(err)
	out, err := d.Store.OrderPayments(d.ctx, key.Merchant, key.Order)
	d.no(err)
	return out
}

// Case is a stored case.
func (d *Desk) Case(id refund.ID) refund.Case {
	d.T.Helper()
	out, err := d.Store.Case(d.ctx, id)
	d.no(err)
	return out
}

// Leg is a stored leg.
func (d *Desk) Leg(id refund.ID, n int) refund.Leg {
	d.T.Helper()
	return d.Case(id).Legs[n]
}

// Events counts the trail's rows of a name.
func (d *Desk) Events(id refund.ID, name string) int {
	d.T.Helper()
	n := 0
	for _, e := range d.Case(id).Trail {
		if e.Event == name {
			n++
		}
	}
	return n
}

func broken(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, ledger.ErrInvariant) {
		t.Errorf("got error %v, want ErrInvariant", err)
	}
}

// stopPayouts throws the kill switch.
func (d *Desk) stopPayouts(on bool) {
	d.T.Helper()
	d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: on, Cause: refund.Cause{Actor: "operator:7", Reason: "incident"}}))
}
