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

// Units proposes to refund quantity units of the order to its card, on a version of its history.
func Units(quantity, version int64) refund.Proposal {
	limit, total := autoLimitMinor, quantity*unitMinor
	return refund.Proposal{Assessment: refund.Assessment{
		Disposition: refund.DispositionPay, Policy: refund.PolicyRef{Name: "default", Version: "1"},
		HistoryVersion: version, Currency: "CNY", TotalMinor: total, TaxMinor: quantity * unitTaxMinor,
		Components: []refund.Component{{
			Kind: refund.ComponentLine, LineID: "1", Quantity: quantity, AmountMinor: total, TaxMinor: quantity * unitTaxMinor,
		}},
		Legs:                []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", AmountMinor: total}},
		AutoApproveMaxMinor: &limit,
	}}
}

var workflow = refund.Cause{Actor: refund.ActorMakegood, Reason: "test"}

// Open claims a request in the run "run-1".
func (d *Desk) Open(c refund.Cancellation) refund.Opened {
	d.T.Helper()
	out, err := d.Store.OpenRefund(d.ctx, refund.Open{Digest: "digest-1", Cancellation: c, RunID: "run-1"})
	d.no(err)
	return out
}

// History is what the refund is assessed on.
func (d *Desk) History(id refund.ID) refund.OrderHistory {
	d.T.Helper()
	out, err := d.Store.History(d.ctx, id)
	d.no(err)
	return out
}

// Reserve holds a proposal.
func (d *Desk) Reserve(id refund.ID, p refund.Proposal) refund.Reserved {
	d.T.Helper()
	out, err := d.Store.ReserveRefund(d.ctx, refund.Reserve{Refund: id, Proposal: p, Cause: workflow})
	d.no(err)
	return out
}

// Begin asks for the right to send leg 1.
func (d *Desk) Begin(id refund.ID, hash string) refund.Begun {
	d.T.Helper()
	return d.BeginLeg(id, "1", hash)
}

// BeginLeg asks for the right to send a leg.
func (d *Desk) BeginLeg(id refund.ID, leg refund.LegID, hash string) refund.Begun {
	d.T.Helper()
	out, err := d.Store.BeginLeg(d.ctx, refund.Begin{Refund: id, Leg: leg, AssessmentHash: hash, Cause: workflow})
	d.no(err)
	return out
}

// Record books an outcome of leg 1.
func (d *Desk) Record(id refund.ID, generation int, kind refund.OutcomeKind) refund.Leg {
	d.T.Helper()
	return d.RecordLeg(id, "1", generation, kind)
}

// RecordLeg books an outcome of a leg.
func (d *Desk) RecordLeg(id refund.ID, leg refund.LegID, generation int, kind refund.OutcomeKind) refund.Leg {
	d.T.Helper()
	out, err := d.Store.RecordOutcome(d.ctx, refund.Record{
		Refund: id, Leg: leg, Generation: generation, Outcome: refund.Outcome{Kind: kind}, Cause: workflow,
	})
	d.no(err)
	return out
}

// Release ends a refund and returns the error.
func (d *Desk) Release(id refund.ID, status refund.Status) error {
	return d.Store.ReleaseRefund(d.ctx, refund.Release{Refund: id, Status: status, Cause: workflow})
}

// Close closes a refund and returns the error.
func (d *Desk) Close(id refund.ID, status refund.Status) error {
	return d.Store.CloseRefund(d.ctx, refund.Close{Refund: id, Status: status, Offer: refund.OfferNone, Cause: workflow})
}

// Held opens an order and holds quantity units of it; it returns the refund and the hash.
func (d *Desk) Held(order, request string, quantity int64) (refund.ID, string) {
	d.T.Helper()
	c := Request(order, request, quantity)
	d.Open(c)
	r := d.Reserve(c.ID(), Units(quantity, d.History(c.ID()).Version))
	same(d.T, "reserve", r.Result, refund.ReservedNow)
	return c.ID(), r.AssessmentHash
}

// Sent is Held, with leg 1 begun.
func (d *Desk) Sent(order, request string, quantity int64) (refund.ID, string) {
	d.T.Helper()
	id, hash := d.Held(order, request, quantity)
	same(d.T, "begin", d.Begin(id, hash).Result, refund.BeginSend)
	return id, hash
}

// Control are a payment's control accounts in a table's form.
type Control struct{ Open, Held, Sent, Returned, Excess int64 }

// Payment fails unless the order's first payment stands as told.
func (d *Desk) Payment(id refund.ID, want Control) {
	d.T.Helper()
	b := d.History(id).Payments[0]
	got := Control{b.OpenMinor, b.HeldMinor, b.SentMinor, b.ReturnedMinor, b.ExcessMinor}
	same(d.T, fmt.Sprintf("payment of %s {open held sent returned excess}", id), got, want)
}

// Leg is a stored leg.
func (d *Desk) Leg(id refund.ID, n int) refund.Leg {
	d.T.Helper()
	return d.Case(id).Legs[n]
}

// Case is a stored case.
func (d *Desk) Case(id refund.ID) refund.Case {
	d.T.Helper()
	out, err := d.Store.Case(d.ctx, id)
	d.no(err)
	return out
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

func problem(t testing.TB, err error, code refund.Code) {
	t.Helper()
	p, ok := refund.ProblemIn(err)
	if !ok || p.Code != code {
		t.Errorf("got error %v, want problem %s", err, code)
	}
}

func broken(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, ledger.ErrInvariant) {
		t.Errorf("got error %v, want ErrInvariant", err)
	}
}

const settlingDelay = 10 * time.Minute
