package demo

import (
	"fmt"
	"time"
)

// Merchant is the demo's shop; the contract's examples are from m-001.
const Merchant = "m-demo"

// shop is how orders of one currency look.
type shop struct {
	currency, market, locale string
	// priceMinor is a typical price in minor units.
	priceMinor int64
}

var (
	china   = shop{"CNY", "CN", "zh-CN", 6400}
	america = shop{"USD", "US", "en", 2499}
	japan   = shop{"JPY", "JP", "en", 1980}
	kuwait  = shop{"KWD", "KW", "en", 7250}
	europe  = shop{"EUR", "DE", "en", 1999}
	britain = shop{"GBP", "GB", "en", 1850}
	chile   = shop{"CLF", "CL", "en", 12500}
)

// goods of the demo: titles only.
var goods = [...]string{"Green tea 250 g", "Mug", "Lamp", "Scarf", "Notebook", "Headphones", "Teapot", "Bowl"}

// order makes a whole, unfulfilled order of the shop, paid with one card, which its customer
// does not want any more. Each order has a customer of its own.
func (d *dealer) order(s shop) order {
	d.number++
	id := fmt.Sprintf("demo-%d-%04d", d.seed, d.number)
	placedAt := d.now.Add(-48 * time.Hour)
	o := order{
		MerchantID: Merchant, OrderID: id, CancellationID: "c-1", Scope: "WHOLE_ORDER",
		OccurredAt: d.now.Add(-time.Minute), PlacedAt: placedAt,
		Reason: "CUSTOMER_CHANGED_MIND", Initiator: "CUSTOMER", RequestedBy: "customer:" + id,
		Channel: "web", Market: s.market, CurrencyCode: s.currency,
		Customer: customer{
			CustomerID: id, Tier: "standard", Locale: s.locale, Email: id + "@example.com",
			RegisteredAt: d.now.AddDate(-2, 0, 0),
		},
		Lines:          []line{d.line(s)},
		Shipping:       shipping{AmountMinor: s.priceMinor / 10},
		CancelledLines: []cancelling{},
	}
	return o.paidWith(tender{"CARD", "ch-" + id, 1})
}

func (d *dealer) line(s shop) line {
	n := d.random.IntN(len(goods))
	return line{
		LineID: "1", SKU: fmt.Sprintf("SKU-%d", n+1), Title: goods[n], Category: "home",
		BusinessModel: "PHYSICAL_GOODS", Quantity: 1 + d.random.Int64N(3),
		UnitPriceMinor: s.priceMinor + d.random.Int64N(s.priceMinor/4), Fulfilment: "UNFULFILLED",
	}
}

// tender is a share of an order's total, in parts of the sum of all its tenders' parts.
type tender struct {
	kind, reference string
	part            int64
}

// paidWith splits what the order costs over tenders; the last one takes the rest.
func (o order) paidWith(tenders ...tender) order {
	var parts int64
	for _, t := range tenders {
		parts += t.part
	}
	o.Payments = nil
	left := o.totalMinor()
	for i, t := range tenders {
		amount := o.totalMinor() * t.part / parts
		if i == len(tenders)-1 {
			amount = left
		}
		left -= amount
		o.Payments = append(o.Payments, payment{
			PaymentID: fmt.Sprintf("pay-%d", i+1), Kind: t.kind, Provider: "simulator", ProviderReference: t.reference,
			CapturedMinor: amount, CurrencyCode: o.CurrencyCode, CapturedAt: o.PlacedAt.Add(3 * time.Second),
		})
	}
	return o
}

// inTwoCaptures says that the first payment was taken by two captures of a larger authorisation: what goes back
// goes to the captures, and the rest of the authorisation is cancelled.
func (o order) inTwoCaptures() order {
	p := &o.Payments[0]
	p.AuthorizedMinor = p.CapturedMinor + p.CapturedMinor/10
	first := p.CapturedMinor / 3
	p.Captures = []capture{
		{"k-1", p.ProviderReference + "-1", first, p.CapturedAt},
		{"k-2", p.ProviderReference + "-2", p.CapturedMinor - first, p.CapturedAt.Add(time.Minute)},
	}
	return o
}

// because sets whose doing the cancellation is.
func (o order) because(reason, initiator, by string) order {
	o.Reason, o.Initiator, o.RequestedBy = reason, initiator, by
	return o
}

// delivered says that the goods arrived a day ago.
func (o order) delivered() order {
	at := o.OccurredAt.Add(-24 * time.Hour)
	o.DeliveredAt = &at
	for i := range o.Lines {
		o.Lines[i].Fulfilment = "DELIVERED"
	}
	return o
}

// some cancels a quantity of line 1.
func (o order) some(quantity int64) order {
	o.Scope, o.CancelledLines = "LINES", []cancelling{{LineID: "1", Quantity: quantity}}
	return o
}
