package proof_test

import (
	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/wechatpay"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
	"github.com/makegood/makegood/refund"
)

func weChatRole() role {
	return role{title: "WeChat Pay", name: "wechatpay", act: actWeChat, gone: map[paymenttest.Situation]string{
		paymenttest.Voids:            "WeChat Pay takes money at once: there is no authorisation",
		paymenttest.DeclinesDisputed: "no error code of a refund is about a dispute",
		paymenttest.DeclinesExceeds:  "it is INVALID_REQUEST like much else, and the texts must not be read",
		paymenttest.DeclinesOther:    "every documented error code has a class",
		paymenttest.FailsLate:        "SUCCESS is final",
		paymenttest.ForgetsKey:       "no page says that a refund's number is forgotten",
		paymenttest.StoredError:      "no error is kept under a number",
	}}
}

func actWeChat(s *stage) *actor {
	server := wechatpaytest.New(s.T)
	line := newFront(s.T, server.URL)
	keys := func() (map[string]string, error) {
		return map[string]string{wechatpaytest.Certificate: wechatpaytest.PlatformKey(wechatpaytest.Certificate)}, nil
	}
	adapter, err := wechatpay.New(wechatpay.Config{
		MerchantID: wechatpaytest.MerchantID, BaseURL: line.url, PlatformKeys: keys, Terms: inHaste(wechatpay.DefaultTerms(), signedCallMax),
		Signer: func() (wechatpay.Signer, error) {
			return wechatpay.Signer{SerialNumber: wechatpaytest.SerialNumber, PrivateKey: wechatpaytest.PrivateKey()}, nil
		},
	})
	s.must(err)
	a := onAFake(s, server.Fake, actor{
		provider: adapter, front: line, reference: "4200000000202411290000000001", kind: refund.PaymentWallet,
		receiver: wechatpay.Receiver{Name: "wechatpay", PlatformKeys: keys, APIv3Keys: func() ([]string, error) { return []string{wechatpaytest.APIv3Key}, nil }},
	})
	a.notifications = func() []paymenttest.Notification { return server.Notifications(s.T, a.reference) }
	return a
}

func alipayRole() role {
	return role{title: "Alipay", name: "alipay", act: actAlipay, gone: map[paymenttest.Situation]string{
		paymenttest.Voids:       "a trade takes money at once: there is no authorisation",
		paymenttest.FailsLate:   "no page tells of a refund that failed after REFUND_SUCCESS",
		paymenttest.ForgetsKey:  "no page says that a refund's number is forgotten",
		paymenttest.StoredError: "no error is kept under a number",
	}}
}

func actAlipay(s *stage) *actor {
	server := alipaytest.New(s.T)
	line := newFront(s.T, server.URL)
	keys := func() ([]string, error) { return []string{alipaytest.AlipayKey(alipaytest.PublicKey)}, nil }
	adapter, err := alipay.New(alipay.Config{
		AppID: alipaytest.AppID, GatewayURL: line.url, AlipayKeys: keys, Terms: inHaste(alipay.DefaultTerms(), signedCallMax),
		Signer: func() (alipay.Signer, error) { return alipay.Signer{PrivateKey: alipaytest.PrivateKey()}, nil },
	})
	s.must(err)
	a := onAFake(s, server.Fake, actor{
		provider: adapter, front: line, reference: "2026112922001400000000000007", kind: refund.PaymentWallet,
		receiver: alipay.Receiver{AppID: alipaytest.AppID, AlipayKeys: keys},
	})
	a.notifications = func() []paymenttest.Notification { return alipayTells(s, server, a.reference) }
	a.records = func() []record { return recordsOf(server.Told(a.reference)) }
	return a
}

// alipayTells are Alipay's notifications: of each refund that was made, what was refunded of its trade in all.
func alipayTells(s *stage, server *alipaytest.Server, reference string) (all []paymenttest.Notification) {
	sum := int64(0)
	for _, k := range server.Told(reference) {
		if k.Outcome.Kind == refund.OutcomeSettled {
			sum += k.Instruction.AmountMinor
			all = append(all, server.Notification(s.T, map[string]string{
				"trade_no": reference, "out_trade_no": reference, "out_biz_no": k.Instruction.Key, "refund_fee": amountOf(sum), "trade_status": "TRADE_CLOSED",
			}))
		}
	}
	return all
}

// recordsOf is what a payment service in front says of a provider's refunds.
func recordsOf(told []paymenttest.Kept) (all []record) {
	for _, k := range told {
		all = append(all, refundUpdated(k.ID, k.Instruction, k.Outcome.Kind, k.ChangedAt))
	}
	return all
}
