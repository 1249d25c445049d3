package event

import (
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

// FromProtoCancellation converts the wire's event into the kernel's, without contact data. It
// judges nothing.
func FromProtoCancellation(e *orderv1.OrderCancelled) refund.Cancellation {
	return refund.Cancellation{
		Key: refund.Key{
			Merchant: refund.MerchantID(e.GetMerchantId()),
			Order:    refund.OrderID(e.GetOrderId()),
			Request:  refund.RequestID(e.GetCancellationId()),
		},
		Scope:          refund.Scope(e.GetScope()),
		OccurredAt:     fromProtoTime(e.GetOccurredAt()),
		Reason:         refund.Reason(e.GetReason()),
		Initiator:      refund.Initiator(e.GetInitiator()),
		RequestedBy:    refund.Person(e.GetRequestedBy()),
		CancelledLines: convert(e.GetCancelledLines(), fromProtoCancelledLine),

		CancelledShipping: convert(e.GetCancelledShipping(), fromProtoCancelledShipping),

		Evidence: convert(e.GetEvidence(), fromProtoEvidence),
		Order:    fromProtoOrder(e),
	}
}

func fromProtoOrder(e *orderv1.OrderCancelled) refund.Order {
	return refund.Order{
		OrderVersion:   e.GetOrderVersion(),
		Source:         fromProtoSource(e.GetOrderSource()),
		PolicyRef:      fromProtoPolicyRef(e.GetPolicyRef()),
		PlacedAt:       fromProtoTime(e.GetPlacedAt()),
		DeliveredAt:    fromProtoTimePtr(e.GetDeliveredAt()),
		TimeZone:       e.GetTimeZone(),
		Channel:        e.GetChannel(),
		Market:         e.GetMarket(),
		Currency:       refund.Currency(e.GetCurrencyCode()),
		Customer:       fromProtoCustomer(e.GetCustomer()),
		Lines:          convert(e.GetLines(), fromProtoLine),
		Shipping:       fromProtoShipping(e.GetShipping()),
		Fees:           convert(e.GetFees(), fromProtoFee),
		OrderDiscounts: convert(e.GetOrderDiscounts(), fromProtoDiscount),
		Promotions:     convert(e.GetPromotions(), fromProtoPromotion),
		Payments:       convert(e.GetPayments(), fromProtoPayment),

		Shipments:          convert(e.GetShipments(), fromProtoShipment),
		EarnedPoints:       convert(e.GetEarnedPoints(), fromProtoEarnedPoints),
		Invoice:            fromProtoInvoice(e.GetInvoice()),
		WithdrawalInformed: e.WithdrawalInformed,
		ShipBy:             fromProtoTimePtr(e.GetShipBy()),
	}
}

func fromProtoCancelledLine(l *orderv1.CancelledLine) refund.CancelledLine {
	return refund.CancelledLine{
		LineID:      refund.LineID(l.GetLineId()),
		Quantity:    l.GetQuantity(),
		AmountMinor: l.AmountMinor,
		Reason:      refund.Reason(l.GetReason()),
		GoodsWaived: l.GetGoodsWaived(),

		AmountIncludesTax: l.GetAmountIncludesTax(),
		Measure:           fromProtoMeasure(l.GetMeasure()),
	}
}

func fromProtoEvidence(e *orderv1.Evidence) refund.Evidence {
	return refund.Evidence{URI: e.GetUri(), SHA256: e.GetSha256(), MediaType: e.GetMediaType()}
}

func fromProtoSource(s *orderv1.OrderSource) *refund.OrderSource {
	if s == nil {
		return nil
	}
	return &refund.OrderSource{Platform: s.GetPlatform(), Shop: s.GetShop()}
}

func fromProtoPolicyRef(p *orderv1.PolicyRef) *refund.PolicyRef {
	if p == nil {
		return nil
	}
	return &refund.PolicyRef{Name: p.GetName(), Version: p.GetVersion()}
}

func fromProtoCustomer(c *orderv1.Customer) refund.Customer {
	return refund.Customer{
		CustomerID:   refund.CustomerID(c.GetCustomerId()),
		Tier:         c.GetTier(),
		Locale:       c.GetLocale(),
		RegisteredAt: fromProtoTimePtr(c.GetRegisteredAt()),
	}
}

func fromProtoContact(c *orderv1.Customer) refund.Contact {
	return refund.Contact{Email: c.GetEmail(), Phone: c.GetPhone(), PushToken: c.GetPushToken()}
}

// fromProtoTime returns the zero time for one that was not said.
func fromProtoTime(at *timestamppb.Timestamp) time.Time {
	if at == nil {
		return time.Time{}
	}
	return at.AsTime()
}

func fromProtoTimePtr(at *timestamppb.Timestamp) *time.Time {
	if at == nil {
		return nil
	}
	t := at.AsTime()
	return &t
}

// convert keeps an empty list nil, so that a list that is empty and one that is absent are alike.
func convert[From, To any](items []From, one func(From) To) []To {
	if len(items) == 0 {
		return nil
	}
	converted := make([]To, 0, len(items))
	for _, item := range items {
		converted = append(converted, one(item))
	}
	return converted
}
