// Package ledgertest holds every implementation of ledger.Store to one conformance suite: what a
// refund's money and claims do under repeats, races, contradictions and crashes.
//
// On the path: ledger/sqlite (and later other engines) run it in their tests. The auditor judges
// the books after every case.
package ledgertest

import (
	"context"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
)

// Open opens an empty store that reads its time from clock. It closes the store when t ends.
type Open func(t *testing.T, clock func() time.Time) ledger.Store

// Run holds an implementation to the suite.
func Run(t *testing.T, open Open) { run(t, open, 0) }

// sequencesSampled is how many sequences of a life's facts a sampled suite plays.
const sequencesSampled = 24

// RunSampled is Run for an engine that shares its statements with one that is run whole: of the sequences in which all
// that happens to a payment may be heard it plays a sample.
func RunSampled(t *testing.T, open Open) { run(t, open, sequencesSampled) }

func run(t *testing.T, open Open, sequencesMax int) {
	for name, suite := range map[string]map[string]func(*testing.T, *Desk){
		"legs": legCases(), "exchanging": exchangeCases(), "stored value": storedCases(), "pinning": pinningCases(), "leasing": leasingCases(), "own legs": ownLegCases(), "clearing": clearingCases(),
		"resolving": resolvingCases(), "two words": twoWordCases(), "late facts": lateCases(), "ending": endingCases(), "kept back": keptBackCases(), "handed over": handedOverCases(),
		"opening": openingCases(), "reserving": reservingCases(), "telling": tellingCases(), "dispatching": dispatchingCases(), "watching": watchingCases(), "customer": customerCases(),
		"reading": readingCases(), "around": aroundCases(), "rehearsing": rehearsingCases(), "repairing": repairingCases(), "arrows": arrowCases(),
		"rehearsing acts": rehearsingActCases(), "contacts": contactCases(),
		"parked": parkingCases(),
		"races":  raceCases(), "deciding": decidingCases(), "adjusting": adjustingCases(), "goods": goodsCases(), "lawful": lawfulCases(), "asking": askingCases(),
		"appealing": appealingCases(), "choosing": choosingCases(), "offers": offerCases(), "repeating": repeatingCases(), "seeing": seeingCases(), "keys of acts": actKeyCases(), "refusing": refusingCases(),
		"payments": paymentCases(), "versions": versionCases(), "as a whole": wholeCases(), "market": marketCases(), "captures": captureCases(), "deliveries": deliveryCases(),
		"keys": keyCases(), "disputes": disputeCases(), "lost disputes": lostCases(), "outside": outsideCases(), "write-offs": writeOffCases(), "books": bookCases(), "rule book": ruleBookCases(), "funds": fundCases(), "funds and facts": fundFactCases(), "balances": balanceCases(), "liquidity": liquidityCases(),
		"disputes in another currency": disputeCurrencyCases(), "new in a dispute": newInDisputeCases(),
		"settlements": settlementCases(), "facts": factCases(), "facts in any sequence": sequenceCases(), "everything in any sequence": mixedCases(), "notifications": notificationCases(),
		"reconciling": reconcilingCases(), "subjects": subjectCases(), "words of a name alone": grownCases(), "subjects beside refunds": staffSubjectCases(), "subjects of other acts": otherSubjectCases(), "machines": machineCases(), "webhooks": hookCases(), "webhooks' endpoints": hookEndpointCases(), "webhooks' end": hookPruneCases(), "the queue": queueCases(), "the desk": deskCases(),
		"auditors": auditorCases(), "samples": sampleCases(), "log of staff": staffLogCases(), "search of the trail": trailSearchCases(), "duties": dutyCases(),
		"pages": pageCases(), "pages' files": pageFileCases(),
		"withdrawals": withdrawalCases(),
		"sessions":    sessionCases(),
	} {
		t.Run(name, func(t *testing.T) {
			for sentence, test := range suite {
				t.Run(sentence, func(t *testing.T) {
					d := NewDesk(t, open)
					d.sequencesMax = sequencesMax
					test(t, d)
					d.BooksAgree()
				})
			}
		})
	}
	t.Run("a hundred and fifty steps in any sequence leave the books in agreement", func(t *testing.T) { randomWalks(t, open) })
}

// Clock is a clock that tests move by hand.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock is a clock that stands at a time.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now is the time it stands at.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves it.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// Desk is a store under test with its clock.
type Desk struct {
	T     testing.TB
	Store ledger.Store
	Clock *Clock
	ctx   context.Context
	// asked counts what CardIs has asked, so that each has a key of its own.
	asked int
	// sequencesMax bounds the sequences of facts that are played; 0: nothing does.
	sequencesMax int
}

// NewDesk opens a store at noon of a fixed day.
func NewDesk(t *testing.T, open Open) *Desk {
	clock := &Clock{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	return At(t, open(t, clock.Now), clock)
}

// At is a desk on a store that is open already.
func At(t testing.TB, store ledger.Store, clock *Clock) *Desk {
	return &Desk{T: t, Store: store, Clock: clock, ctx: context.Background()}
}

// BooksAgree fails the test with every finding of the audit.
func (d *Desk) BooksAgree() {
	d.T.Helper()
	findings, err := d.Store.Audit(d.ctx)
	d.no(err)
	for _, f := range findings {
		d.T.Errorf("audit: %s %s %s", f.Code, f.Refund, f.Detail)
	}
}

// no stops the test on an error.
func (d *Desk) no(err error) {
	d.T.Helper()
	if err != nil {
		d.T.Fatal(err)
	}
}

// same fails unless a value is exactly what it should be.
func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// equal is same for what is no comparable value.
func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}
