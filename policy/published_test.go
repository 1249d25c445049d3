package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// Worked cases of published sources: each names where its numbers are printed.

func buyGet(id refund.PromotionID, buy, get int64, percent string) refund.Promotion {
	return refund.Promotion{PromotionID: id, Kind: refund.PromotionBuyXGetY, BuyQuantity: &buy, GetQuantity: &get, GetPercentOff: percent}
}

func dollars(o refund.Order) refund.Order {
	o.Currency, o.Market = "USD", "US"
	for i := range o.Payments {
		o.Payments[i].Currency = "USD"
	}
	return o
}

func TestPublishedExamplesOfPromotionsComeOut(t *testing.T) {
	keep, reprice := policyWith(t), policyWith(t, "promotion_mode: KEEP", "promotion_mode: REPRICE")
	bogo := func(percent string, of30, of20 int64) refund.Order {
		lines := []refund.Line{off(goods("30", 1, 3000), "p", of30), off(goods("20", 1, 2000), "p", of20)}
		return dollars(promoted(order(lines, card(5000-of30-of20)), buyGet("p", 1, 1, percent)))
	}
	threeForTwo := dollars(promoted(order([]refund.Line{
		off(goods("50", 1, 5000), "p", 1316), off(goods("60", 1, 6000), "p", 1579), off(goods("80", 1, 8000), "p", 2105)}, card(14000)), buyGet("p", 2, 1, "")))
	paladin := dollars(promoted(order([]refund.Line{off(goods("a", 3, 1399), "p", 1399)}, card(2798)), buyGet("p", 2, 1, "")))
	mixed := dollars(promoted(order([]refund.Line{off(goods("a", 1, 599), "p", 106), off(goods("b", 2, 1399), "p", 493)}, card(2798)), buyGet("p", 2, 1, "")))
	for name, c := range map[string]struct {
		policy *policy.Policy
		order  refund.Order
		back   []refund.CancelledLine
		want   int64
	}{
		// customerservice-macys.com, "Buy One Get One (BOGO) Returns".
		"Macy's: buy one get one free, the $30 item":      {keep, bogo("", 1200, 800), []refund.CancelledLine{take("30", 1)}, 1800},
		"Macy's: buy one get one free, the $20 item":      {keep, bogo("", 1200, 800), []refund.CancelledLine{take("20", 1)}, 1200},
		"Macy's: buy one get one 50 % off, the $30 item":  {keep, bogo("0.50", 600, 400), []refund.CancelledLine{take("30", 1)}, 2400},
		"Macy's: buy one get one 50 % off, the $20 item":  {keep, bogo("0.50", 600, 400), []refund.CancelledLine{take("20", 1)}, 1600},
		"Macy's: both items are what was paid":            {keep, bogo("", 1200, 800), []refund.CancelledLine{take("30", 1), take("20", 1)}, 3000},
		"repriced instead: the $20 item was the free one": {reprice, bogo("", 1200, 800), []refund.CancelledLine{take("20", 1)}, 0},
		// help.corsetdeal.com, "What is your return policy on BUY 2 GET 1 FREE": $50, $60, $80 for $140.
		"Corset Deal: one of three, worth $50":         {reprice, threeForTwo, []refund.CancelledLine{take("50", 1)}, 0},
		"Corset Deal: two of three, worth $50 and $60": {reprice, threeForTwo, []refund.CancelledLine{take("50", 1), take("60", 1)}, 6000},
		"Corset Deal: all three":                       {reprice, threeForTwo, []refund.CancelledLine{take("50", 1), take("60", 1), take("80", 1)}, 14000},
		// portal.paladinpos.com, "How to Determine Proportionate Effective Percentage for BOGO Sales".
		"Paladin: one of 3 x 13.99 for 27.98": {keep, paladin, []refund.CancelledLine{take("a", 1)}, 933},
		"Paladin: all of 3 x 13.99 for 27.98": {keep, paladin, []refund.CancelledLine{take("a", 3)}, 2798},
		"Paladin: the 5.99 of 5.99 and 13.99": {keep, mixed, []refund.CancelledLine{take("a", 1)}, 493},
		"Paladin: a 13.99 of 5.99 and 13.99":  {keep, mixed, []refund.CancelledLine{take("b", 1)}, 1153},
		"Paladin: all of 5.99 and 13.99":      {keep, mixed, []refund.CancelledLine{take("a", 1), take("b", 2)}, 2798},
	} {
		t.Run(name, func(t *testing.T) {
			a := assess(t, c.policy, mind(c.order, c.back...), historyOf(t, c.order))
			if a.TotalMinor != c.want {
				t.Errorf("got %d of %v, want %d", a.TotalMinor, parts(a), c.want)
			}
		})
	}
}

// The tax inside a refund, at published fractions of the gross price.
func TestPublishedFractionsOfTaxComeOut(t *testing.T) {
	for name, c := range map[string]struct {
		currency   refund.Currency
		price      int64
		rate       string
		taxOfWhole int64
	}{
		// HMRC, VAT guide (Notice 700): the VAT fraction for 20 % is 1/6, for 5 % it is 1/21.
		"VAT 20 % is a sixth of 59.99":       {"GBP", 5999, "0.20", 1000},
		"VAT 5 % is a twenty-first of 10.50": {"GBP", 1050, "0.05", 50},
		// National Tax Agency of Japan, No. 6301: 10/110 at the standard rate, 8/108 at the reduced one.
		"consumption tax 10 % is 10/110 of 1,980 yen": {"JPY", 1980, "0.10", 180},
		"consumption tax 8 % is 8/108 of 1,000 yen":   {"JPY", 1000, "0.08", 74},
		// State Taxation Administration of China: amount excluding tax = amount including tax / (1 + 13 %).
		"VAT 13 % inside 113.00 yuan": {"CNY", 11300, "0.13", 1300},
		// Oman and Bahrain: VAT of 5 % and 10 % on three decimals.
		"VAT 10 % inside 1.100 dinar": {"BHD", 1100, "0.10", 100},
		// Four decimals: VAT 19 % of Chile inside one unidad de fomento.
		"VAT 19 % inside 1.1900 UF": {"CLF", 11900, "0.19", 1900},
	} {
		t.Run(name, func(t *testing.T) {
			rate, err := refund.ReadShare(c.rate)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := rate.InsideOf(c.price, rate); err != nil || got != c.taxOfWhole {
				t.Fatalf("the fraction is %d, %v; want %d", got, err, c.taxOfWhole)
			}
			o := order([]refund.Line{goods("1", 1, c.price, at(tax(refund.TaxInclusive, c.taxOfWhole), c.rate))}, card(c.price))
			o.Currency, o.Payments[0].Currency = c.currency, c.currency
			a := first(t, whole(o, refund.ReasonDamaged))
			if a.TotalMinor != c.price || a.TaxMinor != c.taxOfWhole || slices.ContainsFunc(a.Steps, func(s refund.Step) bool { return s.Key == "tax.differs" }) {
				t.Errorf("got %d with tax %d", a.TotalMinor, a.TaxMinor)
			}
		})
	}
}

func TestARecordedTaxThatDiffersFromItsRateCountsAndIsReported(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 11300, at(tax(refund.TaxInclusive, 1302), "0.13"))}, card(11300))
	a := first(t, whole(o, refund.ReasonDamaged))
	if a.TaxMinor != 1302 || !slices.ContainsFunc(a.Steps, func(s refund.Step) bool { return s.Key == "tax.differs" && s.ResultMinor == 1302 }) {
		t.Errorf("got tax %d, steps %v", a.TaxMinor, a.Steps)
	}
}
