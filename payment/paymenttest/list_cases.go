package paymenttest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// listCases hold a provider that lists its refunds.
func listCases() []conformanceCase {
	return []conformanceCase{
		{name: "the list has every refund once, with its key, amount and state", run: listsAll, unless: listsNothing},
		{name: "what is listed has an account, a fact's id, and a currency beside each fee", run: listsWhole, unless: listsNothing},
		{name: "a refund that was made elsewhere is listed without a key", run: listsOutside, unless: nobodyElse},
		{name: "the list of a period has what was made in it alone", run: listsPeriod, unless: listsNothing},
		{name: "a period has its beginning and not its end", run: listsBorders, unless: listsNothing},
		{name: "the list of a payment has its refunds alone", run: listsReference, unless: listsNothing},
		{name: "the list of an account has its refunds alone", run: listsAccount, unless: tellsNoAccounts},
		{name: "a list that is read in part is left alone", run: listsInPart, unless: listsNothing},
		{name: "the list of a period that is not finished ends with when it is", run: listsUnfinished, unless: listsAtOnce},
		{name: "a list that breaks off ends with an error", run: listBreaksOff, unless: cannotBreak},
		{name: "a list that nobody answers ends with an error", run: listUnreachable, unless: listsNothing},
		{name: "a list waits for its turn, and ends where it does not come", run: listWaits, unless: listsNothing},
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

func tellsNoAccounts(r Rig) string {
	if !r.Traits.TellsAccounts {
		return "an account is told apart by its credentials, or in tests of the adapter's own"
	}
	return listsNothing(r)
}

func listsAtOnce(r Rig) string {
	if why := listsNothing(r); why != "" {
		return why
	}
	if l := limitsOf(r); l.ListedAfter == 0 && l.Bills == nil {
		return "it lists at once"
	}
	return ""
}

func cannotBreak(r Rig) string {
	if r.BreakList == nil {
		return "no wire is between the adapter and the list"
	}
	return listsNothing(r)
}

// limitsOf are the provider's; a lister that does not say them lists at once.
func limitsOf(r Rig) payment.Limits {
	if d, ok := r.Provider.(payment.Described); ok {
		return d.Limits()
	}
	return payment.Limits{}
}

// read reads a list to its end or its error.
func (s *stage) read(q payment.ListQuery) (all []payment.Listed, err error) {
	s.Helper()
	if all, err = Listed(s.Context(), s.Provider.(payment.Lister), q); err != nil {
		return all, err
	}
	slices.SortFunc(all, func(a, b payment.Listed) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.ProviderRefundID, b.ProviderRefundID))
	})
	return all, nil
}

// list is the whole answer to a query, by key and provider id.
func (s *stage) list(q payment.ListQuery) []payment.Listed {
	s.Helper()
	all, err := s.read(q)
	if err != nil {
		s.Fatal(err)
	}
	return all
}

// always is a period around now: without an end, but where the provider lists whole days.
func (s *stage) always(reference string) payment.ListQuery {
	now := time.Now().UTC()
	q := payment.ListQuery{Account: s.instruction("").Account, From: now.Add(-24 * time.Hour), Reference: reference}
	if limitsOf(s.Rig).Bills != nil {
		q.To = now.Add(24 * time.Hour)
	}
	return q
}

func listsAll(s *stage) {
	first, second := s.settled(s.instruction("k1")), s.settled(s.instruction("k2"))
	got := s.list(s.always(s.reference()))
	if len(got) != 2 {
		s.Fatalf("listed are %d refunds, want 2: %+v", len(got), got)
	}
	for i, want := range []struct{ key, id string }{{"k1", first.ProviderRefundID}, {"k2", second.ProviderRefundID}} {
		l := got[i]
		if l.Key != want.key || l.ProviderRefundID != want.id || l.AmountMinor != 4500 || l.Currency != s.instruction("").Currency ||
			l.Reference != s.reference() || l.Outcome.Kind != refund.OutcomeSettled || l.Outcome.ProviderRefundID != want.id || l.CreatedAt.IsZero() {
			s.Errorf("listed as %+v, want %s %s of 4500", l, want.key, want.id)
		}
	}
}

// listsWhole holds what is listed to what reconciliation needs, and its fact to the notification of the same state.
func listsWhole(s *stage) {
	s.settled(s.instruction("k1"))
	got := s.list(s.always(s.reference()))
	if len(got) != 1 {
		s.Fatalf("listed are %+v, want one", got)
	}
	l := got[0]
	if l.Account != s.instruction("").Account || l.FactID == "" || l.FeeMinor != 0 && l.FeeCurrency == "" || l.FeeCurrency != "" && !l.FeeCurrency.Valid() {
		s.Errorf("listed as %+v", l)
	}
	if by := limitsOf(s.Rig).ListsBy; by != payment.ListsByCreation && by != payment.ListsBySettlement {
		s.Errorf("its list goes by %q", by)
	}
	if s.Receiver == nil {
		return
	}
	var ids []string
	for _, f := range s.facts(s.reference()) {
		ids = append(ids, f.ID)
	}
	// A notification may have the bank's reference, which a list without one cannot name.
	isOne := func(id string) bool {
		return id == l.FactID || l.Outcome.BankReference == "" && strings.HasPrefix(id, l.FactID)
	}
	if len(ids) > 0 && !slices.ContainsFunc(ids, isOne) {
		s.Errorf("listed as the fact %q, notified as %q", l.FactID, ids)
	}
}

func listsOutside(s *stage) {
	s.Outside(s.T, s.reference(), 1200)
	got := s.list(s.always(s.reference()))
	if len(got) != 1 || got[0].Key != "" || got[0].AmountMinor != 1200 || got[0].ProviderRefundID == "" {
		s.Errorf("listed are %+v, want one of 1200 without a key", got)
	}
}

// listsInPart: who has seen enough breaks out of the loop; a Lister that yields after that panics by itself.
func listsInPart(s *stage) {
	s.settled(s.instruction("k1"))
	s.settled(s.instruction("k2"))
	seen := 0
	for _, err := range s.Provider.(payment.Lister).List(s.Context(), s.always(s.reference())) {
		if err != nil {
			s.Fatal(err)
		}
		seen++
		break
	}
	if seen != 1 {
		s.Errorf("%d were seen, want one", seen)
	}
}

func listBreaksOff(s *stage) {
	for n := range 5 {
		s.settled(s.instruction(fmt.Sprint("k", n)))
	}
	if got := s.list(s.always(s.reference())); len(got) != 5 {
		s.Fatalf("listed are %+v, want five", got)
	}
	s.BreakList(s.T, s.reference())
	got, err := s.read(s.always(s.reference()))
	var unfinished payment.NotListedYet
	if err == nil || errors.As(err, &unfinished) {
		s.Errorf("got %d refunds and %v, want an error", len(got), err)
	}
}

func listUnreachable(s *stage) {
	for _, err := range s.Unreachable.(payment.Lister).List(s.Context(), s.always(s.reference())) {
		if err == nil {
			s.Fatal("an unreachable provider listed something")
		}
		return
	}
	s.Error("an unreachable provider's list is empty, want an error")
}
