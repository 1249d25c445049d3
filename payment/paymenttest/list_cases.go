package paymenttest

import (
	"cmp"
	"slices"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// listCases hold a provider that lists its refunds.
func listCases() []conformanceCase {
	return []conformanceCase{
		{name: "the list has every refund once, with its key, amount and state", run: listsAll, unless: listsNothing},
		{name: "a refund that was made elsewhere is listed without a key", run: listsOutside, unless: nobodyElse},
		{name: "the list of a period has what was made in it alone", run: listsPeriod, unless: listsNothing},
		{name: "a list that nobody answers ends with an error", run: listUnreachable, unless: listsNothing},
	}
}

func listsNothing(r Rig) string {
	if _, ok := r.Provider.(payment.Lister); !ok {
		return "the provider lists nothing"
	}
	return ""
}

// nobodyElse leaves out refunds that somebody else makes, where nobody can.
func nobodyElse(r Rig) string {
	if r.Outside == nil {
		return "nobody but makegood refunds at this provider"
	}
	return listsNothing(r)
}

// list is the whole answer to a query, by provider id.
func (s *stage) list(q payment.ListQuery) []payment.Listed {
	s.Helper()
	var all []payment.Listed
	for listed, err := range s.Provider.(payment.Lister).List(s.Context(), q) {
		if err != nil {
			s.Fatal(err)
		}
		all = append(all, listed)
	}
	slices.SortFunc(all, func(a, b payment.Listed) int { return cmp.Compare(a.Key, b.Key) })
	return all
}

// always is a period around now.
func always(reference string) payment.ListQuery {
	now := time.Now().UTC()
	return payment.ListQuery{Account: "acct_1", From: now.Add(-24 * time.Hour), To: now.Add(24 * time.Hour), Reference: reference}
}

func listsAll(s *stage) {
	first, second := s.settled(s.instruction("k1")), s.settled(s.instruction("k2"))
	got := s.list(always(s.reference()))
	if len(got) != 2 {
		s.Fatalf("listed are %d refunds, want 2: %+v", len(got), got)
	}
	for i, want := range []struct{ key, id string }{{"k1", first.ProviderRefundID}, {"k2", second.ProviderRefundID}} {
		l := got[i]
		if l.Key != want.key || l.ProviderRefundID != want.id || l.AmountMinor != 4500 || l.Currency != s.instruction("").Currency ||
			l.Reference != s.reference() || l.Outcome.Kind != refund.OutcomeSettled || l.CreatedAt.IsZero() {
			s.Errorf("listed as %+v, want %s %s of 4500", l, want.key, want.id)
		}
	}
}

func listsOutside(s *stage) {
	s.Outside(s.T, s.reference(), 1200)
	got := s.list(always(s.reference()))
	if len(got) != 1 || got[0].Key != "" || got[0].AmountMinor != 1200 || got[0].ProviderRefundID == "" {
		s.Errorf("listed are %+v, want one of 1200 without a key", got)
	}
}

func listsPeriod(s *stage) {
	s.settled(s.instruction("k1"))
	now := time.Now().UTC()
	before := payment.ListQuery{Account: "acct_1", From: now.Add(-72 * time.Hour), To: now.Add(-48 * time.Hour)}
	if got := s.list(before); len(got) != 0 {
		s.Errorf("listed two days ago are %+v", got)
	}
	if got := s.list(always("")); len(got) != 1 || got[0].Reference == "" {
		s.Errorf("listed today are %+v, want one with its payment", got)
	}
}

func listUnreachable(s *stage) {
	for _, err := range s.Unreachable.(payment.Lister).List(s.Context(), always(s.reference())) {
		if err == nil {
			s.Fatal("an unreachable provider listed something")
		}
		return
	}
	s.Error("an unreachable provider's list is empty, want an error")
}
