package paymenttest

import (
	"errors"
	"net/http"
	"slices"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// factCases hold a provider's notifications.
func factCases() []conformanceCase {
	return []conformanceCase{
		{name: "a settled refund is notified with its key, amount and payment", run: notifiesSettled, unless: notifiesNothing},
		{name: "a repeated notification has the same facts", run: repeatedNotification, unless: notifiesNothing},
		{name: "a late failure is notified under another id", run: notifiesLateFailure, unless: notifiesNothing, needs: []Situation{FailsLate}},
		{name: "a refund that was made elsewhere is notified without a key", run: notifiesOutside, unless: notifiesNothing},
		{name: "a notification that was changed, or is signed by nobody, is forged", run: forgedNotification, unless: notifiesNothing},
		{name: "a dispute is notified stage by stage", run: notifiesDispute, unless: hasNoDisputes},
	}
}

func notifiesNothing(r Rig) string {
	if r.Receiver == nil {
		return "the provider notifies nobody"
	}
	return ""
}

func hasNoDisputes(r Rig) string {
	if r.Receiver == nil || r.Dispute == nil {
		return "the provider notifies of no disputes"
	}
	return ""
}

// facts are what the notifications of a reference say; each is verified first.
func (s *stage) facts(reference string) []refund.Fact {
	s.Helper()
	var all []refund.Fact
	for _, n := range s.Notifications(s.T, reference) {
		if err := s.Receiver.Verify(n.Header, n.Body); err != nil {
			s.Fatal(err)
		}
		facts, err := s.Receiver.Facts(n.Body)
		if err != nil {
			s.Fatal(err)
		}
		all = append(all, facts...)
	}
	return all
}

// last is the latest fact about a reference.
func (s *stage) last(reference string) refund.Fact {
	s.Helper()
	all := s.facts(reference)
	if len(all) == 0 {
		s.Fatal("nothing was notified")
	}
	f := all[len(all)-1]
	if f.ID == "" || f.Provider == "" || f.OccurredAt.IsZero() || f.Reference != reference {
		s.Errorf("the fact is %+v, want its id, provider, time and payment", f)
	}
	return f
}

func notifiesSettled(s *stage) {
	sent := s.settled(s.instruction("k1"))
	f := s.last(s.reference())
	r := f.Refund
	if f.Kind != refund.FactRefund || r == nil || r.Key != "k1" || r.ProviderRefundID != sent.ProviderRefundID || r.AmountMinor != 4500 ||
		r.Currency != s.instruction("").Currency || r.Outcome.Kind != refund.OutcomeSettled {
		s.Errorf("notified as %+v of %+v", f, r)
	}
}

func repeatedNotification(s *stage) {
	s.settled(s.instruction("k1"))
	first, again := s.last(s.reference()), s.last(s.reference())
	if first.ID != again.ID {
		s.Errorf("the same state has the ids %q and %q", first.ID, again.ID)
	}
}

func notifiesLateFailure(s *stage) {
	s.arrange(FailsLate)
	s.settled(s.instruction("k1"))
	settled := s.last(s.reference())
	s.lookUp(s.instruction("k1"), refund.OutcomeFailed)
	failed := s.last(s.reference())
	if failed.ID == settled.ID || failed.Refund == nil || failed.Refund.Outcome.Kind != refund.OutcomeFailed || failed.Refund.Key != "k1" {
		s.Errorf("settled is %+v, failed is %+v", settled, failed)
	}
}

func notifiesOutside(s *stage) {
	s.Outside(s.T, s.reference(), 1200)
	f := s.last(s.reference())
	if f.Refund == nil || f.Refund.Key != "" || f.Refund.AmountMinor != 1200 || f.Refund.ProviderRefundID == "" {
		s.Errorf("notified as %+v of %+v, want 1200 without a key", f, f.Refund)
	}
}

func forgedNotification(s *stage) {
	s.settled(s.instruction("k1"))
	all := s.Notifications(s.T, s.reference())
	if len(all) == 0 {
		s.Fatal("nothing was notified")
	}
	n := all[len(all)-1]
	changed := slices.Clone(n.Body)
	changed[len(changed)/2] ^= 1
	for name, forged := range map[string]Notification{
		"a changed body": {Header: n.Header, Body: changed}, "no signature": {Header: http.Header{}, Body: n.Body},
	} {
		if err := s.Receiver.Verify(forged.Header, forged.Body); !errors.Is(err, payment.ErrForged) {
			s.Errorf("%s: got %v, want ErrForged", name, err)
		}
	}
}

func notifiesDispute(s *stage) {
	for _, stage := range []refund.DisputeStage{refund.DisputeOpened, refund.DisputeWon} {
		s.Dispute(s.T, s.reference(), stage)
		f := s.last(s.reference())
		if f.Kind != refund.FactDispute || f.Dispute == nil || f.Dispute.Stage != stage || f.Dispute.AmountMinor != 4500 || f.Dispute.DisputeID == "" {
			s.Errorf("%s is notified as %+v of %+v", stage, f, f.Dispute)
		}
	}
}
