package refund

// tail writes what was added to the contract after digests of it had been stored. A field that says nothing writes
// nothing, so that the digest of an event without any of them never moved. What is written begins with its name,
// which no other part begins with, and names its item by its place in the list: no two tails have the same form.
//
// Another addition is another section, after these; an addition to a section is another name of it.
func (c *canonical) tail(cancellation Cancellation) {
	section(c, "cancelled_line", cancellation.CancelledLines, CancelledLine.hasMore, (*canonical).cancelledLineMore)
	section(c, "line", cancellation.Order.Lines, Line.hasMore, (*canonical).lineMore)
	section(c, "cancelled_shipping", cancellation.CancelledShipping, always, (*canonical).cancelledShipping)
	section(c, "shipment", cancellation.Order.Shipments, always, (*canonical).shipment)
	section(c, "earned_points", cancellation.Order.EarnedPoints, always, (*canonical).earnedPoints)
	if informed := cancellation.Order.WithdrawalInformed; informed != nil && !*informed { // absent means yes
		c.text("withdrawal_informed")
	}
}

// section writes the items of a list that say something, each with its name and its place.
func section[T any](c *canonical, name string, items []T, says func(T) bool, write func(*canonical, T)) {
	for i, item := range items {
		if says(item) {
			c.text(name)
			c.number(int64(i))
			write(c, item)
		}
	}
}

// always is for items of lists that are themselves an addition.
func always[T any](T) bool { return true }

func (l CancelledLine) hasMore() bool {
	return l.GoodsWaived || l.AmountIncludesTax || l.Measure != nil
}

func (c *canonical) cancelledLineMore(l CancelledLine) {
	c.flag(l.GoodsWaived, l.AmountIncludesTax)
	c.measure(l.Measure)
}

func (l Line) hasMore() bool { return l.SellerID != "" || l.Commission != nil || l.Measure != nil }

func (c *canonical) lineMore(l Line) {
	c.text(string(l.SellerID))
	c.flag(l.Commission != nil)
	if l.Commission != nil {
		c.decimal(l.Commission.Rate)
		c.optional(l.Commission.AmountMinor)
	}
	c.measure(l.Measure)
}

func (c *canonical) measure(m *Measure) {
	c.flag(m != nil)
	if m != nil {
		c.decimal(m.Amount)
		c.text(m.Unit)
	}
}

func (c *canonical) cancelledShipping(s CancelledShipping) {
	c.text(string(s.ShipmentID), string(s.Reason))
	c.optional(s.AmountMinor)
}

func (c *canonical) shipment(s Shipment) {
	c.text(string(s.ShipmentID))
	c.number(s.AmountMinor, s.DiscountMinor)
	list(c, s.Discounts, (*canonical).discount)
	list(c, s.Taxes, (*canonical).tax)
	list(c, s.LineIDs, (*canonical).lineID)
}

func (c *canonical) earnedPoints(p EarnedPoints) {
	c.text(p.Asset)
	c.number(p.Amount)
	list(c, p.LineIDs, (*canonical).lineID)
}
