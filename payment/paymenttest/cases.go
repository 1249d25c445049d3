package paymenttest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

func cases() []conformanceCase {
	return []conformanceCase{
		{"a refund settles and its key finds it", settlesOnce},
		{"the same key moves money once", sameKeyOnce},
		{"the same key at once moves money once", sameKeyAtOnce},
		{"two keys move money twice", twoKeys},
		{"the same key with another body moves nothing, and is a person's to clear", otherBody},
		{"what no provider can be asked is an error, and is not sent", badInstruction},
		{"an instruction the provider refuses is a decline of its class, and moves nothing", refusedInstruction},
		{"a key the provider has forgotten is absent, and not failed", forgottenKey},
		{"a key never sent is absent", absent},
		{"silence after moving is unknown, and the look-up finds the refund", silenceAfterMoving},
		{"silence before moving is unknown, then absent, and the same key settles", silenceBeforeMoving},
		{"every decline has its class and moves nothing", declines},
		{"a pending refund settles", pendsThenSettles},
		{"a pending refund fails", pendsThenFails},
		{"a settled refund fails late", failsLate},
		{"a refund that requires action stays so", staysAs(RequiresAction, refund.OutcomeRequiresAction)},
		{"an abnormal refund stays so", staysAs(IsAbnormal, refund.OutcomeAbnormal)},
		{"a rate limit is an error with its delay, and moves nothing", rateLimit},
		{"an unreachable provider was not sent anything", unreachableRefund},
		{"an unreachable provider's look-up is unknown, not absent", unreachableLookup},
		{"a call that was cancelled before it began was not sent", cancelledBefore},
		{"the terms are usable", terms},
	}
}

func settlesOnce(s *stage) {
	sent := s.send(instruction("k1"), refund.OutcomeSettled)
	found := s.lookUp(instruction("k1"), refund.OutcomeSettled)
	if sent.ProviderRefundID == "" || sent.ProviderRefundID != found.ProviderRefundID {
		s.Errorf("sent as %q, found as %q", sent.ProviderRefundID, found.ProviderRefundID)
	}
	s.wantMoved(4500, 1)
}

func sameKeyOnce(s *stage) {
	first := s.send(instruction("k1"), refund.OutcomeSettled)
	for range 3 {
		if again := s.send(instruction("k1"), refund.OutcomeSettled); again.ProviderRefundID != first.ProviderRefundID {
			s.Errorf("repeated as %q, first %q", again.ProviderRefundID, first.ProviderRefundID)
		}
	}
	s.wantMoved(4500, 1)
}

func sameKeyAtOnce(s *stage) {
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			got, err := s.Provider.Refund(s.Context(), instruction("k1"))
			if err != nil || got.Kind != refund.OutcomeSettled {
				s.Errorf("got %+v, %v", got, err)
			}
		})
	}
	group.Wait()
	s.wantMoved(4500, 1)
}

func twoKeys(s *stage) {
	s.send(instruction("k1"), refund.OutcomeSettled)
	s.send(instruction("k2"), refund.OutcomeSettled)
	s.wantMoved(9000, 2)
}

func otherBody(s *stage) {
	s.send(instruction("k1"), refund.OutcomeSettled)
	other := instruction("k1")
	other.AmountMinor = 4501
	s.wantOtherBody(other)
	s.wantMoved(4500, 1)
}

func refusedInstruction(s *stage) {
	s.arrange(RefusesInstruction)
	for range 2 {
		if got := s.send(instruction("k1"), refund.OutcomeDeclined); got.Class != refund.DeclinedInstruction || got.Reason == "" {
			s.Errorf("got %+v, want a refused instruction with the provider's word", got)
		}
	}
	s.wantMoved(0, 0)
	s.wantAbsent(instruction("k1"))
}

func forgottenKey(s *stage) {
	s.arrange(ForgetsKey)
	s.send(instruction("k1"), refund.OutcomeSettled)
	s.lookUp(instruction("k1"), refund.OutcomeSettled)
	s.PassTime(s.T)
	s.wantAbsent(instruction("k1"))
	s.wantMoved(4500, 1)
}

func badInstruction(s *stage) {
	zero, noKey := instruction("k1"), instruction("")
	zero.AmountMinor = 0
	s.wantBad(zero, refund.CodeNegativeAmount)
	s.wantBad(noKey, refund.CodeMissingField)
	s.wantMoved(0, 0)
}

func absent(s *stage) {
	s.send(instruction("k1"), refund.OutcomeSettled)
	s.wantAbsent(instruction("k2"))
}

