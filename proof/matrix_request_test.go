package proof_test

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// paidMinor is what the order was paid with, and what is refunded of it.
const paidMinor = int64(4500)

// whole asks for the whole order of one piece back, which was paid once.
func (s *stage) whole() refund.Request {
	placed := begins.Add(-48 * time.Hour)
	captured := placed.Add(3 * time.Second)
	return refund.Request{
		Digest: "v1:matrix", Contact: refund.Contact{Email: "buyer@example.com"},
		Cancellation: refund.Cancellation{
			Key: refund.Key{Merchant: "m-001", Order: "order-1", Request: "c-1"}, Scope: refund.ScopeWholeOrder, OccurredAt: begins.Add(-time.Hour),
			Reason: refund.ReasonCustomerChangedMind, Initiator: refund.InitiatorCustomer, RequestedBy: "customer:42",
			Order: refund.Order{
				PlacedAt: placed, Market: "CN", Currency: "CNY", Channel: "web", Customer: refund.Customer{CustomerID: "42", Locale: "en"},
				Lines: []refund.Line{{
					LineID: "1", SKU: "MUG-1", Title: "Mug", BusinessModel: refund.ModelPhysicalGoods, Quantity: 1, UnitPriceMinor: paidMinor,
					Taxes: []refund.Tax{{Mode: refund.TaxInclusive, Rate: "0.13", AmountMinor: 518}}, Fulfilment: refund.FulfilmentUnfulfilled,
				}},
				Payments: []refund.Payment{{
					PaymentID: "pay-1", Kind: s.kind, Provider: s.role.name, ProviderAccount: s.account, ProviderReference: s.reference,
					CapturedMinor: paidMinor, Currency: "CNY", CapturedAt: &captured,
				}},
			},
		},
	}
}

// onlyAuthorised has the order's payment be held, and not captured.
func (s *stage) onlyAuthorised() {
	authorised, p := paidMinor, s.paid()
	p.ProviderReference, p.CapturedMinor, p.CapturedAt, p.AuthorizedMinor = s.authorisation, 0, nil, &authorised
	if s.captured != nil {
		s.captured(authorised, 0)
	}
}

// capturedInPart has the order be of two pieces, of which one was captured. Both are given up.
func (s *stage) capturedInPart() {
	authorised, p, line := 2*paidMinor, s.paid(), &s.request.Cancellation.Order.Lines[0]
	line.Quantity, line.Taxes[0].AmountMinor = 2, 2*518
	p.ProviderReference, p.AuthorizedMinor = s.authorisation, &authorised
	for i, reference := range s.captures {
		p.Captures = append(p.Captures, refund.Capture{
			CaptureID: fmt.Sprint(i), ProviderReference: reference, AmountMinor: paidMinor / int64(len(s.captures)), CapturedAt: p.CapturedAt,
		})
	}
	if s.captured != nil {
		s.captured(authorised, paidMinor)
	}
}

func (s *stage) paid() *refund.Payment { return &s.request.Cancellation.Order.Payments[0] }
