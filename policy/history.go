package policy

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// HistoryOf returns the history of an order nothing was refunded of yet, from its snapshot alone:
// what a preview assesses on. What was refunded before elsewhere counts wholly against this
// order: the snapshot does not say whose it was, and less is safer than more.
func HistoryOf(order refund.Order) (refund.OrderHistory, error) {
	h := refund.OrderHistory{Order: order}
	for _, payment := range order.Payments {
		captured, err := payment.TotalCapturedMinor()
		if err != nil {
			return refund.OrderHistory{}, fmt.Errorf("policy: history: %w", err)
		}
		external, share := payment.RefundedBeforeMinor, captured
		if payment.OrderShareMinor != nil {
			share = *payment.OrderShareMinor
		}
		balance := refund.PaymentBalance{
			PaymentID: payment.PaymentID, Currency: payment.Currency, CapturedMinor: captured, ExternalMinor: external,
			OpenMinor: max(0, captured-external), ExcessMinor: max(0, external-captured), OwedMinor: max(0, share-external),
			Captures: refund.CapturesOf(payment),
		}
		if balance.ExcessMinor > 0 {
			balance.Stop = "more was refunded than captured"
		}
		h.Payments = append(h.Payments, balance)
	}
	return h, nil
}

// Settle returns the history after a request, as if its assessment had been paid: what a preview
// of the order's next request is assessed on. Only an eligible assessment changes anything. The
// customer's day is left alone: the order's own sum, under the same limit, covers it.
func Settle(h refund.OrderHistory, c refund.Cancellation, a refund.Assessment) refund.OrderHistory {
	if !a.Eligible() {
		return h
	}
	h.Version++
	earlier := refund.StandingRequests(h, c)
	h.Earlier = append(earlier[:len(earlier):len(earlier)], refund.Entitlement{
		Refund: c.ID(), MerchantFault: c.Reason.MerchantFault(), TotalMinor: a.TotalMinor, Components: a.Components,
	})
	h.Payments = append([]refund.PaymentBalance(nil), h.Payments...)
	for i := range h.Payments {
		settlePayment(&h.Payments[i], a)
	}
	h.Customer.RefundCount90d++
	h.Customer.RefundMinor90d += a.TotalMinor
	return h
}

func settlePayment(balance *refund.PaymentBalance, a refund.Assessment) {
	for _, kept := range a.KeptBack {
		if kept.PaymentID == balance.PaymentID {
			balance.KeptBackMinor += kept.AmountMinor
			balance.OpenMinor -= kept.AmountMinor
			balance.OwedMinor -= kept.AmountMinor
		}
	}
	for _, leg := range a.Legs {
		if leg.PaymentID == balance.PaymentID {
			balance.ReturnedMinor += leg.AmountMinor
			balance.OpenMinor -= leg.AmountMinor
			balance.OwedMinor -= leg.AmountMinor
		}
	}
	settleCaptures(balance, a)
}

// settleCaptures counts what went back to each capture.
func settleCaptures(balance *refund.PaymentBalance, a refund.Assessment) {
	balance.Captures = slices.Clone(balance.Captures)
	for i := range balance.Captures {
		for _, leg := range a.Legs {
			if leg.PaymentID == balance.PaymentID && leg.CaptureID == balance.Captures[i].CaptureID {
				balance.Captures[i].UsedMinor += leg.AmountMinor
			}
		}
	}
}
