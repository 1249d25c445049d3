package refund

// This file says which fields of each part are money. A field added here, or taken away, is
// another digestVersion: what the contract adds goes into the tail (digest_tail.go).

func (c *canonical) cancelledLine(l CancelledLine) {
	c.text(string(l.LineID), string(l.Reason))
	c.number(l.Quantity)
	c.optional(l.AmountMinor)
}

func (c *canonical) line(l Line) {
	c.text(string(l.LineID), string(l.BusinessModel), string(l.Fulfilment))
	c.number(l.Quantity, l.UnitPriceMinor)
	list(c, l.Discounts, (*canonical).discount)
	list(c, l.Taxes, (*canonical).tax)
	c.optional(l.FulfilledQuantity, l.UnitsTotal, l.UnitsUsed, l.FaceMinor, l.BonusMinor)
	c.flag(l.CustomMade, l.Activated)
}

func (c *canonical) discount(d DiscountShare) {
	c.text(string(d.PromotionID))
	c.number(d.AmountMinor)
}

func (c *canonical) tax(t Tax) {
	c.text(t.Code, string(t.Mode))
	c.decimal(t.Rate)
	c.number(t.AmountMinor)
}

func (c *canonical) fee(f Fee) {
	c.text(f.FeeID, f.Kind)
	c.number(f.AmountMinor)
	list(c, f.Taxes, (*canonical).tax)
	c.flag(f.Refundable)
}

func (c *canonical) promotion(p Promotion) {
	c.text(string(p.PromotionID), string(p.Kind), string(p.GiftLineID), p.FundedBy)
	list(c, p.QualifyingLineIDs, (*canonical).lineID)
	list(c, p.BenefitLineIDs, (*canonical).lineID)
	c.optional(p.ThresholdMinor, p.ThresholdQuantity, p.MaxOffMinor, p.AmountOffMinor)
	c.optional(p.BuyQuantity, p.GetQuantity, p.GiftPriceMinor, p.Sequence)
	c.decimal(p.PercentOff, p.GetPercentOff)
	list(c, p.Tiers, (*canonical).tier)
	c.flag(p.Repeat)
}

func (c *canonical) lineID(id LineID) { c.text(string(id)) }

func (c *canonical) tier(t PromotionTier) {
	c.optional(t.ThresholdMinor, t.ThresholdQuantity, t.AmountOffMinor)
	c.decimal(t.PercentOff)
}

func (c *canonical) payment(p Payment) {
	c.text(string(p.PaymentID), string(p.Kind), p.Provider, p.ProviderReference, p.ProviderAccount)
	c.text(string(p.Currency), p.InstrumentID, p.FundedBy)
	c.number(p.CapturedMinor, p.RefundedBeforeMinor)
	c.optional(p.AuthorizedMinor, p.OrderShareMinor)
	list(c, p.Captures, (*canonical).capture)
	c.flag(p.Units != nil, p.Indivisible())
	if p.Units != nil {
		c.text(p.Units.Asset)
		c.number(p.Units.Amount)
	}
}

func (c *canonical) capture(capture Capture) {
	c.text(capture.CaptureID, capture.ProviderReference)
	c.number(capture.AmountMinor)
}
