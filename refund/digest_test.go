package refund_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// The digest is stored for as long as the ledger lives. If this test fails, either put the
// canonical form back, or give digestVersion a new value and this one a new name.
func TestDigestV1OfAKnownCancellationNeverDrifts(t *testing.T) {
	const want = "v1:5573efef34928050d239d93aaa8159c330caf22fbc2842d9859092321863e263"
	if got := refund.Digest(twoMugs()); got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestWhatIsNotMoneyDoesNotChangeTheDigest(t *testing.T) {
	same := map[string]func(*refund.Cancellation){
		"the time of the act":        func(c *refund.Cancellation) { c.OccurredAt = c.OccurredAt.Add(time.Minute) },
		"the time of the order":      func(c *refund.Cancellation) { c.Order.PlacedAt = c.Order.PlacedAt.Add(time.Minute) },
		"the time of a capture":      func(c *refund.Cancellation) { c.Order.Payments[0].CapturedAt = new(validatedAt) },
		"who asked":                  func(c *refund.Cancellation) { c.RequestedBy = "customer:43" },
		"the channel":                func(c *refund.Cancellation) { c.Order.Channel = "app" },
		"the customer's language":    func(c *refund.Cancellation) { c.Order.Customer.Locale = "en" },
		"the title of a line":        func(c *refund.Cancellation) { c.Order.Lines[0].Title = "Mug" },
		"evidence":                   func(c *refund.Cancellation) { c.Evidence = []refund.Evidence{{URI: "x"}} },
		"how a rate is written":      func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].Rate = "0.1300" },
		"an empty list for none":     func(c *refund.Cancellation) { c.Order.OrderDiscounts = []refund.DiscountShare{} },
		"a gift card said divisible": func(c *refund.Cancellation) { c.Order.Payments[1].Divisible = new(true) },
	}
	want := refund.Digest(twoMugs())
	for name, change := range same {
		t.Run(name, func(t *testing.T) {
			c := twoMugs()
			change(&c)
			if got := refund.Digest(c); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		})
	}
}

func TestEveryChangeOfMoneyChangesTheDigest(t *testing.T) {
	changes := map[string]func(*refund.Cancellation){
		"nothing":                        func(*refund.Cancellation) {},
		"the merchant":                   func(c *refund.Cancellation) { c.Merchant = "m-002" },
		"the request":                    func(c *refund.Cancellation) { c.Request = "c-2" },
		"the scope":                      func(c *refund.Cancellation) { c.Scope = refund.ScopeWholeOrder },
		"the reason":                     func(c *refund.Cancellation) { c.Reason = refund.ReasonDamaged },
		"the currency":                   func(c *refund.Cancellation) { c.Order.Currency = "USD" },
		"a cancelled quantity":           func(c *refund.Cancellation) { c.CancelledLines[0].Quantity = 2 },
		"an allowance":                   func(c *refund.Cancellation) { c.CancelledLines[0].AmountMinor = new(int64(5)) },
		"an allowance of 0":              func(c *refund.Cancellation) { c.CancelledLines[0].AmountMinor = new(int64(0)) },
		"a reason of one line":           func(c *refund.Cancellation) { c.CancelledLines[0].Reason = refund.ReasonDamaged },
		"a price":                        func(c *refund.Cancellation) { c.Order.Lines[0].UnitPriceMinor = 5001 },
		"a bought quantity":              func(c *refund.Cancellation) { c.Order.Lines[0].Quantity = 3 },
		"a discount":                     func(c *refund.Cancellation) { c.Order.Lines[0].Discounts[0].AmountMinor = 1001 },
		"which promotion":                func(c *refund.Cancellation) { c.Order.Lines[0].Discounts[0].PromotionID = "off11" },
		"a tax":                          func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].AmountMinor = 1036 },
		"a tax mode":                     func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].Mode = refund.TaxExclusive },
		"a rate":                         func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].Rate = "0.06" },
		"units used":                     func(c *refund.Cancellation) { c.Order.Lines[0].UnitsUsed = new(int64(1)) },
		"shipping":                       func(c *refund.Cancellation) { c.Order.Shipping.AmountMinor = 900 },
		"a fee":                          func(c *refund.Cancellation) { c.Order.Fees[0].AmountMinor = 101 },
		"whether a fee is refundable":    func(c *refund.Cancellation) { c.Order.Fees[0].Refundable = true },
		"a percentage":                   func(c *refund.Cancellation) { c.Order.Promotions[0].PercentOff = "0.2" },
		"a captured amount":              func(c *refund.Cancellation) { c.Order.Payments[0].CapturedMinor = 9001 },
		"a reference":                    func(c *refund.Cancellation) { c.Order.Payments[0].ProviderReference = "ch_2" },
		"a payment kind":                 func(c *refund.Cancellation) { c.Order.Payments[0].Kind = refund.PaymentWallet },
		"an order of two payments":       func(c *refund.Cancellation) { p := c.Order.Payments; p[0], p[1] = p[1], p[0] },
		"money refunded before":          func(c *refund.Cancellation) { c.Order.Payments[0].RefundedBeforeMinor = 1 },
		"an id cut at another character": func(c *refund.Cancellation) { c.Key.Order, c.Request = "order-1c", "-1" },
	}
	seen := map[string]string{}
	for name, change := range changes {
		c := twoMugs()
		change(&c)
		digest := refund.Digest(c)
		if other, ok := seen[digest]; ok {
			t.Errorf("%q and %q have the same digest %s", name, other, digest)
		}
		seen[digest] = name
	}
}
