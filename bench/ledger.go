package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// callersMax is how many call the ledger at once, transactionsEach how many a refund has.
const (
	callersMax       = 32
	transactionsEach = 3
)

// books is what one refund needs of the ledger.
type books interface {
	ledger.Cases
	ledger.Legs
}

// ledgerAlone walks refunds through the ledger's transactions, first one by one, which says what of a
// refund's CPU is the ledger's, then with many callers, whose commits share their syncs.
func (r *rig) ledgerAlone(ctx context.Context, t *table) error {
	books, err := sqlite.OpenOrCreate(ctx, filepath.Join(r.dir, "alone.db"), time.Now)
	if err != nil {
		return err
	}
	defer func() { _ = books.Close() }()
	one, err := r.singly(ctx, books)
	if err != nil {
		return err
	}
	each := one.all()
	t.show(row{What: "ledger's share of a refund", Value: 100 * float64(each) / float64(r.refundCPU), Unit: "% of its CPU",
		Note: fmt.Sprintf("%s of %s, the rules left out", each.Round(10*time.Microsecond), r.refundCPU.Round(10*time.Microsecond))})
	return r.shared(ctx, t, books, one)
}

// singly leaves out the CPU that the rules take within the first transaction.
func (r *rig) singly(ctx context.Context, books books) (spent, error) {
	rules := &timedRules{Rules: r.rules}
	own, began := ownCPU(), time.Now()
	err := together(ctx, r.n.ledger, 1, func(ctx context.Context) error { return r.walk(ctx, books, rules) })
	return spent{count: r.n.ledger, wall: time.Since(began), worker: ownCPU() - own - rules.took}, err
}

func (r *rig) shared(ctx context.Context, t *table, books books, one spent) error {
	committed, began := commits.Load(), time.Now()
	err := together(ctx, r.n.ledger, callersMax, func(ctx context.Context) error { return r.walk(ctx, books, r.rules) })
	if err != nil {
		return err
	}
	many := spent{count: r.n.ledger, wall: time.Since(began)}
	syncs, transactions := commits.Load()-committed, transactionsEach*int64(r.n.ledger)
	t.atMost(row{What: fmt.Sprintf("syncs of the ledger alone, %d callers", callersMax), Value: float64(syncs) / float64(transactions),
		Unit: "syncs a transaction", Budget: 0.25, Note: fmt.Sprintf("%d commits for %d transactions", syncs, transactions)})
	t.show(row{What: fmt.Sprintf("rate of the ledger alone, %d callers", callersMax), Value: many.rate() / one.rate(), Unit: "of one caller's rate",
		Note: fmt.Sprintf("%.0f refunds/s against %.0f/s", many.rate(), one.rate())})
	return nil
}

// walk is one refund's way through the books: decide, begin, record.
func (r *rig) walk(ctx context.Context, books books, rules ledger.Rules) error {
	in, err := r.orders.request(automatic)
	if err != nil {
		return err
	}
	return r.walkOf(ctx, books, rules, in)
}

// walkOf is the way of one request.
func (r *rig) walkOf(ctx context.Context, books books, rules ledger.Rules, in refund.Request) error {
	decided, err := books.DecideRefund(ctx, refund.Decide{Digest: in.Digest, Cancellation: in.Cancellation, RunID: "bench"}, rules)
	if err != nil || decided.Standing.Status != refund.StatusPayingOut {
		return errors.Join(fmt.Errorf("%s is %s, %s: %s", in.Cancellation.ID(), decided.Result, decided.Standing.Status, decided.Standing.Reason), err)
	}
	for _, leg := range decided.Standing.Legs {
		if err := r.settle(ctx, books, decided.Standing.Refund, leg.LegID); err != nil {
			return err
		}
	}
	return nil
}

// settle begins a leg, and books that its provider moved the money.
func (r *rig) settle(ctx context.Context, books books, id refund.ID, leg refund.LegID) error {
	why, terms := refund.Cause{Actor: refund.ActorMakegood, Reason: "bench"}, r.quick.Terms()
	begun, err := books.BeginLeg(ctx, refund.Begin{
		Refund: id, Leg: leg, Attempt: "bench", CallTimeout: terms.CallTimeout, SettlingDelay: terms.SettlingDelay, Cause: why,
	})
	if err != nil || begun.Result != refund.BeginSend {
		return errors.Join(fmt.Errorf("leg %s of %s may not be sent: %s %s", leg, id, begun.Result, begun.Code), err)
	}
	recorded, err := books.RecordOutcome(ctx, refund.Record{
		Refund: id, Leg: leg, Generation: begun.Generation, Attempt: "bench", Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, Cause: why,
	})
	if err != nil || !recorded.Standing.Closed {
		return errors.Join(fmt.Errorf("%s is not closed but %s", id, recorded.Standing.Status), err)
	}
	return nil
}

// timedRules adds up the CPU of the rules, where nothing else runs meanwhile.
type timedRules struct {
	ledger.Rules
	took time.Duration
}

func (t *timedRules) Decide(c refund.Cancellation, h refund.OrderHistory) (refund.Proposal, error) {
	began := ownCPU()
	defer func() { t.took += ownCPU() - began }()
	return t.Rules.Decide(c, h)
}
