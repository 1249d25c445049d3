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
		{name: "a refund settles and its key finds it", run: settlesOnce},
		{name: "the same key moves money once", run: sameKeyOnce},
		{name: "the same key at once moves money once", run: sameKeyAtOnce},
		{name: "two keys move money twice", run: twoKeys},
		{name: "the same key with another body moves nothing, and is a person's to clear", run: otherBody},
		{name: "what no provider can be asked is an error, and is not sent", run: badInstruction},
		{name: "an instruction the provider refuses is a decline of its class, and moves nothing", run: refusedInstruction, needs: []Situation{RefusesInstruction}},
		{name: "a key the provider has forgotten is absent, and not failed", run: forgottenKey, needs: []Situation{ForgetsKey}},
		{name: "a key never sent is absent", run: absent},
		{name: "silence after moving is unknown, and the look-up finds the refund", run: silenceAfterMoving, needs: []Situation{UnknownAfterMoving}},
		{name: "silence before moving is unknown, then absent, and the same key settles", run: silenceBeforeMoving, needs: []Situation{UnknownBeforeMoving}},
		{name: "every decline has its class and moves nothing", run: declines},
		{name: "a pending refund settles", run: pendsThenSettles, needs: []Situation{PendsThenSettles}},
		{name: "a pending refund fails", run: pendsThenFails, needs: []Situation{PendsThenFails}},
		{name: "a settled refund fails late", run: failsLate, needs: []Situation{FailsLate}},
		{name: "a refund that requires action stays so", run: staysAs(RequiresAction, refund.OutcomeRequiresAction), needs: []Situation{RequiresAction}},
		{name: "an abnormal refund stays so", run: staysAs(IsAbnormal, refund.OutcomeAbnormal), needs: []Situation{IsAbnormal}},
		{name: "a rate limit is an error with its delay, and moves nothing", run: rateLimit, needs: []Situation{IsRateLimited}},
		{name: "an unreachable provider was not sent anything", run: unreachableRefund},
		{name: "an unreachable provider's look-up is unknown, not absent", run: unreachableLookup},
		{name: "a call that was cancelled before it began was not sent", run: cancelledBefore},
		{name: "the terms are usable", run: terms},
	}
}

func settlesOnce(s *stage) {
	sent := s.settled(s.instruction("k1"))
	found := s.lookUp(s.instruction("k1"), refund.OutcomeSettled)
	if sent.ProviderRefundID == "" || sent.ProviderRefundID != found.ProviderRefundID {
		s.Errorf("sent as %q, found as %q", sent.ProviderRefundID, found.ProviderRefundID)
	}
	s.wantMoved(4500, 1)
}

func sameKeyOnce(s *stage) {
	first := s.settled(s.instruction("k1"))
	for range 3 {
		if again := s.again(s.instruction("k1")); again.ProviderRefundID != first.ProviderRefundID {
			s.Errorf("repeated as %q, first %q", again.ProviderRefundID, first.ProviderRefundID)
		}
	}
	s.wantMoved(4500, 1)
}

func sameKeyAtOnce(s *stage) {
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			got, err := s.Provider.Refund(s.Context(), s.instruction("k1"))
			if err != nil || got.Kind != s.firstKind() {
				s.Errorf("got %+v, %v", got, err)
			}
		})
	}
	group.Wait()
	s.lookUp(s.instruction("k1"), refund.OutcomeSettled)
	s.wantMoved(4500, 1)
}

func twoKeys(s *stage) {
	s.settled(s.instruction("k1"))
	s.settled(s.instruction("k2"))
	s.wantMoved(9000, 2)
}

func otherBody(s *stage) {
	s.settled(s.instruction("k1"))
	other := s.instruction("k1")
	other.AmountMinor = 4501
	s.wantOtherBody(other)
	s.wantMoved(4500, 1)
}

func refusedInstruction(s *stage) {
	s.arrange(RefusesInstruction)
	for range 2 {
		if got := s.send(s.instruction("k1"), refund.OutcomeDeclined); got.Class != refund.DeclinedInstruction || got.Reason == "" {
			s.Errorf("got %+v, want a refused instruction with the provider's word", got)
		}
	}
	s.wantMoved(0, 0)
	s.wantAbsent(s.instruction("k1"))
}

func forgottenKey(s *stage) {
	s.arrange(ForgetsKey)
	s.settled(s.instruction("k1"))
	s.lookUp(s.instruction("k1"), refund.OutcomeSettled)
	s.PassTime(s.T)
	if s.Traits.FindsForgotten {
		s.lookUp(s.instruction("k1"), refund.OutcomeSettled)
	} else {
		s.wantAbsent(s.instruction("k1"))
	}
	s.wantMoved(4500, 1)
}

