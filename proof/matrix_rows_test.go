package proof_test

import (
	"net/http"
	"slices"
	"time"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

const day = 24 * time.Hour

// playForgottenKey: what only tells has its webhooks lost meanwhile too.
func playForgottenKey(s *stage) {
	s.arrange(paymenttest.ForgetsKey)
	s.front.leavesAfterTheNext()
	s.curtain = s.forgetsAfter + 4*day
	acts := []act{
		{time.Hour, func(s *stage) { s.step() }},
		{s.forgetsAfter, func(s *stage) { s.passTime() }},
		{s.forgetsAfter + day, func(s *stage) { s.front.comesBack() }},
	}
	if s.toldOnly {
		acts = append(acts, act{s.forgetsAfter + 2*day, (*stage).tell})
	}
	s.run(s.request, acts...)
}

func webhookRows() []situation {
	tells := []paymenttest.Situation{notifies}
	return []situation{
		{
			name: "duplicate webhook", says: "The money has moved, and nobody answers; what the provider tells of it comes three times, and once more when all is over.",
			needs: tells, play: playDuplicates, holds: isPaid,
		},
		{
			name: "webhook before the response", says: "What the provider tells is booked while its answer is still on its way.",
			needs: []paymenttest.Situation{notifies, hasWire}, play: playWebhookFirst, holds: isPaid,
		},
		{
			name: "forged webhook", says: "A notification that was changed, and one without a signature, come after the refund is paid. Both are refused with 401, and nothing is stored.",
			needs: []paymenttest.Situation{notifies, signs}, play: playForgery, holds: isPaid,
		},
	}
}

func playDuplicates(s *stage) {
	s.arrange(paymenttest.UnknownAfterMoving)
	again := act{time.Second, func(s *stage) {
		for range 3 {
			s.goOn()
		}
	}}
	s.playOut(again, act{time.Hour, (*stage).goOn})
	s.tell()
}

func playWebhookFirst(s *stage) {
	s.front.happensBeforeTheAnswer(s.goOn)
	s.playOut()
}

func playForgery(s *stage) {
	s.playOut()
	all := s.notifications()
	if len(all) == 0 {
		s.Fatal("nothing was notified that could be forged")
	}
	genuine := all[len(all)-1]
	changed := slices.Clone(genuine.Body)
	changed[len(changed)/2] ^= 1
	unsigned := s.unsigned(genuine)
	before := s.outcome()
	for name, forged := range map[string]paymenttest.Notification{"changed": {Header: genuine.Header, Body: changed}, "unsigned": unsigned} {
		if status := s.intake.post(forged); status != http.StatusUnauthorized {
			s.Errorf("the %s notification was answered with %d", name, status)
		}
	}
	s.intake.settle()
	if after := s.outcome(); after != before {
		s.Errorf("before the forgeries %+v, after them %+v", before, after)
	}
}

// unsigned is a notification without what its provider signs it with: headers, or a field of its body.
func (s *stage) unsigned(n paymenttest.Notification) paymenttest.Notification {
	return paymenttest.Notification{Header: http.Header{}, Body: withoutSignature(n.Body)}
}

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
		{name: "captured in part", says: "Of 90.00 that were authorised for two pieces 45.00 were captured, at PayPal by two captures; both pieces are given up.", needs: held, play: func(s *stage) {
			s.capturedInPart()
			s.playOut()
		}, holds: isRefundedOnce},
	}
}
