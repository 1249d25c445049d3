package messaging_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestTheCapturesOfOnePaymentAreOneWayToTheCustomer(t *testing.T) {
	n := notice(refund.NoticeApproved, "en")
	n.Ways = []refund.Way{{Provider: "simulator", Kind: refund.PaymentCard, AmountMinor: 4000}, {Provider: "simulator", Kind: refund.PaymentCard, AmountMinor: 6000}}
	m := render(t, n)
	wantSaid(t, m, "the way you paid")
	wantUnsaid(t, m, "It is split like this", "40.00", "60.00")
	n.Ways = append(n.Ways[:1], refund.Way{Kind: refund.PaymentGiftCard, AmountMinor: 1000}, n.Ways[0])
	n.Ways[2].AmountMinor = 5000
	wantSaid(t, render(t, n), "It is split like this", "CN¥90.00 to your card", "CN¥10.00 to your gift card")
}

func TestNobodyIsAskedForAProofThatIsThere(t *testing.T) {
	n := notice(refund.NoticeApproved, "en")
	n.PayBy, n.GoodsFirst = after(9), true
	wantSaid(t, render(t, n), "By law, we pay it by November 11, 2026 at the latest, or as soon as your return, or proof that you have sent it, has reached us")
	n.GoodsSent = true
	m := render(t, n)
	wantSaid(t, m, "By law, we pay it by")
	wantUnsaid(t, m, "proof that you have sent it")
}

func TestWhatABankPaidByADisputeIsSaidToComeFromIt(t *testing.T) {
	n := notice(refund.NoticeRefunded, "en")
	card := refund.Way{Provider: "simulator", Kind: refund.PaymentCard, AmountMinor: n.TotalMinor - 1000}
	bank := refund.Way{Provider: "simulator", Kind: refund.PaymentCard, Via: refund.ViaDispute, AmountMinor: n.TotalMinor}
	n.Ways = []refund.Way{bank}
	m := render(t, n)
	wantSaid(t, m, "has been refunded by your bank, which decided your dispute")
	wantUnsaid(t, m, "another way than you paid", "the way you paid")
	bank.AmountMinor = 1000
	n.Ways = []refund.Way{card, bank}
	wantSaid(t, render(t, n), "partly by your bank, which decided your dispute", "CN¥10.00 by your bank, which decided your dispute")
	n.Locale = "zh-CN"
	wantSaid(t, render(t, n), "部分由您的银行就您的争议退还")
}
