package proof_test

import (
	"time"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

func lateRows() []situation {
	return []situation{
		{
			name: "late failure", says: "A refund that was paid, and told, comes back a day later. A correction begins, which a person leads on.",
			needs: []paymenttest.Situation{paymenttest.FailsLate, notifies}, play: playLateFailure, holds: isCorrected,
		},
		{
			name: "late success", says: "A refund fails, and is paid after all, before anybody has acted.",
			needs: []paymenttest.Situation{succeedsLate, notifies}, play: playLateSuccess, holds: isPaid,
		},
		{
			name: "late success after a substitute", says: "A refund fails, a person gives store credit in its place, and then it is paid after all: the customer has both, and the payment is stopped.",
			needs: []paymenttest.Situation{succeedsLate, notifies}, play: playLateSuccessAfterSubstitute, holds: isPaidTwice,
		},
		{
			name: "outside refund", says: "Somebody refunds 12.00 in the provider's dashboard before ours is sent.",
			needs: []paymenttest.Situation{refundsAlone, notifies}, play: playOutside, holds: isNotPaidToo,
		},
	}
}

func playLateFailure(s *stage) {
	s.arrange(paymenttest.FailsLate)
	s.playOut()
	if !s.ended || s.standing().Status != refund.StatusRefunded {
		s.Fatalf("it had not been paid: %s", s.standing().Status)
	}
	s.tell()
	s.later(day)
	s.goOn()
	for _, in := range s.intake.begun() {
		s.run(in)
	}
}

func playLateSuccess(s *stage) {
	s.arrange(succeedsLate)
	s.playOut(act{30 * time.Hour, (*stage).payAfterAll})
}

func playLateSuccessAfterSubstitute(s *stage) {
	s.arrange(succeedsLate)
	s.playOut(resolve(26*time.Hour, refund.ResolvePayAnotherWay, string(refund.ViaStoreCredit)))
	s.later(day)
	s.payAfterAll()
	for _, in := range s.intake.begun() {
		s.run(in)
	}
}

// payAfterAll is told: nobody asks any more.
func (s *stage) payAfterAll() {
	s.paysAfterAll()
	s.tell()
}

// playOutside: the refund is on its way to the gate when it is heard of.
func playOutside(s *stage) {
	const minor = 1200
	s.gate.happensBeforeTheGate(func() {
		s.outside(minor)
		s.elsewhere, s.elsewhereMinor = 1, minor
		s.tell()
	})
	s.playOut()
}
