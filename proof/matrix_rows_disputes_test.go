package proof_test

import (
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

func disputeRows() []situation {
	const heard = "The customer's bank opens a dispute of 45.00 before the refund is sent"
	needs := []paymenttest.Situation{isDisputed}
	return []situation{
		{name: "dispute opened", says: heard + ".", needs: needs, play: func(s *stage) { s.disputed() }, holds: movesNothing},
		{name: "dispute won", says: heard + ", and the merchant wins it a day later.", needs: needs, play: func(s *stage) {
			s.disputed(act{day, func(s *stage) { s.isDisputed(refund.DisputeWon) }})
		}, holds: isPaid},
		{name: "dispute lost", says: heard + ", and the merchant loses it a day later.", needs: needs, play: func(s *stage) {
			s.disputed(act{day, func(s *stage) { s.isDisputed(refund.DisputeLost) }})
		}, holds: movesNothing},
		{
			name: "dispute lost after the refund", says: "The refund is paid; then the bank takes the money too, and keeps it: the customer has both.",
			needs: needs, play: playBothHappened, holds: isPaid,
		},
	}
}

// disputed: the refund is on its way to the gate when the dispute is heard of.
func (s *stage) disputed(acts ...act) {
	s.gate.happensBeforeTheGate(func() { s.isDisputed(refund.DisputeOpened) })
	if s.toldOnly {
		acts = append(acts, act{2 * day, (*stage).goOn})
	}
	s.playOut(acts...)
}

func playBothHappened(s *stage) {
	s.playOut()
	for _, stage := range []refund.DisputeStage{refund.DisputeOpened, refund.DisputeLost} {
		s.later(day)
		s.isDisputed(stage)
	}
}

func authorisationRows() []situation {
	held := []paymenttest.Situation{paymenttest.Voids}
	return []situation{
		{name: "authorisation cancelled", says: "Nothing was captured: the authorisation is voided, and no money moves.", needs: held, play: func(s *stage) {
			s.onlyAuthorised()
			s.playOut()
		}, holds: isVoided},
		{
			name: "authorisation expired", says: "Nothing was captured, and the authorisation has ended by itself before it is voided.",
			needs: []paymenttest.Situation{paymenttest.Voids, expires}, play: func(s *stage) {
				s.onlyAuthorised()
				s.expire()
				s.playOut()
			}, holds: movesNothing,
		},
		{
			name: "captured before it is cancelled", says: "Nothing was captured by our books: at the provider the whole was, a moment before it is voided.",
			needs: held, play: func(s *stage) {
				s.onlyAuthorised()
				s.captured(paidMinor, paidMinor)
				s.playOut()
			}, holds: aPersonLooks,
		},
		{name: "captured in part", says: "Of 90.00 that were authorised for two pieces 45.00 were captured, at PayPal by a capture with an id of its own; both pieces are given up.", needs: held, play: func(s *stage) {
			s.capturedInPart()
			s.playOut()
		}, holds: isRefundedOnce},
	}
}
