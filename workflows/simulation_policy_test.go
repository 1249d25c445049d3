package workflows_test

import "github.com/makegood/makegood/refund"

// simulatedPolicy is the shipped policy with goods first for bulky goods and two people for precious
// ones, whatever the risk; with points among an offer's choices, and with budgets that run short.
const simulatedPolicy = `
name: simulation
version: "1"
handling:
  - {name: bulky-goods-come-first, when: {categories: [bulky]}, goods_first: true}
  - {name: precious-goods-need-two, when: {categories: [precious]}, roles: [support, lead]}
offers:
  sorry-coupon:
    budget: goodwill
    remind_seconds: 432000
    expiry_seconds: 604800
    choices:
      - {id: coupon, kind: COUPON, promotion: sorry, rate: "0.10", min_minor: {CNY: 500, USD: 100, JPY: 100}, max_minor: {CNY: 5000, USD: 1000, JPY: 1500}}
      - {id: points, kind: POINTS, programme: club, points_per_minor: {CNY: "1.5", USD: "9", JPY: "1"}, rate: "0.12",
         min_minor: {CNY: 400, USD: 90, JPY: 90}, max_minor: {CNY: 5500, USD: 1100, JPY: 1600}}
  sorry-credit:
    budget: goodwill
    expiry_seconds: 604800
    choices:
      - {id: credit, kind: STORE_CREDIT, rate: "0.05", min_minor: {CNY: 500, USD: 100, JPY: 100, KWD: 300}, max_minor: {CNY: 3000, USD: 600, JPY: 900, KWD: 2000}}
      - {id: mend, kind: REPAIR, promotion: mend, rate: "0", min_minor: {CNY: 800, USD: 160, JPY: 160, KWD: 400}, max_minor: {CNY: 800, USD: 160, JPY: 160, KWD: 400}}
budgets:
  goodwill: {CNY: 6000, USD: 1500, JPY: 2000, KWD: 2500}
alternatives: {store_credit_budget: goodwill, exchange: true}
`

// simulatedStaff are six who may decide everything, more than two rounds of two need, and one who
// may decide little.
type simulatedStaff struct{}

func (simulatedStaff) Staff() refund.Staff {
	out := refund.Staff{Ranks: []refund.Role{"support", "lead", "finance"}}
	limits := map[refund.Currency]int64{}
	for _, currency := range simulatedCurrencies() {
		limits[currency] = 1 << 50
	}
	for _, name := range simulatedReviewers() {
		out.Reviewers = append(out.Reviewers, refund.Reviewer{Name: name, Roles: out.Ranks, LimitMinor: limits})
	}
	out.Reviewers[len(out.Reviewers)-1].LimitMinor = map[refund.Currency]int64{"CNY": 5000}
	out.Reviewers = append(out.Reviewers, refund.Reviewer{Name: "warehouse", Roles: []refund.Role{"warehouse"}})
	return out
}

func simulatedReviewers() []refund.Person {
	return []refund.Person{"ann", "bob", "carol", "dora", "emil", "fay", "gil"}
}

// simulatedCurrencies are what orders are paid in. CHF has no band: always a person, never an offer.
func simulatedCurrencies() []refund.Currency {
	return []refund.Currency{"CNY", "CNY", "USD", "KWD", "JPY", "CHF"}
}
