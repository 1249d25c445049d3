package proof_test

import (
	"net/http"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/paypal"
	"github.com/makegood/makegood/payment/paypal/paypaltest"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/refund"
)

// onAFake is what the stand-ins on a paymenttest.Fake have in common; their clock is the story's.
func onAFake(s *stage, fake *paymenttest.Fake, a actor) *actor {
	fake.SetClock(s.now)
	a.forgetsAfter = a.provider.(payment.Described).Limits().KeyLifetime
	a.arrange = func(of paymenttest.Situation) { fake.Script(a.reference, answersTo(of)...) }
	a.moved = func() (minor int64, count int) {
		for _, m := range fake.Movements() {
			minor += m.AmountMinor
			if m.AmountMinor > 0 {
				count++
			}
		}
		return minor, count
	}
	a.voids = func() int { return fake.Voided(a.authorisation) }
	a.step = func() { fake.Step(a.reference) }
	a.outside = func(minor int64) { fake.Outside(a.reference, minor, "CNY") }
	a.passTime = fake.PassTime
	a.paysAfterAll = func() { fake.Become(a.reference, refund.Outcome{Kind: refund.OutcomeSettled}) }
	return &a
}

// answersTo is paymenttest.AnswersTo with the matrix' own situations.
func answersTo(of paymenttest.Situation) []paymenttest.Answer {
	// The suite knows the others.
	//
	//exhaustive:ignore
	switch of {
	case succeedsLate:
		return []paymenttest.Answer{paymenttest.PendingThen(refund.Outcome{Kind: refund.OutcomeFailed, Reason: "account closed"}, 1)}
	case paymenttest.ForgetsKey:
		return []paymenttest.Answer{paymenttest.AndForgets(paymenttest.SilentAfterMoving())}
	}
	return paymenttest.AnswersTo(of)
}

func stripeRole() role {
	return role{title: "Stripe", name: "stripe", act: actStripe, gone: map[paymenttest.Situation]string{
		paymenttest.SplitsCoupon: "Stripe has no coupons of its own in a payment",
	}}
}

func actStripe(s *stage) *actor {
	server := stripetest.New(s.T)
	line := newFront(s.T, server.URL)
	adapter, err := stripe.New(stripe.Config{
		BaseURL: line.url, Secret: func() (string, error) { return stripetest.Key, nil }, Terms: inHaste(stripe.DefaultTerms(), callMax),
	})
	s.must(err)
	a := onAFake(s, server.Fake, actor{
		provider: adapter, front: line, account: "", reference: "pi_1", authorisation: "pi_1", kind: refund.PaymentCard,
		receiver: stripe.Receiver{Name: "stripe", Secrets: func() ([]string, error) { return []string{stripetest.Secret}, nil }},
	})
	a.notifications = func() []paymenttest.Notification { return server.Notifications(s.T, a.reference) }
	a.dispute = func(stage refund.DisputeStage) { server.Dispute(s.T, a.reference, stage) }
	a.expire = func() { server.Expire(a.authorisation) }
	a.captured = func(_, capturedMinor int64) { server.Captured(a.authorisation, capturedMinor) }
	return a
}

func payPalRole() role {
	return role{title: "PayPal", name: "paypal", act: actPayPal, gone: map[paymenttest.Situation]string{
		paymenttest.SplitsCoupon: "PayPal refunds the payer in full, whoever paid an incentive",
	}}
}

func actPayPal(s *stage) *actor {
	server := paypaltest.New(s.T)
	server.Currency = "CNY"
	line := newFront(s.T, server.URL)
	adapter, err := paypal.New(paypal.Config{BaseURL: line.url, Terms: inHaste(paypal.DefaultTerms(), callMax), Credentials: func() (paypal.Credentials, error) {
		return paypal.Credentials{ClientID: paypaltest.ClientID, Secret: paypaltest.Secret}, nil
	}})
	s.must(err)
	receiver, err := paypal.NewReceiver(paypal.ReceiverConfig{
		Name: "paypal", HTTPClient: &http.Client{Transport: server.Certificates()}, WebhookIDs: func() ([]string, error) { return []string{paypaltest.WebhookID}, nil },
	})
	s.must(err)
	a := onAFake(s, server.Fake, actor{
		provider: adapter, front: line, receiver: receiver, reference: "2GG279541U471931P", authorisation: "0VF52814937998046",
		captures: []string{"2GG279541U471931P"}, kind: refund.PaymentWallet,
	})
	a.notifications = func() []paymenttest.Notification { return server.Notifications(s.T, a.reference) }
	a.dispute = func(stage refund.DisputeStage) { server.Dispute(s.T, a.reference, stage) }
	a.expire = func() { server.Expire(a.authorisation) }
	a.captured = func(authorisedMinor, capturedMinor int64) {
		if capturedMinor == authorisedMinor {
			server.Captured(a.authorisation)
		}
	}
	return a
}

func adyenRole() role {
	const later = "Adyen receives what it may refuse, and notifies that it failed"
	return role{title: "Adyen", name: "adyen", act: actAdyen, gone: map[paymenttest.Situation]string{
		paymenttest.DeclinesInstrument: later, paymenttest.DeclinesBalance: later, paymenttest.DeclinesDisputed: later,
		paymenttest.DeclinesExceeds: later, paymenttest.DeclinesOther: later,
		paymenttest.SplitsCoupon: "Adyen has no coupons of its own in a payment",
	}}
}

func actAdyen(s *stage) *actor {
	server := adyentest.New(s.T)
	server.Currency = "CNY"
	line := newFront(s.T, server.URL)
	adapter, err := adyen.New(adyen.Config{
		BaseURL: line.url, Key: func() (string, error) { return adyentest.Key, nil }, Terms: inHaste(adyen.DefaultTerms(), callMax),
	})
	s.must(err)
	a := onAFake(s, server.Fake, actor{
		provider: adapter, front: line, account: adyentest.Account, reference: "VK9DRSLLRCQ2WN82", authorisation: "VK9DRSLLRCQ2WN82", kind: refund.PaymentCard,
		receiver: adyen.Receiver{Name: "adyen", HMACKeys: func() ([]string, error) { return []string{adyentest.HMACKey}, nil }, BasicAuth: func() (string, string, error) {
			return adyentest.User, adyentest.Password, nil
		}},
		toldOnly: true,
	})
	a.notifications = func() []paymenttest.Notification { return server.Notifications(s.T, a.reference) }
	a.dispute = func(stage refund.DisputeStage) { server.Dispute(s.T, a.reference, stage) }
	a.expire = func() {
		server.Script(a.authorisation, paymenttest.PendingThen(refund.Outcome{Kind: refund.OutcomeFailed, Reason: "Transaction not found"}, 1))
	}
	a.captured = func(_, capturedMinor int64) { server.Captured(a.authorisation, capturedMinor) }
	return a
}
