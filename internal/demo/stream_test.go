package demo_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

var now = time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)

func TestTheSameSeedGivesTheSameStream(t *testing.T) {
	first, _ := demo.Stream(7, 90, now)
	second, _ := demo.Stream(7, 90, now)
	other, _ := demo.Stream(8, 90, now)
	for i := range first {
		if !bytes.Equal(first[i].Value, second[i].Value) || !slices.Equal(first[i].Headers, second[i].Headers) {
			t.Fatalf("event %d (%s) differs from run to run", i, first[i].Shows)
		}
	}
	if bytes.Equal(first[4].Value, other[4].Value) {
		t.Error("another seed gives the same order")
	}
}

// received is what a reader of the stream, who knows only the contract, makes of it.
type received struct {
	digests    map[refund.ID]string
	duplicates int
	dead       map[string]int
	currencies map[refund.Currency]bool
}

func read(t *testing.T, events []demo.Event) received {
	t.Helper()
	r := received{digests: map[refund.ID]string{}, dead: map[string]int{}, currencies: map[refund.Currency]bool{}}
	for _, e := range events {
		headers := map[string]string{}
		for _, h := range e.Headers {
			headers[h.Key] = h.Value
		}
		request, err := event.Decode(event.Message{Headers: headers, Value: e.Value}, now)
		if problem, ok := refund.ProblemIn(err); ok {
			r.dead[string(problem.Code)]++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if string(request.Cancellation.Key.Order) != e.Key {
			t.Errorf("%s: key %q is not the order %q", e.Shows, e.Key, request.Cancellation.Key.Order)
		}
		r.take(request)
	}
	return r
}

func (r *received) take(request refund.Request) {
	id := request.Cancellation.ID()
	switch r.digests[id] {
	case "":
		r.digests[id] = request.Digest
		r.currencies[request.Cancellation.Order.Currency] = true
	case request.Digest:
		r.duplicates++
	default:
		r.dead["CONFLICT"]++
	}
}

func TestAReaderOfTheStreamCountsWhatIsDeclared(t *testing.T) {
	for _, n := range []int{0, 1, 17, 40, 200} {
		events, want := demo.Stream(3, n, now)
		got := read(t, events)
		if want.Published != n || len(events) != n {
			t.Errorf("n=%d: %d events, %d declared", n, len(events), want.Published)
		}
		if len(got.digests) != want.Refunds || got.duplicates != want.Duplicates || got.dead["CONFLICT"] != want.Conflicts {
			t.Errorf("n=%d: %d refunds, %d duplicates, %d conflicts; declared %+v", n, len(got.digests), got.duplicates, got.dead["CONFLICT"], want)
		}
		for id := range want.Fates {
			if got.digests[id] == "" {
				t.Errorf("n=%d: %s is declared and not in the stream", n, id)
			}
		}
		if !maps.Equal(got.dead, want.DeadLettered) {
			t.Errorf("n=%d: dead letters %v, declared %v", n, got.dead, want.DeadLettered)
		}
	}
}

func TestFortyEventsHaveAtLeastOneOfEverything(t *testing.T) {
	events, want := demo.Stream(1, 40, now)
	got := read(t, events)
	for _, currency := range []refund.Currency{"CNY", "JPY", "KWD", "USD", "EUR", "GBP", "CLF"} {
		if !got.currencies[currency] {
			t.Errorf("no refund in %s", currency)
		}
	}
	if want.Refunds != 29 || want.Duplicates != 2 || want.Conflicts != 1 || len(want.DeadLettered) != 8 {
		t.Errorf("declared %+v", want)
	}
	for fate, count := range map[refund.Status]int{
		refund.StatusRefunded: 22, refund.StatusAwaitingApproval: 4, refund.StatusNeedsAttention: 1, refund.StatusNothingToRefund: 2,
	} {
		if want.Count(fate) != count {
			t.Errorf("%d refunds come to %s, want %d", want.Count(fate), fate, count)
		}
	}
	if want.Offers != 4 {
		t.Errorf("%d offers, want 4", want.Offers)
	}
	shows := map[string]int{}
	for _, e := range events {
		shows[e.Shows]++
	}
	for show, count := range map[string]int{
		"contract example whole": 1, "contract example partial-split-tender": 1, "contract example three-decimals": 1,
		"contract example unpaid": 1, "a piece of an order in three pieces": 3, "over the approval limit": 2,
		"provider fault: timeout_after_success": 1, "provider fault: error_500": 1, "provider fault: slow:800ms": 1,
		"provider declines": 1, "the same record again": 1, "the same body with another event id": 1,
		"the same key with another body": 1, "an order that was never paid": 1,
	} {
		if shows[show] != count {
			t.Errorf("%d events show %q, want %d", shows[show], show, count)
		}
	}
}
