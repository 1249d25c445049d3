package event

import (
	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

func fromProtoLine(l *orderv1.Line) refund.Line {
	return refund.Line{
		LineID:            refund.LineID(l.GetLineId()),
		SKU:               l.GetSku(),
		Title:             l.GetTitle(),
		Category:          l.GetCategory(),
		BusinessModel:     refund.BusinessModel(l.GetBusinessModel()),
		Quantity:          l.GetQuantity(),
		UnitPriceMinor:    l.GetUnitPriceMinor(),
		Discounts:         convert(l.GetDiscounts(), fromProtoDiscount),
		Taxes:             fromProtoTaxes(l.GetTax(), l.GetTaxes()),
		Fulfilment:        refund.Fulfilment(l.GetFulfilment()),
		FulfilledQuantity: l.FulfilledQuantity,
		DeliveredAt:       fromProtoTimePtr(l.GetDeliveredAt()),
		ServicePeriod:     fromProtoPeriod(l.GetServicePeriod()),
		UnitsTotal:        l.UnitsTotal,
		UnitsUsed:         l.UnitsUsed,
		CustomMade:        l.GetCustomMade(),
		Activated:         l.GetActivated(),
		FaceMinor:         l.FaceMinor,
		BonusMinor:        l.BonusMinor,
		SellerID:          refund.SellerID(l.GetSellerId()),
		Commission:        fromProtoCommission(l.GetCommission()),
		Measure:           fromProtoMeasure(l.GetMeasure()),
	}
}

func fromProtoPeriod(p *orderv1.ServicePeriod) *refund.ServicePeriod {
	if p == nil {
		return nil
	}
	return &refund.ServicePeriod{StartAt: fromProtoTime(p.GetStartAt()), EndAt: fromProtoTime(p.GetEndAt())}
}

func fromProtoDiscount(d *orderv1.DiscountShare) refund.DiscountShare {
	return refund.DiscountShare{PromotionID: refund.PromotionID(d.GetPromotionId()), AmountMinor: d.GetAmountMinor()}
}

// fromProtoTaxes joins the two spellings: one tax, or several.
func fromProtoTaxes(one *orderv1.Tax, several []*orderv1.Tax) []refund.Tax {
	if one != nil {
		several = []*orderv1.Tax{one}
	}
	return convert(several, fromProtoTax)
}

func fromProtoTax(t *orderv1.Tax) refund.Tax {
	return refund.Tax{Code: t.GetCode(), Mode: refund.TaxMode(t.GetMode()), Rate: t.GetRate(), AmountMinor: t.GetAmountMinor()}
}

func fromProtoShipping(s *orderv1.Shipping) refund.Shipping {
	return refund.Shipping{
		AmountMinor:   s.GetAmountMinor(),
		DiscountMinor: s.GetDiscountMinor(),
		Discounts:     convert(s.GetDiscounts(), fromProtoDiscount),
		Taxes:         fromProtoTaxes(s.GetTax(), s.GetTaxes()),
	}
}

func fromProtoFee(f *orderv1.Fee) refund.Fee {
	return refund.Fee{
		FeeID:       f.GetFeeId(),
		Kind:        f.GetKind(),
		AmountMinor: f.GetAmountMinor(),
		Taxes:       fromProtoTaxes(f.GetTax(), nil),
		Refundable:  f.GetRefundable(),
	}
}

func fromProtoPromotion(p *orderv1.Promotion) refund.Promotion {
	return refund.Promotion{
		PromotionID:       refund.PromotionID(p.GetPromotionId()),
		Kind:              refund.PromotionKind(p.GetKind()),
		QualifyingLineIDs: convert(p.GetQualifyingLineIds(), fromProtoLineID),
		BenefitLineIDs:    convert(p.GetBenefitLineIds(), fromProtoLineID),
		ThresholdMinor:    p.ThresholdMinor,
		ThresholdQuantity: p.ThresholdQuantity,
		Tiers:             convert(p.GetTiers(), fromProtoTier),
		Repeat:            p.GetRepeat(),
		MaxOffMinor:       p.MaxOffMinor,
		AmountOffMinor:    p.AmountOffMinor,
		PercentOff:        p.GetPercentOff(),
		BuyQuantity:       p.BuyQuantity,
		GetQuantity:       p.GetQuantity,
		GetPercentOff:     p.GetPercentOff_,
		GiftLineID:        refund.LineID(p.GetGiftLineId()),
		GiftPriceMinor:    p.GiftPriceMinor,
		Sequence:          p.Sequence,
		FundedBy:          p.GetFundedBy(),
		ExpiresAt:         fromProtoTimePtr(p.GetExpiresAt()),
		Description:       p.GetDescription(),
	}
}

func fromProtoLineID(id string) refund.LineID { return refund.LineID(id) }

func fromProtoTier(t *orderv1.Promotion_Tier) refund.PromotionTier {
	return refund.PromotionTier{
		ThresholdMinor:    t.ThresholdMinor,
		ThresholdQuantity: t.ThresholdQuantity,
		AmountOffMinor:    t.AmountOffMinor,
		PercentOff:        t.GetPercentOff(),
	}
}

func fromProtoPayment(p *orderv1.Payment) refund.Payment {
	return refund.Payment{
		PaymentID:           refund.PaymentID(p.GetPaymentId()),
		Kind:                refund.PaymentKind(p.GetKind()),
		Provider:            p.GetProvider(),
		ProviderReference:   p.GetProviderReference(),
		ProviderAccount:     p.GetProviderAccount(),
		Captures:            convert(p.GetCaptures(), fromProtoCapture),
		CapturedMinor:       fromProtoCaptured(p),
		AuthorizedMinor:     p.AuthorizedMinor,
		RefundedBeforeMinor: p.GetRefundedBeforeMinor(),
		OrderShareMinor:     p.OrderShareMinor,
		Units:               fromProtoUnits(p.GetUnits()),
		Divisible:           p.Divisible,
		InstrumentID:        p.GetInstrumentId(),
		FundedBy:            p.GetFundedBy(),
		Currency:            refund.Currency(p.GetCurrencyCode()),
		CapturedAt:          fromProtoTimePtr(p.GetCapturedAt()),
		ExpiresAt:           fromProtoTimePtr(p.GetExpiresAt()),
	}
}

// fromProtoCaptured is the captured sum: as said, or of the single captures. A sum beyond 64 bits
// wraps here, and validation refuses it.
func fromProtoCaptured(p *orderv1.Payment) int64 {
	if p.CapturedMinor != nil {
		return p.GetCapturedMinor()
	}
	var sum int64
	for _, c := range p.GetCaptures() {
		sum += c.GetAmountMinor()
	}
	return sum
}

func fromProtoCapture(c *orderv1.Payment_Capture) refund.Capture {
	return refund.Capture{
		CaptureID:         c.GetCaptureId(),
		ProviderReference: c.GetProviderReference(),
		AmountMinor:       c.GetAmountMinor(),
		CapturedAt:        fromProtoTimePtr(c.GetCapturedAt()),
	}
}

func fromProtoUnits(u *orderv1.Payment_Units) *refund.Units {
	if u == nil {
		return nil
	}
	return &refund.Units{Asset: u.GetAsset(), Amount: u.GetAmount()}
}
