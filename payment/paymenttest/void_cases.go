package paymenttest

import (
	"sync"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

func voidCases() []conformanceCase {
	return []conformanceCase{
		{"a void settles without moving money, and its key finds it", voidSettles},
		{"the same key voids once", sameKeyVoidsOnce},
		{"a void that is answered by silence is looked up", silentVoid},
		{"a void that never arrived is absent, and the same key voids", lostVoid},
		{"a declined void voids nothing", declinedVoid},
		{"a pending void settles", pendingVoid},
		{"a void that fails late does not stand, and no money comes back", voidFailsLate},
		{"a key is for a refund or for a void, never for both", oneKeyOneKind},
		{"a void that names an amount is refused", voidWithAmount},
		{"an unreachable provider was not sent the void", unreachableVoid},
	}
}

// voiding asks to cancel the authorisation under a key.
func voiding(key string) payment.Instruction {
	in := instruction(key)
	in.AmountMinor, in.Void = 0, true
	return in
}

// wantVoided holds the provider's book to so many voids that stand, and to no money at all.
func (s *stage) wantVoided(count int) {
	s.Helper()
	s.wantMoved(0, 0)
	if got := s.Voided(s.T, reference); got != count {
		s.Errorf("%d voids stand, want %d", got, count)
	}
}

func voidSettles(s *stage) {
	sent := s.send(voiding("k1"), refund.OutcomeSettled)
	found := s.lookUp(voiding("k1"), refund.OutcomeSettled)
	if sent.ProviderRefundID == "" || sent.ProviderRefundID != found.ProviderRefundID {
		s.Errorf("sent as %q, found as %q", sent.ProviderRefundID, found.ProviderRefundID)
	}
	s.wantVoided(1)
}

func sameKeyVoidsOnce(s *stage) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := s.Provider.Refund(s.Context(), voiding("k1"))
			if err != nil || got.Kind != refund.OutcomeSettled {
				s.Errorf("got %+v, %v", got, err)
			}
		})
	}
	group.Wait()
	s.wantVoided(1)
}

func silentVoid(s *stage) {
	s.arrange(UnknownAfterMoving)
	s.send(voiding("k1"), refund.OutcomeUnknown)
	s.lookUp(voiding("k1"), refund.OutcomeSettled)
	s.send(voiding("k1"), refund.OutcomeSettled)
	s.wantVoided(1)
}

func lostVoid(s *stage) {
	s.arrange(UnknownBeforeMoving)
	s.send(voiding("k1"), refund.OutcomeUnknown)
	s.wantAbsent(voiding("k1"))
	s.wantVoided(0)
	s.send(voiding("k1"), refund.OutcomeSettled)
	s.wantVoided(1)
}

func declinedVoid(s *stage) {
	s.arrange(DeclinesInstrument)
	got := s.send(voiding("k1"), refund.OutcomeDeclined)
	found := s.lookUp(voiding("k1"), refund.OutcomeDeclined)
	if got.Class != refund.DeclinedInstrument || found.Class != refund.DeclinedInstrument || got.Reason == "" {
		s.Errorf("sent %+v, found %+v", got, found)
	}
	s.wantVoided(0)
}

func pendingVoid(s *stage) {
	s.arrange(PendsThenSettles)
	s.send(voiding("k1"), refund.OutcomePending)
	s.lookUp(voiding("k1"), refund.OutcomePending)
	s.wantVoided(0)
	s.lookUp(voiding("k1"), refund.OutcomeSettled)
	s.wantVoided(1)
}

func voidFailsLate(s *stage) {
	s.arrange(FailsLate)
	s.send(voiding("k1"), refund.OutcomeSettled)
	s.wantVoided(1)
	s.lookUp(voiding("k1"), refund.OutcomeFailed)
	s.wantVoided(0)
}

func oneKeyOneKind(s *stage) {
	s.send(voiding("k1"), refund.OutcomeSettled)
	s.wantOtherBody(instruction("k1"))
	s.wantVoided(1)
	s.send(instruction("k2"), refund.OutcomeSettled)
	s.wantOtherBody(voiding("k2"))
	s.wantMoved(4500, 1)
}

func voidWithAmount(s *stage) {
	in := voiding("k1")
	in.AmountMinor = 4500
	s.wantBad(in, refund.CodeMalformed)
	s.wantAbsent(voiding("k1"))
	s.wantVoided(0)
}

func unreachableVoid(s *stage) {
	got, err := s.Unreachable.Refund(s.Context(), voiding("k1"))
	if err != nil || got.Kind != refund.OutcomeNotSent || got.Reason == "" {
		s.Errorf("got %+v, %v; want NotSent with a reason", got, err)
	}
}