func silenceAfterMoving(s *stage) {
	s.arrange(UnknownAfterMoving)
	s.send(instruction("k1"), refund.OutcomeUnknown)
	s.lookUp(instruction("k1"), refund.OutcomeSettled)
	s.send(instruction("k1"), refund.OutcomeSettled)
	s.wantMoved(4500, 1)
}

func silenceBeforeMoving(s *stage) {
	s.arrange(UnknownBeforeMoving)
	s.send(instruction("k1"), refund.OutcomeUnknown)
	s.wantAbsent(instruction("k1"))
	s.wantMoved(0, 0)
	s.send(instruction("k1"), refund.OutcomeSettled)
	s.wantMoved(4500, 1)
}

func declines(s *stage) {
	for _, c := range []struct {
		situation Situation
		key       string
		class     refund.DeclineClass
	}{
		{DeclinesInstrument, "k1", refund.DeclinedInstrument},
		{DeclinesBalance, "k2", refund.DeclinedBalance},
		{DeclinesDisputed, "k3", refund.DeclinedDisputed},
		{DeclinesExceeds, "k4", refund.DeclinedExceeds},
		{DeclinesOther, "k5", refund.DeclinedOther},
	} {
		s.arrange(c.situation)
		got := s.send(instruction(c.key), refund.OutcomeDeclined)
		found := s.lookUp(instruction(c.key), refund.OutcomeDeclined)
		if got.Class != c.class || found.Class != c.class || got.Reason == "" {
			s.Errorf("%s: sent %+v, found %+v", c.situation, got, found)
		}
	}
	s.wantMoved(0, 0)
}

func pendsThenSettles(s *stage) {
	s.arrange(PendsThenSettles)
	s.send(instruction("k1"), refund.OutcomePending)
	s.wantMoved(0, 0)
	s.lookUp(instruction("k1"), refund.OutcomePending)
	s.lookUp(instruction("k1"), refund.OutcomeSettled)
	s.wantMoved(4500, 1)
}

func pendsThenFails(s *stage) {
	s.arrange(PendsThenFails)
	s.send(instruction("k1"), refund.OutcomePending)
	s.lookUp(instruction("k1"), refund.OutcomePending)
	s.lookUp(instruction("k1"), refund.OutcomeFailed)
	s.wantMoved(0, 0)
}

func failsLate(s *stage) {
	s.arrange(FailsLate)
	s.send(instruction("k1"), refund.OutcomeSettled)
	s.wantMoved(4500, 1)
	s.lookUp(instruction("k1"), refund.OutcomeFailed)
	s.wantMoved(0, 1)
}

func staysAs(situation Situation, kind refund.OutcomeKind) func(s *stage) {
	return func(s *stage) {
		s.arrange(situation)
		s.send(instruction("k1"), kind)
		s.lookUp(instruction("k1"), kind)
		s.wantMoved(0, 0)
	}
}

func rateLimit(s *stage) {
	s.arrange(IsRateLimited)
	_, err := s.Provider.Refund(s.Context(), instruction("k1"))
	var limited payment.RateLimited
	if !errors.As(err, &limited) || limited.RetryAfter != 2*time.Second {
		s.Fatalf("got %v, want a rate limit of 2s", err)
	}
	s.wantMoved(0, 0)
	s.send(instruction("k1"), refund.OutcomeSettled)
	s.wantMoved(4500, 1)
}

func unreachableRefund(s *stage) {
	got, err := s.Unreachable.Refund(s.Context(), instruction("k1"))
	if err != nil || got.Kind != refund.OutcomeNotSent || got.Reason == "" {
		s.Errorf("got %+v, %v; want NotSent with a reason", got, err)
	}
}

func unreachableLookup(s *stage) {
	got, err := s.Unreachable.Lookup(s.Context(), instruction("k1"))
	if err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
		s.Errorf("got %+v, %v; want Unknown", got, err)
	}
}

func cancelledBefore(s *stage) {
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	got, err := s.Provider.Refund(ctx, instruction("k1"))
	if err != nil || got.Kind != refund.OutcomeNotSent {
		s.Errorf("got %+v, %v; want NotSent", got, err)
	}
	s.wantAbsent(instruction("k1"))
}

func terms(s *stage) {
	t := s.Provider.Terms()
	if t.CallTimeout <= 0 || t.SettlingDelay < 0 || len(t.LookupDelays) == 0 || t.UsualAnswer < 0 {
		s.Errorf("got %+v", t)
	}
}
