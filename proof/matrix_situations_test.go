package proof_test

import (
	"slices"
	"time"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// situation is a row of the matrix.
type situation struct {
	name, says string
	needs      []paymenttest.Situation
	play       func(s *stage)
	// holds is what the row has to come to, beside the promises; nil: the page alone says it.
	holds func(s *stage)
}

// situations are the rows, in the page's sequence.
func situations() []situation {
	return slices.Concat(answers(), silences(), webhookRows(), lateRows(), disputeRows(), authorisationRows())
}

// arranged is a row in which the provider treats the refund so, and nothing else happens.
func arranged(name, says string, of paymenttest.Situation) situation {
	return situation{name: name, says: says, needs: []paymenttest.Situation{of}, play: func(s *stage) {
		s.arrange(of)
		s.playOut()
	}}
}

// playOut plays the refund's story. A provider that only tells has told an hour later, and a day later again.
func (s *stage) playOut(acts ...act) {
	if s.toldOnly {
		acts = append(acts, act{time.Hour, (*stage).goOn}, act{24 * time.Hour, (*stage).goOn})
	}
	s.run(s.request, acts...)
}

// goOn lets the provider's truth go on, and it tells of it.
func (s *stage) goOn() {
	s.step()
	s.tell()
}

// tell sends all that the provider has to tell of the payment so far, or what a payment service in front says of it.
func (s *stage) tell() {
	if s.notifications != nil {
		for _, n := range s.notifications() {
			if status := s.intake.post(n); status >= 300 {
				s.Errorf("a notification was answered with %d", status)
			}
		}
	}
	if s.records != nil {
		for _, r := range s.records() {
			s.intake.read(r)
		}
	}
	s.intake.settle()
}

// isDisputed brings a dispute of the whole payment to a stage, and it is told.
func (s *stage) isDisputed(stage refund.DisputeStage) {
	if s.dispute != nil {
		s.dispute(stage)
		s.tell()
		return
	}
	s.intake.read(record{topic: event.DisputeTopic, kind: event.DisputeType, fields: map[string]any{
		"dispute_id": "dp_1", "stage": string(stage), "amount_minor": paidMinor, "reason": "fraudulent",
	}})
	s.intake.settle()
}

// resolve is ann's word about a refund that needs a person.
func resolve(after time.Duration, action refund.ResolveAction, via string) act {
	return act{after, func(s *stage) {
		s.env.Load().SignalWorkflow(string(refund.ActResolve), refund.Resolution{ResolutionID: refund.DecisionID("r-" + string(action)), Action: action, By: "ann", Via: via})
	}}
}

func answers() []situation {
	success := arranged("success", "The provider pays.", "")
	success.needs, success.play, success.holds = nil, func(s *stage) { s.playOut() }, isPaid
	rows := []situation{success}
	for _, class := range []struct {
		of   paymenttest.Situation
		says string
	}{
		{paymenttest.DeclinesInstrument, "The instrument takes nothing, ever."},
		{paymenttest.DeclinesBalance, "The merchant's balance is too low, the first time it is asked."},
		{paymenttest.DeclinesDisputed, "The payment is disputed, and we had not heard of it."},
		{paymenttest.DeclinesExceeds, "It is more than the provider will refund: our books are wrong."},
		{paymenttest.DeclinesOther, "Any other no."},
	} {
		row := arranged(string(class.of), class.says, class.of)
		row.holds = movesNothing
		if class.of == paymenttest.DeclinesBalance { // it is waited for, and asked again under another key
			row.holds = isPaid
		}
		rows = append(rows, row)
	}
	short := situation{
		name: "balance short, and filled up", says: "Where the answer says so, it is tried again by itself; where it is told later and without a class, at Adyen, a person tries again a day later.",
		needs: []paymenttest.Situation{balanceIsShort}, play: playShortBalance, holds: isPaid,
	}
	bad := arranged("bad request", "The provider refuses the instruction itself, every time it is asked.", paymenttest.RefusesInstruction)
	bad.holds = movesNothing
	limited := arranged("429", "The provider asks for patience, once.", paymenttest.IsRateLimited)
	coupon := arranged("coupon split", "Of 45.00 the provider's own coupon had paid 5.00, and takes it back.", paymenttest.SplitsCoupon)
	limited.holds, coupon.holds = isPaid, isPaid
	return append(rows, short, bad, limited, coupon)
}

// playShortBalance: at Adyen it is told later, as a refund that failed.
func playShortBalance(s *stage) {
	if !s.toldOnly {
		s.arrange(paymenttest.DeclinesBalance)
		s.playOut()
		return
	}
	s.arrange(paymenttest.PendsThenFails)
	s.playOut(resolve(26*time.Hour, refund.ResolveRetry, ""), act{2 * time.Hour, (*stage).goOn}, act{27 * time.Hour, (*stage).goOn})
}

func silences() []situation {
	rows := []situation{
		arranged("timeout before", "The request is lost: nothing has moved, and nobody answers.", paymenttest.UnknownBeforeMoving),
		arranged("timeout after", "The money has moved, and nobody answers.", paymenttest.UnknownAfterMoving),
		arranged("5xx before", "Nothing has moved, and the answer is an error of the provider's own.", paymenttest.ErrorBeforeMoving),
		arranged("5xx after", "The money has moved, and the answer is an error of the provider's own.", paymenttest.ErrorAfterMoving),
		arranged("malformed body", "The money has moved, and the answer is no answer.", paymenttest.GarbageAfterMoving),
		arranged("slow beyond the deadline", "The money has moved, and the answer comes when nobody listens any more.", paymenttest.SlowAfterMoving),
	}
	for i := range rows {
		rows[i].holds = isPaid
	}
	stored := arranged("stored 5xx", "The provider keeps an error under the key, and repeats it for ever.", paymenttest.StoredError)
	stored.holds = movesNothing
	forgotten := situation{
		name: "key forgotten", says: "The money has moved, and nobody answers; then the provider is away until it has forgotten the key, and a day longer: a day at Stripe and the simulator, 45 days at PayPal, a week at Adyen.",
		needs: []paymenttest.Situation{paymenttest.ForgetsKey}, play: playForgottenKey,
	}
	return append(rows, stored, forgotten)
}
