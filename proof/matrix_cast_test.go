package proof_test

import (
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// role is a provider's place in the matrix.
type role struct {
	// title is its name for people, name as payments name it.
	title, name string
	act         func(s *stage) *actor
	// gone are the situations that it has none of, each with the reason.
	gone map[paymenttest.Situation]string
}

// cast are the providers, in the page's sequence.
func cast() []role {
	return []role{stripeRole(), payPalRole(), adyenRole(), weChatRole(), alipayRole(), storedRole(), simulatorRole()}
}

// lacks is why a provider has no such situation; empty: it has.
func (r role) lacks(of situation) string {
	for _, need := range of.needs {
		if why := r.gone[need]; why != "" {
			return why
		}
	}
	return ""
}

// The situations that the conformance suite has no name for.
const (
	notifies       paymenttest.Situation = "tells what happened without being asked"
	signs          paymenttest.Situation = "signs what it tells"
	succeedsLate   paymenttest.Situation = "has failed, and pays after all"
	isDisputed     paymenttest.Situation = "has payments that are disputed"
	refundsAlone   paymenttest.Situation = "makes refunds that nobody asked makegood for"
	balanceIsShort paymenttest.Situation = "takes a refund from a balance that may be short"
	expires        paymenttest.Situation = "has authorisations that end by themselves"
	hasWire        paymenttest.Situation = "is asked over a network"
)

// actor is a provider in a cell: its adapter, and the stand-in that it is asked of.
type actor struct {
	provider payment.Provider
	// front is on the way to the stand-in; nil: there is no way.
	front    *front
	receiver payment.Receiver
	// account and reference name the payment; authorisation names one that was not captured, captures what was captured of
	// it in part, where the provider refunds captures.
	account, reference, authorisation string
	captures                          []string
	kind                              refund.PaymentKind

	arrange func(paymenttest.Situation)
	// moved is what went out for the payment by the provider's own book; voids are those that stand.
	moved func() (minor int64, count int)
	voids func() int
	// step lets the provider's truth go on without being asked.
	step func()
	// notifications are those of all that happened to the payment, signed; records what a payment service in front says
	// of it instead. The one or the other is nil, or both are.
	notifications func() []paymenttest.Notification
	records       func() []record
	dispute       func(refund.DisputeStage)
	outside       func(minor int64)
	passTime      func()
	// paysAfterAll has a refund that failed be paid.
	paysAfterAll func()
	// forgetsAfter is for how long the provider tells a repeated key apart; 0: for good.
	forgetsAfter time.Duration
	// expire ends an authorisation by itself; captured says what was captured of one.
	expire   func()
	captured func(authorisedMinor, capturedMinor int64)
	// toldOnly: nobody who asks is told.
	toldOnly bool
}

// inHaste are a provider's terms, but for how long a call is waited for.
func inHaste(terms payment.Terms, callMax time.Duration) *payment.Terms {
	terms.CallTimeout = callMax
	return &terms
}

// callMax is how long a call is waited for. Those that sign with RSA need longer on a busy machine.
const (
	callMax       = 1500 * time.Millisecond
	signedCallMax = 3 * time.Second
)
