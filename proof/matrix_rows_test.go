package proof_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment/paymenttest"
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

// withoutSignature takes the signature out of a body that carries it: Adyen's JSON, Alipay's form.
func withoutSignature(body []byte) []byte {
	var told map[string]any
	if json.Unmarshal(body, &told) == nil {
		return []byte(strings.ReplaceAll(string(body), "hmacSignature", "otherSignature"))
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return body
	}
	form.Del("sign")
	return []byte(form.Encode())
}
