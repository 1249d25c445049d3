package proof_test

import (
	"os"
	"sync"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// killPoint is where a worker is killed.
type killPoint string

// The points, in the sequence in which PayLeg passes them.
const (
	beforeBegin     killPoint = "before the gate is asked"
	inBegin         killPoint = "in the gate's transaction, before its commit"
	afterBegin      killPoint = "after the gate's commit"
	beforeCall      killPoint = "before the provider is called"
	requestIsLost   killPoint = "after the request has left, which gets lost"
	requestIsLate   killPoint = "after the request has left, which arrives when its sender is dead"
	beforeAnswer    killPoint = "after the provider has moved the money, before its answer"
	beforeRecord    killPoint = "after the answer, before it is recorded"
	inRecord        killPoint = "in the transaction that records it, before its commit"
	beforeAttempted killPoint = "after that commit, before the activity completes"
)

var killPoints = []killPoint{
	beforeBegin, inBegin, afterBegin, beforeCall, requestIsLost, requestIsLate, beforeAnswer, beforeRecord, inRecord, beforeAttempted,
}

// TestAWorkerKilledAnywhereInPayLegMovesMoneyOnce kills a process -9 at a point of PayLeg, and the one after it at the
// same point where it comes there, and lets a third one finish. The provider's book is in this process, and survives.
func TestAWorkerKilledAnywhereInPayLegMovesMoneyOnce(t *testing.T) {
	if os.Getenv(childPlace) != "" {
		payAsChild(t)
		return
	}
	var all sync.WaitGroup
	room := make(chan struct{}, killedAtOnce)
	for name, open := range engines(t) {
		for provider, start := range killProviders {
			for _, at := range killPoints {
				all.Go(func() {
					room <- struct{}{}
					defer func() { <-room }()
					t.Run(name+"/"+provider+"/"+string(at), func(t *testing.T) { killedAt(t, at, open(t), start(t)) })
				})
			}
		}
	}
	all.Wait()
}

// killedAtOnce is how many cases run at once: most of their time they wait for the lease of a dead process to end.
const killedAtOnce = 8

func killedAt(t *testing.T, at killPoint, books engine, p killProvider) {
	id := p.held(t, books)
	line := newNetwork(t, p.url)
	first := runChild(t, at, books, p.name, line)
	if !first.killed {
		t.Fatalf("the process never came to the point: %s", first.said)
	}
	wasKilledAt(t, at, books, id, p)
	runChild(t, at, books, p.name, line)
	if last := runChild(t, "", books, p.name, line); last.killed || last.failed {
		t.Fatalf("the last process did not finish: %s", last.said)
	}
	store := books.open(t)
	p.tellsTheEnd(t, store)
	isPaidOnce(t, store, id, p)
}

// leftBehind is what a killed process leaves at a point: its leg, and how many requests have arrived.
func leftBehind(at killPoint, answered refund.LegStatus) (leg refund.LegStatus, asked int) {
	switch at {
	case beforeBegin, inBegin:
		return refund.LegReserved, 0
	case afterBegin, beforeCall, requestIsLost:
		return refund.LegSending, 0
	case requestIsLate, beforeAnswer, beforeRecord, inRecord:
		return refund.LegSending, 1
	case beforeAttempted:
		return answered, 1
	}
	panic("no such point: " + string(at))
}

// wasKilledAt holds what the first process left behind to the point that it was killed at.
func wasKilledAt(t *testing.T, at killPoint, books engine, id refund.ID, p killProvider) {
	t.Helper()
	store, err := sqliteOrPostgres(t.Context(), string(books))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	leg, asked := leftBehind(at, p.answered)
	if got := ledgertest.At(t, store, nil).Standing(id).Legs[0].Status; got != leg || len(p.asked()) != asked {
		t.Errorf("killed %s, it left the leg %s and %d requests, want %s and %d", at, got, len(p.asked()), leg, asked)
	}
}

// isPaidOnce holds the provider's book, the leg and every control account to one movement of one unit.
func isPaidOnce(t *testing.T, store ledger.Store, id refund.ID, p killProvider) {
	t.Helper()
	if minor, count := p.moved(reference); minor != unitMinor || count != 1 {
		t.Errorf("the provider moved %d in %d movements, want %d in one", minor, count, unitMinor)
	}
	desk := ledgertest.At(t, store, nil)
	if leg := desk.Standing(id).Legs[0]; leg.Status != refund.LegSettled {
		t.Errorf("the leg is %s", leg.Status)
	}
	desk.Payment(id, ledgertest.Control{Open: 2*unitMinor - unitMinor, Returned: unitMinor})
	desk.Status(id, refund.StatusRefunded)
	desk.BooksAgree()
}
