package workflows_test

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/explain/explaintest"
	"github.com/makegood/makegood/refund"
)

const (
	simulatedOrders   = 15
	simulatedRequests = 60
	// soakSeeds is how many seeds every test run tries; SIM_SEED names one instead.
	soakSeeds = 5
)

// TestSimulation drives the requests of one seed and judges the books after each of them, and at
// the end from outside. SIM_SEED=n runs seed n alone (`make sim SEED=n`).
func TestSimulation(t *testing.T) {
	first, last := uint64(1), uint64(soakSeeds)
	if given := os.Getenv("SIM_SEED"); given != "" {
		seed, err := strconv.ParseUint(given, 10, 64)
		if err != nil {
			t.Fatalf("SIM_SEED=%q: %v", given, err)
		}
		first, last = seed, seed
	}
	did := map[string]int{}
	for seed := first; seed <= last; seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			for what, count := range simulate(t, seed) {
				did[what] += count
			}
		})
	}
	if last-first+1 >= soakSeeds {
		allHappened(t, did)
	}
}

// simulate returns how often people did what.
func simulate(t *testing.T, seed uint64) (did map[string]int) {
	w := newWorld(t, seed)
	for w.runs < simulatedRequests {
		w.drive(w.draw())
		w.booksAgree()
		if t.Failed() {
			t.Fatalf("after run %d: SIM_SEED=%d repeats it", w.runs, seed)
		}
	}
	w.wasWorthIt()
	w.auditFromOutside()
	t.Log(w.summary())
	return w.did
}

// booksAgree holds the ledger against the simulator's own book and that of stored value; nothing is under way.
func (w *world) booksAgree() {
	w.t.Helper()
	w.auditAgrees()
	book := w.book()
	totals, err := w.books.Totals(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	stored := w.storedMoved()
	for _, total := range totals {
		if moved := book.MovedMinor[string(total.Currency)] + stored[total.Currency]; moved != total.ReturnedMinor-total.OtherWayMinor {
			w.t.Errorf("%s: the provider moved %d, the ledger returned %d", total.Currency, moved, total.ReturnedMinor)
		}
		if total.HeldMinor != 0 || total.SentMinor != 0 || total.ExcessMinor != 0 {
			w.t.Errorf("nothing is under way, and the ledger has %+v", total)
		}
	}
	if len(book.MovedTwice) > 0 {
		w.t.Errorf("moved twice: %v", book.MovedTwice)
	}
}

func (w *world) auditAgrees() {
	w.t.Helper()
	findings, err := w.books.Audit(w.t.Context())
	if err != nil || len(findings) > 0 {
		w.t.Errorf("audit: %v %v", findings, err)
	}
}

// resultAgrees holds what a run says of itself against the ledger and the run before it.
func (w *world) resultAgrees(r *simulated, result refund.Result) {
	w.t.Helper()
	if r.conflicting {
		if result.Status != refund.StatusRejected || !strings.HasPrefix(result.Reason, "CONFLICT") || result.PaidMinor != 0 {
			w.t.Errorf("%s with another body ended %+v", r.in.Cancellation.ID(), result)
		}
		return
	}
	stored, err := w.books.Case(w.t.Context(), r.in.Cancellation.ID())
	if err != nil {
		w.t.Fatal(err)
	}
	if !stored.Closed || stored.Status != result.Status || stored.Offer != result.Offer {
		w.t.Errorf("the ledger has %s (offer %s, closed %t), the result is %+v", stored.Status, stored.Offer, stored.Closed, result)
	}
	explaintest.Stored(w.t, stored.Proposal)
	if paid := settledMinor(stored.Legs); paid != result.PaidMinor {
		w.t.Errorf("%s: settled legs sum to %d, the result is %+v", r.in.Cancellation.ID(), paid, result)
	}
	if before, again := w.results[r.in.Cancellation.ID()]; again && (before.Status != result.Status || before.PaidMinor != result.PaidMinor) {
		w.t.Errorf("%s ended %+v, and in a second run %+v", r.in.Cancellation.ID(), before, result)
	}
}

func settledMinor(legs []refund.Leg) int64 {
	var sum int64
	for _, leg := range legs {
		if leg.Status == refund.LegSettled {
			sum += leg.AmountMinor
		}
	}
	return sum
}

// wasWorthIt: a simulation in which nothing happened proves nothing.
func (w *world) wasWorthIt() {
	w.t.Helper()
	for what, count := range map[string]int{
		"refunds paid": w.ends[refund.StatusRefunded], "refunds rejected": w.ends[refund.StatusRejected],
		"ledger faults": w.failed, "runs within runs": w.nested, "second runs or conflicts": w.repeated + w.conflicts, "acts of people": w.acted,
		"resets": w.resets, "throws of the kill switch": w.stops, "acts the story did not hear of": w.lost,
	} {
		if count == 0 {
			w.t.Errorf("no %s in %d runs: the simulation tests too little", what, w.runs)
		}
	}
}

// auditFromOutside runs the auditor that shares no code with the engine.
func (w *world) auditFromOutside() {
	w.t.Helper()
	out, err := exec.CommandContext(w.t.Context(), "go", "run", "-C", "../audit", ".", "-ledger", w.ledgerPath, "-book", w.bookPath).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "0 findings in ") {
		w.t.Errorf("the outside auditor: %v\n%s", err, out)
	}
}

func (w *world) summary() string {
	book := w.book()
	return fmt.Sprintf("seed %d: %d runs (%d within others, %d second runs, %d resets, %d conflicts, %d contradictions), %d acts of people, %d lost, %d ledger faults; "+
		"ended %v; people %v; the provider moved %v in %d movements", w.seed, w.runs, w.nested, w.repeated, w.resets, w.conflicts, w.contradictions, w.acted, w.lost,
		w.failed, w.ends, w.did, book.MovedMinor, book.MovementCount)
}
