package risk

import (
	"fmt"
	"slices"
	"sync"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

// ofLarge is what is in the name of every variable that large_minor is needed for.
const ofLarge = "percent_of_large"

// feature is a variable of the rules, and how it is seen; false: it is not known.
type feature struct {
	condition.Variable
	see func(*sighting) (any, bool)
}

// features are all variables of the rules. Days are whole days of 24 hours before the request;
// amounts minor units of the order's currency; percentages whole, rounded down; what covers the
// customer's past is without the request itself.
func features() []feature { return slices.Concat(ofRequest(), ofOrder(), ofCustomer(), ofWindows()) }

// Variables documents what a rule's condition may ask about.
func Variables() []condition.Variable {
	var all []condition.Variable
	for _, f := range features() {
		all = append(all, f.Variable)
	}
	return all
}

// ofRisk declares the variables, once.
var ofRisk = sync.OnceValues(func() (*condition.Vocabulary, error) { return condition.NewVocabulary(Variables()) })

func ofRequest() []feature {
	return []feature{
		{condition.Variable{Name: "request.reason", Type: condition.Text, Kind: condition.Fact, Meaning: "why the refund is asked for"},
			func(s *sighting) (any, bool) { return optionalText(string(s.request.Reason.Known())) }},
		{condition.Variable{Name: "request.fraud_suspected", Type: condition.Truth, Kind: condition.Fact, Meaning: "the request, or one of its lines, is taken for FRAUD_SUSPECTED"},
			func(s *sighting) (any, bool) { return s.fraudSuspected(), true }},
		{condition.Variable{Name: "request.goods_waived", Type: condition.Truth, Kind: condition.Fact, Meaning: "goods that are paid back stay with the customer"},
			func(s *sighting) (any, bool) { return s.goodsWaived(), true }},
		{condition.Variable{Name: "request.initiator", Type: condition.Text, Kind: condition.Fact, Meaning: "CUSTOMER, MERCHANT, SUPPORT or SYSTEM"},
			func(s *sighting) (any, bool) { return optionalText(string(s.request.Initiator)) }},
		{condition.Variable{Name: "request.scope", Type: condition.Text, Kind: condition.Fact, Meaning: "LINES or WHOLE_ORDER"},
			func(s *sighting) (any, bool) { return optionalText(string(s.request.Scope)) }},
		{condition.Variable{Name: "request.has_evidence", Type: condition.Truth, Kind: condition.Fact, Meaning: "the request carries at least one document"},
			func(s *sighting) (any, bool) { return len(s.request.Evidence) > 0, true }},
		{condition.Variable{Name: "request.amount_minor", Type: condition.Number, Kind: condition.Amount, Meaning: "what the request comes to"},
			func(s *sighting) (any, bool) { return s.totalMinor, true }},
		{condition.Variable{Name: "request.amount_percent_of_large", Type: condition.Number, Kind: condition.Amount, Meaning: "the same, in percent of the currency's large_minor"},
			func(s *sighting) (any, bool) { return s.percentOfLarge(s.totalMinor) }},
		{condition.Variable{Name: "request.amount_percent_of_average", Type: condition.Number, Kind: condition.Customer, Meaning: "the same, in percent of the customer's average refund"},
			func(s *sighting) (any, bool) { return percent(s.totalMinor, s.past().AverageMinor) }},
		{condition.Variable{Name: "request.amount_percent_of_largest", Type: condition.Number, Kind: condition.Customer, Meaning: "the same, in percent of the customer's largest refund"},
			func(s *sighting) (any, bool) { return percent(s.totalMinor, s.past().LargestMinor) }},
	}
}

func ofOrder() []feature {
	return []feature{
		{condition.Variable{Name: "order.age_days", Type: condition.Number, Kind: condition.Fact, Meaning: "days since the order was placed"},
			func(s *sighting) (any, bool) { return s.daysSince(&s.history.Order.PlacedAt) }},
		{condition.Variable{Name: "order.channel", Type: condition.Text, Kind: condition.Fact, Meaning: "web, app, or a marketplace's name"},
			func(s *sighting) (any, bool) { return optionalText(s.history.Order.Channel) }},
		{condition.Variable{Name: "order.market", Type: condition.Text, Kind: condition.Region, Meaning: "the market, ISO 3166 alpha-2"},
			func(s *sighting) (any, bool) { return optionalText(s.history.Order.Market) }},
		{condition.Variable{Name: "order.currency_code", Type: condition.Text, Kind: condition.Region, Meaning: "the order's currency"},
			func(s *sighting) (any, bool) { return optionalText(string(s.history.Order.Currency)) }},
		{condition.Variable{Name: "order.payment_is_new", Type: condition.Truth, Kind: condition.Customer, Meaning: "none of its payments is of a kind, provider and account the customer paid with before; false for a first order"},
			func(s *sighting) (any, bool) { return s.past().PaymentIsNew, s.customerKnown() }},
		// The event contract has no address, not even a hashed one: until it has, nobody knows.
		{condition.Variable{Name: "order.address_shared", Type: condition.Truth, Kind: condition.Customer, Meaning: "other customers' orders went to the same address (not known yet: events carry no address)"},
			func(*sighting) (any, bool) { return nil, false }},
	}
}

func ofCustomer() []feature {
	return []feature{
		{condition.Variable{Name: "customer.first_order", Type: condition.Truth, Kind: condition.Customer, Meaning: "no other order of the customer is known"},
			func(s *sighting) (any, bool) { return s.past().OrderCount == 0, s.customerKnown() }},
		{condition.Variable{Name: "customer.order_count", Type: condition.Number, Kind: condition.Customer, Meaning: "how many other orders of the customer are known"},
			func(s *sighting) (any, bool) { return s.past().OrderCount, s.customerKnown() }},
		{condition.Variable{Name: "customer.account_age_days", Type: condition.Number, Kind: condition.Customer, Meaning: "days since the customer registered"},
			func(s *sighting) (any, bool) { return s.daysSince(s.history.Order.Customer.RegisteredAt) }},
		{condition.Variable{Name: "customer.requests_last_hour", Type: condition.Number, Kind: condition.Customer, Meaning: "how many other requests came in the last hour"},
			func(s *sighting) (any, bool) { return s.past().RequestsLastHour, s.customerKnown() }},
		{condition.Variable{Name: "customer.average_minor", Type: condition.Number, Kind: condition.Customer, Meaning: "the average of the customer's other refunds"},
			func(s *sighting) (any, bool) { return s.past().AverageMinor, s.past().AverageMinor > 0 }},
		{condition.Variable{Name: "customer.largest_minor", Type: condition.Number, Kind: condition.Customer, Meaning: "the largest of the customer's other refunds"},
			func(s *sighting) (any, bool) { return s.past().LargestMinor, s.past().LargestMinor > 0 }},
	}
}

// ofWindows are the customer's refunds over the last days.
func ofWindows() []feature {
	var all []feature
	for _, days := range []int64{7, 30, 90} {
		of := func(name, meaning string, see func(*sighting, refund.PastWindow) (any, bool)) {
			all = append(all, feature{
				condition.Variable{Name: fmt.Sprintf("customer.%s_%dd", name, days), Type: condition.Number, Kind: condition.Customer, Meaning: fmt.Sprintf(meaning, days)},
				func(s *sighting) (any, bool) {
					window, known := s.window(days)
					if !known {
						return nil, false
					}
					return see(s, window)
				},
			})
		}
		of("refund_count", "refunds of the last %d days", func(_ *sighting, w refund.PastWindow) (any, bool) { return w.RefundCount, true })
		of("refund_minor", "refunded in the last %d days", func(_ *sighting, w refund.PastWindow) (any, bool) { return w.RefundMinor, true })
		of("refund_"+ofLarge, "the same of the last %d days, in percent of the currency's large_minor", func(s *sighting, w refund.PastWindow) (any, bool) { return s.percentOfLarge(w.RefundMinor) })
		of("waived_count", "refunds of the last %d days by which goods stayed with the customer", func(_ *sighting, w refund.PastWindow) (any, bool) { return w.WaivedCount, true })
		of("waived_minor", "refunded in the last %d days for goods that stayed with the customer", func(_ *sighting, w refund.PastWindow) (any, bool) { return w.WaivedMinor, true })
		of("waived_"+ofLarge, "the same of the last %d days, in percent of the currency's large_minor", func(s *sighting, w refund.PastWindow) (any, bool) { return s.percentOfLarge(w.WaivedMinor) })
		of("refund_rate_percent", "refunded in percent of what was captured, of the last %d days", func(_ *sighting, w refund.PastWindow) (any, bool) { return percent(w.RefundMinor, w.CapturedMinor) })
	}
	return all
}
