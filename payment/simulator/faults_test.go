package simulator_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

func TestEveryFaultOfTheSimulatorBecomesItsOutcomeAndNeverMovesTwice(t *testing.T) {
	for _, c := range []struct {
		reference string
		sent      refund.OutcomeKind
		found     refund.OutcomeKind // "" is absent
	}{
		{"ch_1~timeout_before", refund.OutcomeUnknown, ""},
		{"ch_1~timeout_after_success", refund.OutcomeUnknown, refund.OutcomeSettled},
		{"ch_1~error_500", refund.OutcomeUnknown, ""},
		{"ch_1~error_503", refund.OutcomeUnknown, ""},
		{"ch_1~error_500_after_success", refund.OutcomeUnknown, refund.OutcomeSettled},
		{"ch_1~garbage", refund.OutcomeUnknown, refund.OutcomeSettled},
		{"ch_1~drop", refund.OutcomeUnknown, refund.OutcomeSettled},
		{"ch_1~slow:10ms", refund.OutcomeSettled, refund.OutcomeSettled},
		{"ch_1~slow:10s", refund.OutcomeUnknown, refund.OutcomeSettled},
		{"ch_1~hidden:1h", refund.OutcomeUnknown, ""},
		{"ch_1~error_500~lookup_error_500", refund.OutcomeUnknown, ""},
		{"ch_1~drop~lookup_error_500", refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"ch_1~bad_request~always", refund.OutcomeDeclined, ""},
		{"ch_1~forget:1h", refund.OutcomeSettled, refund.OutcomeSettled},
		{"ch_1~no_such_fault", refund.OutcomeDeclined, refund.OutcomeDeclined},
	} {
		t.Run(c.reference, func(t *testing.T) {
			url, _ := startSimulator(t)
			a, in := newAdapter(t, url), instruction(c.reference)
			if got, err := a.Refund(t.Context(), in); err != nil || got.Kind != c.sent {
				t.Errorf("sent: got %+v, %v; want %s", got, err, c.sent)
			}
			found, err := a.Lookup(t.Context(), in)
			if err != nil || found.Absent != (c.found == "") || found.Outcome.Kind != c.found {
				t.Errorf("found: got %+v, %v; want %q", found, err, c.found)
			}
			again, err := a.Refund(t.Context(), in)
			if err != nil {
				t.Errorf("sent again: %v", err)
			}
			wantMoved(t, url, again)
		})
	}
}

// TestACallThatOutlivesItsDeadlineIsUnknownAndMovesAfterwards: nothing is found while it is under way,
// and its money moves all the same, once.
func TestACallThatOutlivesItsDeadlineIsUnknownAndMovesAfterwards(t *testing.T) {
	url, ahead := startSimulator(t)
	a, in := newAdapter(t, url), instruction("ch_1~late_move:1h")
	for range 2 {
		if got, err := a.Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomeUnknown {
			t.Errorf("sent: got %+v, %v; want Unknown", got, err)
		}
		if found, err := a.Lookup(t.Context(), in); err != nil || !found.Absent {
			t.Errorf("found: got %+v, %v; want absent", found, err)
		}
	}
	ahead.Store(int64(time.Hour))
	found, err := a.Lookup(t.Context(), in)
	if err != nil || found.Outcome.Kind != refund.OutcomeSettled {
		t.Errorf("found: got %+v, %v; want Settled", found, err)
	}
	wantMoved(t, url, found.Outcome)
}

// wantMoved holds the book to one movement when the refund settled in the end, and to none when it
// was declined.
func wantMoved(t *testing.T, url string, last refund.Outcome) {
	t.Helper()
	book, err := simulator.ReadBook(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	want := map[refund.OutcomeKind]int64{refund.OutcomeSettled: 4500, refund.OutcomeDeclined: 0}
	minor, ok := want[last.Kind]
	if !ok || book.MovedMinor["CNY"] != minor || len(book.MovedTwice) != 0 {
		t.Errorf("last answer %+v, the book moved %+v", last, book)
	}
}
