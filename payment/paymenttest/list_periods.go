package paymenttest

import (
	"errors"
	"time"

	"github.com/makegood/makegood/payment"
)

func listsPeriod(s *stage) {
	s.settled(s.instruction("k1"))
	now := time.Now().UTC()
	before := payment.ListQuery{Account: "acct_1", From: now.Add(-72 * time.Hour), To: now.Add(-48 * time.Hour)}
	if got := s.list(before); len(got) != 0 {
		s.Errorf("listed two days ago are %+v", got)
	}
	if got := s.list(s.always("")); len(got) != 1 || got[0].Reference == "" {
		s.Errorf("listed today are %+v, want one with its payment", got)
	}
}

// listsBorders goes by the time that the provider itself names. What lies in a second is asked for by nanoseconds.
func listsBorders(s *stage) {
	s.settled(s.instruction("k1"))
	got := s.list(s.always(s.reference()))
	if len(got) != 1 {
		s.Fatalf("listed are %+v, want one", got)
	}
	at := got[0].CreatedAt
	for _, c := range []struct {
		name     string
		from, to time.Time
		want     int
	}{
		{"from its own time", at, at.Add(time.Second), 1},
		{"up to its own time", at.Add(-time.Second), at, 0},
		{"up to a moment after it", at.Add(-time.Second), at.Add(time.Microsecond), 1},
		{"from a moment after it", at.Add(time.Microsecond), at.Add(time.Second), 0},
		{"a period of nothing", at, at, 0},
	} {
		q := payment.ListQuery{Account: s.instruction("").Account, From: c.from, To: c.to, Reference: s.reference()}
		if got := s.list(q); len(got) != c.want {
			s.Errorf("%s: %d are listed, want %d: %+v of %+v", c.name, len(got), c.want, got, q)
		}
	}
}

func listsReference(s *stage) {
	s.settled(s.instruction("k1"))
	if got := s.list(s.always("another_" + s.reference())); len(got) != 0 {
		s.Errorf("of another payment are listed %+v", got)
	}
	if got := s.list(s.always(s.reference())); len(got) != 1 {
		s.Errorf("of the payment are listed %+v, want one", got)
	}
}

func listsAccount(s *stage) {
	s.settled(s.instruction("k1"))
	q := s.always(s.reference())
	q.Account = "acct_2"
	if got := s.list(q); len(got) != 0 {
		s.Errorf("of another account are listed %+v", got)
	}
}

// listsUnfinished asks for a period that ends just before the adapter's own time, so that it cannot be listed yet.
func listsUnfinished(s *stage) {
	s.settled(s.instruction("k1"))
	now := time.Now()
	if s.Now != nil {
		now = s.Now()
	}
	limits := limitsOf(s.Rig)
	q := payment.ListQuery{Account: s.instruction("").Account, From: now.Add(-time.Hour), To: now}
	_, err := s.read(q)
	var unfinished payment.NotListedYet
	if !errors.As(err, &unfinished) || !unfinished.CompleteAt.Equal(limits.ListCompleteAt(q.To)) {
		s.Errorf("got %v, want that it is complete at %s", err, limits.ListCompleteAt(q.To))
	}
}
