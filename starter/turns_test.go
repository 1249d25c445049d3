package starter

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// lineUp takes all places, then queues records of these merchants, and returns them in the order of their turns.
func lineUp(t *testing.T, merchants string) (order string) {
	t.Helper()
	turns := newTurns(1)
	taken := turns.queue("whoever")
	tickets := map[*ticket]string{}
	for _, m := range strings.Fields(merchants) {
		tickets[turns.queue(m)] = m
	}
	if !isCalled(taken) {
		t.Fatal("a free place was not given away")
	}
	var names []string
	for len(tickets) > 0 {
		turns.done()
		before := len(tickets)
		for own, merchant := range tickets {
			if isCalled(own) {
				names = append(names, merchant)
				delete(tickets, own)
			}
		}
		if len(tickets) != before-1 {
			t.Fatalf("one place that became free called %d records", before-len(tickets))
		}
	}
	if q := turns.look(); q != (queued{}) {
		t.Errorf("%+v wait when all are through", q)
	}
	return strings.Join(names, " ")
}

func isCalled(own *ticket) bool {
	select {
	case <-own.called:
		return true
	default:
		return false
	}
}

func TestMerchantsTakeTurns(t *testing.T) {
	for name, c := range map[string]struct{ came, want string }{
		"one merchant keeps its order":                 {"a a a", "a a a"},
		"another merchant's one record is second":      {"a a a a a b", "a b a a a a"},
		"two with many share alike":                    {"a a a b b b", "a b a b a b"},
		"a third one is not starved by two":            {"a a a b b b c", "a b c a b a b"},
		"who comes again after its last one goes last": {"a b a c", "a b c a"},
	} {
		if got := lineUp(t, c.came); got != c.want {
			t.Errorf("%s: %q came and %q was the order, want %q", name, c.came, got, c.want)
		}
	}
}

func TestAMerchantsOwnRecordsAreCalledInTheirOrder(t *testing.T) {
	turns := newTurns(0)
	var own []*ticket
	for range 5 {
		own = append(own, turns.queue("a"))
	}
	for i := range own {
		turns.done()
		if !isCalled(own[i]) || slices.ContainsFunc(own[i+1:], isCalled) {
			t.Fatalf("record %d was not called alone as number %d", i, i)
		}
	}
}

func TestNoMoreAreCalledThanThereArePlaces(t *testing.T) {
	turns := newTurns(3)
	called := 0
	for i := range 10 {
		if isCalled(turns.queue(strings.Repeat("m", i%4))) {
			called++
		}
	}
	if q := turns.look(); called != 3 || q.records != 7 || q.merchants != 4 || q.most != 2 {
		t.Errorf("%d were called, and %+v wait", called, q)
	}
}

func TestWhoStopsWaitingLosesNoPlace(t *testing.T) {
	turns := newTurns(1)
	done, err := turns.wait(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := turns.wait(ended, "b"); err == nil {
		t.Fatal("a second record has the one place")
	}
	late := turns.queue("c")
	done()
	turns.leave(late) // it was called, and its context ended at that moment
	if _, err := turns.wait(t.Context(), "d"); err != nil {
		t.Fatal(err)
	}
	if q := turns.look(); q != (queued{}) {
		t.Errorf("%+v wait", q)
	}
}
