package paymenttest

import (
	"github.com/makegood/makegood/refund"
)

// wireCases are answers that say nothing, in every form: what was asked may have moved, so it is looked up.
func wireCases() []conformanceCase {
	return []conformanceCase{
		{name: "a 5xx after moving is unknown, and the look-up finds the refund", run: saysNothingAfterMoving(ErrorAfterMoving), needs: []Situation{ErrorAfterMoving}},
		{name: "a 5xx before moving is unknown, then absent, and the same key settles", run: saysNothingBeforeMoving, needs: []Situation{ErrorBeforeMoving}},
		{name: "a stored 5xx is unknown for ever, absent, and moves nothing", run: storedError, needs: []Situation{StoredError}},
		{name: "what is no answer is unknown, and the look-up finds the refund", run: saysNothingAfterMoving(GarbageAfterMoving), needs: []Situation{GarbageAfterMoving}},
		{name: "an answer after the deadline is unknown, and the look-up finds the refund", run: saysNothingAfterMoving(SlowAfterMoving), needs: []Situation{SlowAfterMoving}},
		{name: "of a coupon of the provider's own the payer gets less, and so does the account pay", run: splitsCoupon, needs: []Situation{SplitsCoupon}},
	}
}

func saysNothingAfterMoving(situation Situation) func(s *stage) {
	return func(s *stage) {
		s.arrange(situation)
		s.send(s.instruction("k1"), refund.OutcomeUnknown)
		s.lookUp(s.instruction("k1"), refund.OutcomeSettled)
		s.again(s.instruction("k1"))
		s.wantMoved(4500, 1)
	}
}

func saysNothingBeforeMoving(s *stage) {
	s.arrange(ErrorBeforeMoving)
	s.send(s.instruction("k1"), refund.OutcomeUnknown)
	s.wantAbsent(s.instruction("k1"))
	s.wantMoved(0, 0)
	s.settled(s.instruction("k1"))
	s.wantMoved(4500, 1)
}

func storedError(s *stage) {
	s.arrange(StoredError)
	for range 3 {
		s.send(s.instruction("k1"), refund.OutcomeUnknown)
		s.wantAbsent(s.instruction("k1"))
	}
	s.wantMoved(0, 0)
}

func splitsCoupon(s *stage) {
	s.arrange(SplitsCoupon)
	s.settled(s.instruction("k1"))
	got := s.lookUp(s.instruction("k1"), refund.OutcomeSettled)
	if got.PayerMinor == nil || *got.PayerMinor != 4000 || got.Settlement == nil || got.Settlement.AmountMinor != 4000 {
		s.Errorf("got %+v, want 4000 for the payer and from the account", got)
	}
}
