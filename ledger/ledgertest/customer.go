package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// of is a request of a customer, paid as a table says.
func of(customer, order string, p refund.Payment) refund.Cancellation {
	c := Request(order, "c1", 1)
	c.Order.Customer.CustomerID = refund.CustomerID(customer)
	c.Order.Payments[0].Provider, c.Order.Payments[0].ProviderAccount, c.Order.Payments[0].Kind = p.Provider, p.ProviderAccount, p.Kind
	return c
}

var card = refund.Payment{Provider: "simulator", Kind: refund.PaymentCard}

// past is what is known of a customer when a request comes in; nothing is held for it.
func (d *Desk) past(c refund.Cancellation) refund.CustomerPast {
	d.T.Helper()
	rules := Refusing("NO_RULES")
	d.Decide(c, rules)
	return rules.History.Customer
}

// reserved holds quantity units of a request.
func (d *Desk) reserved(c refund.Cancellation, quantity int64) {
	d.T.Helper()
	same(d.T, "status", d.Propose(c, Units(quantity)).Status, refund.StatusPayingOut)
}

func samePast(t *testing.T, got, want refund.CustomerPast) {
	t.Helper()
	same(t, "past", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want))
}

// windows are the three windows of a past, each {refunds, their amount, captured}.
func windows(seven, thirty, ninety [3]int64) []refund.PastWindow {
	var out []refund.PastWindow
	for i, w := range [][3]int64{seven, thirty, ninety} {
		out = append(out, refund.PastWindow{Days: []int64{7, 30, 90}[i], RefundCount: w[0], RefundMinor: w[1], CapturedMinor: w[2]})
	}
	return out
}

func customerCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a customer's first request has no past": func(t *testing.T, d *Desk) {
			d.reserved(of("other", "o1", card), 1)
			c := of("new", "o2", card)
			samePast(t, d.past(c), refund.CustomerPast{Windows: windows([3]int64{}, [3]int64{}, [3]int64{})})
		},
		"a past is summed by window, with average, largest and what was captured": pastByWindow,
		"a second request of one order is no second order, and its own amounts are not its past": func(t *testing.T, d *Desk) {
			d.reserved(of("42", "o1", card), 1)
			second := of("42", "o1", card)
			second.Key.Request = "c2"
			w := [3]int64{1, 11300, 22600}
			samePast(t, d.past(second), refund.CustomerPast{
				RefundCount90d: 1, RefundMinor90d: 11300, TodayMinor: 11300, Windows: windows(w, w, w),
				RequestsLastHour: 1, AverageMinor: 11300, LargestMinor: 11300,
			})
		},
		"what was released is no refund, but it was a request, and the order is known": func(t *testing.T, d *Desk) {
			first := of("42", "o1", card)
			d.reserved(first, 2)
			d.Taken(first.ID(), withdrawing("customer:42"))
			c := of("42", "o2", card)
			w := [3]int64{0, 0, 22600}
			samePast(t, d.past(c), refund.CustomerPast{Windows: windows(w, w, w), OrderCount: 1, RequestsLastHour: 1})
		},
		"requests are counted for an hour": func(t *testing.T, d *Desk) {
			for i := range 3 {
				d.past(of("42", fmt.Sprintf("o%d", i), card))
				d.Clock.Advance(20 * time.Minute)
			}
			c := of("42", "o9", card)
			past := d.past(c)
			same(t, "the first is an hour old", past.RequestsLastHour, 2)
			same(t, "orders", past.OrderCount, 3)
		},
		"a payment is new when provider, account or kind is none of the customer's other orders": func(t *testing.T, d *Desk) {
			d.past(of("42", "o1", refund.Payment{Provider: "simulator", ProviderAccount: "a1", Kind: refund.PaymentCard}))
			for i, row := range []struct {
				payment refund.Payment
				fresh   bool
			}{
				{refund.Payment{Provider: "simulator", ProviderAccount: "a1", Kind: refund.PaymentCard}, false},
				{refund.Payment{Provider: "simulator", ProviderAccount: "a2", Kind: refund.PaymentCard}, true},
				{refund.Payment{Provider: "stripe", ProviderAccount: "a1", Kind: refund.PaymentCard}, true},
				{refund.Payment{Provider: "simulator", ProviderAccount: "a1", Kind: refund.PaymentWallet}, true},
			} {
				c := of("42", fmt.Sprintf("p%d", i), row.payment)
				same(t, fmt.Sprint(row.payment.Provider, row.payment.ProviderAccount, row.payment.Kind), d.past(c).PaymentIsNew, row.fresh)
			}
			again := of("42", "p3", refund.Payment{Provider: "simulator", ProviderAccount: "a1", Kind: refund.PaymentWallet})
			again.Key.Request = "c2"
			same(t, "the order's own request does not make it known", d.past(again).PaymentIsNew, true)
		},
		"what another order of the same payment was captured for is counted by its share": func(t *testing.T, d *Desk) {
			first := of("42", "o1", card)
			half := int64(11300)
			first.Order.Payments[0].OrderShareMinor = &half
			d.past(first)
			c := of("42", "o2", card)
			same(t, "captured", d.past(c).Windows[0].CapturedMinor, 11300)
		},
		"another currency is counted as an order, and not as an amount": func(t *testing.T, d *Desk) {
			abroad := of("42", "o1", card)
			abroad.Order.Currency, abroad.Order.Payments[0].Currency = "EUR", "EUR"
			p := Units(1)
			p.Assessment.Currency = "EUR"
			same(t, "status", d.Propose(abroad, p).Status, refund.StatusPayingOut)
			c := of("42", "o2", card)
			samePast(t, d.past(c), refund.CustomerPast{
				Windows: windows([3]int64{}, [3]int64{}, [3]int64{}), OrderCount: 1, RequestsLastHour: 1,
			})
		},
	}
}

// pastByWindow: refunds 100, 40, 20 and 3 days ago, of 11300, 22600, 11300 and 11300.
func pastByWindow(t *testing.T, d *Desk) {
	for i, step := range []struct {
		quantity int64
		days     time.Duration
	}{{1, 60}, {2, 20}, {1, 17}, {1, 3}} {
		d.reserved(of("42", fmt.Sprintf("o%d", i), card), step.quantity)
		d.Clock.Advance(step.days * 24 * time.Hour)
	}
	c := of("42", "o9", card)
	samePast(t, d.past(c), refund.CustomerPast{
		RefundCount90d: 3, RefundMinor90d: 45200,
		Windows:    windows([3]int64{1, 11300, 22600}, [3]int64{2, 22600, 45200}, [3]int64{3, 45200, 67800}),
		OrderCount: 4, AverageMinor: 14125, LargestMinor: 22600,
	})
}
