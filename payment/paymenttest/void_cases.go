package paymenttest

import (
	"sync"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

func voidCases() []conformanceCase {
	return []conformanceCase{
		{name: "a void settles without moving money, and its key finds it", run: voidSettles, needs: []Situation{Voids}},
		{name: "the same key voids once", run: sameKeyVoidsOnce, needs: []Situation{Voids}},
		{name: "a void that is answered by silence is looked up", run: silentVoid, needs: []Situation{Voids, UnknownAfterMoving}},
		{name: "a void that never arrived is absent, and the same key voids", run: lostVoid, needs: []Situation{Voids, UnknownBeforeMoving}},
		{name: "a declined void voids nothing", run: declinedVoid, needs: []Situation{Voids, DeclinesInstrument}},
		{name: "a pending void settles", run: pendingVoid, needs: []Situation{Voids, PendsThenSettles}, unless: voidsByState},
		{name: "a void that fails late does not stand, and no money comes back", run: voidFailsLate, needs: []Situation{Voids, FailsLate}, unless: voidsByState},
		{name: "a key is for a refund or for a void, never for both", run: oneKeyOneKind, needs: []Situation{Voids}, unless: voidsByState},
		{name: "a void that names an amount is refused", run: voidWithAmount, needs: []Situation{Voids}},
		{name: "an unreachable provider was not sent the void", run: unreachableVoid, needs: []Situation{Voids}},
	}
}

// voidsByState leaves out what depends on a void having a record of its own.
func voidsByState(r Rig) string {
	if r.Traits.FindsVoidsByState {
		return "a void is the authorisation's own state at this provider"
	}
	return ""
}

// voiding asks to cancel the authorisation under a key.
func (s *stage) voiding(key string) payment.Instruction {
	in := s.instruction(key)
	in.Reference, in.AmountMinor, in.Void = s.voided(), 0, true
	return in
}

// arrangeVoid sets up a situation for the authorisation.
func (s *stage) arrangeVoid(situation Situation) {
	s.Helper()
	s.Arrange(s.T, s.voided(), situation)
}

// wantVoided holds the provider's book to so many voids that stand, and to no money at all.
func (s *stage) wantVoided(count int) {
	s.Helper()
	s.wantMoved(0, 0)
	if got := s.Voided(s.T, s.voided()); got != count {
		s.Errorf("%d voids stand, want %d", got, count)
	}
}

func voidSettles(s *stage) {
	sent := s.settled(s.voiding("k1"))
	found := s.lookUp(s.voiding("k1"), refund.OutcomeSettled)
	if sent.ProviderRefundID == "" || sent.ProviderRefundID != found.ProviderRefundID {
		s.Errorf("sent as %q, found as %q", sent.ProviderRefundID, found.ProviderRefundID)
	}
	s.wantVoided(1)
}

func sameKeyVoidsOnce(s *stage) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := s.Provider.Refund(s.Context(), s.voiding("k1"))
			if err != nil || got.Kind != s.firstKind() {
				s.Errorf("got %+v, %v", got, err)
			}
		})
	}
	group.Wait()
	s.lookUp(s.voiding("k1"), refund.OutcomeSettled)
	s.wantVoided(1)
}

func silentVoid(s *stage) {
	s.arrangeVoid(UnknownAfterMoving)
	s.send(s.voiding("k1"), refund.OutcomeUnknown)
	s.lookUp(s.voiding("k1"), refund.OutcomeSettled)
	s.again(s.voiding("k1"))
	s.wantVoided(1)
}

func lostVoid(s *stage) {
	s.arrangeVoid(UnknownBeforeMoving)
	s.send(s.voiding("k1"), refund.OutcomeUnknown)
	s.wantAbsent(s.voiding("k1"))
	s.wantVoided(0)
	s.settled(s.voiding("k1"))
	s.wantVoided(1)
}

func declinedVoid(s *stage) {
	s.arrangeVoid(DeclinesInstrument)
	got := s.send(s.voiding("k1"), refund.OutcomeDeclined)
	if got.Class != refund.DeclinedInstrument || got.Reason == "" {
		s.Errorf("sent %+v", got)
	}
	s.wantDeclineFound(s.voiding("k1"), refund.DeclinedInstrument)
	s.wantVoided(0)
}

func pendingVoid(s *stage) {
	s.arrangeVoid(PendsThenSettles)
	s.send(s.voiding("k1"), refund.OutcomePending)
	s.lookUp(s.voiding("k1"), refund.OutcomePending)
	s.wantVoided(0)
	s.lookUp(s.voiding("k1"), refund.OutcomeSettled)
	s.wantVoided(1)
}

func voidFailsLate(s *stage) {
	s.arrangeVoid(FailsLate)
	s.settled(s.voiding("k1"))
	s.wantVoided(1)
	s.lookUp(s.voiding("k1"), refund.OutcomeFailed)
	s.wantVoided(0)
}

func oneKeyOneKind(s *stage) {
	s.settled(s.voiding("k1"))
	s.wantOtherBody(s.instruction("k1"))
	s.wantVoided(1)
	s.settled(s.instruction("k2"))
	s.wantOtherBody(s.voiding("k2"))
	s.wantMoved(4500, 1)
}

func voidWithAmount(s *stage) {
	in := s.voiding("k1")
	in.AmountMinor = 4500
	s.wantBad(in, refund.CodeMalformed)
	s.wantAbsent(s.voiding("k1"))
	s.wantVoided(0)
}

func unreachableVoid(s *stage) {
	got, err := s.Unreachable.Refund(s.Context(), s.voiding("k1"))
	if err != nil || got.Kind != refund.OutcomeNotSent || got.Reason == "" {
		s.Errorf("got %+v, %v; want NotSent with a reason", got, err)
	}
}