func badInstruction(s *stage) {
	zero, noKey := s.instruction("k1"), s.instruction("")
	zero.AmountMinor = 0
	s.wantBad(zero, refund.CodeNegativeAmount)
	s.wantBad(noKey, refund.CodeMissingField)
	s.wantMoved(0, 0)
}

func absent(s *stage) {
	s.settled(s.instruction("k1"))
	s.wantAbsent(s.instruction("k2"))
}

func silenceAfterMoving(s *stage) {
	s.arrange(UnknownAfterMoving)
	s.send(s.instruction("k1"), refund.OutcomeUnknown)
	s.lookUp(s.instruction("k1"), refund.OutcomeSettled)
	s.again(s.instruction("k1"))
	s.wantMoved(4500, 1)
}

func silenceBeforeMoving(s *stage) {
	s.arrange(UnknownBeforeMoving)
	s.send(s.instruction("k1"), refund.OutcomeUnknown)
	s.wantAbsent(s.instruction("k1"))
	s.wantMoved(0, 0)
	s.settled(s.instruction("k1"))
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
		if _, lacks := s.Traits.Lacks[c.situation]; lacks {
			continue
		}
		s.arrange(c.situation)
		got := s.send(s.instruction(c.key), refund.OutcomeDeclined)
		if got.Class != c.class || got.Reason == "" {
			s.Errorf("%s: sent %+v", c.situation, got)
		}
		s.wantDeclineFound(s.instruction(c.key), c.class)
	}
	s.wantMoved(0, 0)
}

// wantDeclineFound looks a declined key up: it is found with its class, or the provider kept nothing of it.
func (s *stage) wantDeclineFound(in payment.Instruction, class refund.DeclineClass) {
	s.Helper()
	if s.Traits.ForgetsDeclines {
		s.wantAbsent(in)
	} else if found := s.lookUp(in, refund.OutcomeDeclined); found.Class != class {
		s.Errorf("found %+v, want class %s", found, class)
	}
}

func pendsThenSettles(s *stage) {
	s.arrange(PendsThenSettles)
	s.send(s.instruction("k1"), refund.OutcomePending)
	s.wantMoved(0, 0)
	s.lookUp(s.instruction("k1"), refund.OutcomePending)
	s.lookUp(s.instruction("k1"), refund.OutcomeSettled)
	s.wantMoved(4500, 1)
}

func pendsThenFails(s *stage) {
	s.arrange(PendsThenFails)
	s.send(s.instruction("k1"), refund.OutcomePending)
	s.lookUp(s.instruction("k1"), refund.OutcomePending)
	s.lookUp(s.instruction("k1"), refund.OutcomeFailed)
	s.wantMoved(0, 0)
}

func failsLate(s *stage) {
	s.arrange(FailsLate)
	s.settled(s.instruction("k1"))
	s.wantMoved(4500, 1)
	s.lookUp(s.instruction("k1"), refund.OutcomeFailed)
	s.wantMoved(0, 1)
}

func staysAs(situation Situation, kind refund.OutcomeKind) func(s *stage) {
	return func(s *stage) {
		s.arrange(situation)
		s.send(s.instruction("k1"), kind)
		s.lookUp(s.instruction("k1"), kind)
		s.wantMoved(0, 0)
	}
}

func rateLimit(s *stage) {
	s.arrange(IsRateLimited)
	_, err := s.Provider.Refund(s.Context(), s.instruction("k1"))
	var limited payment.RateLimited
	if !errors.As(err, &limited) || limited.RetryAfter != 2*time.Second {
		s.Fatalf("got %v, want a rate limit of 2s", err)
	}
	s.wantMoved(0, 0)
	s.settled(s.instruction("k1"))
	s.wantMoved(4500, 1)
}

func unreachableRefund(s *stage) {
	got, err := s.Unreachable.Refund(s.Context(), s.instruction("k1"))
	if err != nil || got.Kind != refund.OutcomeNotSent || got.Reason == "" {
		s.Errorf("got %+v, %v; want NotSent with a reason", got, err)
	}
}

func unreachableLookup(s *stage) {
	got, err := s.Unreachable.Lookup(s.Context(), s.instruction("k1"))
	if err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
		s.Errorf("got %+v, %v; want Unknown", got, err)
	}
}

func cancelledBefore(s *stage) {
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	got, err := s.Provider.Refund(ctx, s.instruction("k1"))
	if err != nil || got.Kind != refund.OutcomeNotSent {
		s.Errorf("got %+v, %v; want NotSent", got, err)
	}
	s.wantAbsent(s.instruction("k1"))
}

func terms(s *stage) {
	t := s.Provider.Terms()
	if t.CallTimeout <= 0 || t.SettlingDelay < 0 || len(t.LookupDelays) == 0 || t.UsualAnswer < 0 {
		s.Errorf("got %+v", t)
	}
}
