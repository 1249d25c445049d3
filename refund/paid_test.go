package refund_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func exclusive(amount int64) []refund.Tax {
	return []refund.Tax{{Mode: refund.TaxExclusive, AmountMinor: amount}}
}

func TestALinesPaidAmountIsListLessDiscountsPlusExclusiveTax(t *testing.T) {
	line := refund.Line{
		LineID: "1", Quantity: 3, UnitPriceMinor: 400,
		Discounts: []refund.DiscountShare{{PromotionID: "a", AmountMinor: 150}, {PromotionID: "b", AmountMinor: 51}},
		Taxes:     append(exclusive(82), refund.Tax{Mode: refund.TaxInclusive, AmountMinor: 40}),
	}
	for name, c := range map[string]struct {
		compute func() (int64, error)
		want    int64
	}{
		"list": {line.ListMinor, 1200}, "net": {line.NetMinor, 999}, "paid": {line.PaidMinor, 1081},
	} {
		if got, err := c.compute(); err != nil || got != c.want {
			t.Errorf("%s = %d, %v; want %d", name, got, err, c.want)
		}
	}
}

func TestAnOrderCostsItsLinesShippingAndFeesLessUnallocatedDiscounts(t *testing.T) {
	order := refund.Order{
		Lines: []refund.Line{
			{LineID: "1", Quantity: 1, UnitPriceMinor: 1000, Taxes: exclusive(100)},
			{LineID: "2", Quantity: 2, UnitPriceMinor: 500},
		},
		Shipping:       refund.Shipping{AmountMinor: 300, DiscountMinor: 100, Discounts: []refund.DiscountShare{{AmountMinor: 100}}, Taxes: exclusive(20)},
		Fees:           []refund.Fee{{FeeID: "gift-wrap", AmountMinor: 50, Taxes: exclusive(5)}},
		OrderDiscounts: []refund.DiscountShare{{PromotionID: "p", AmountMinor: 75}},
	}
	if got, err := order.PaidMinor(); err != nil || got != 1100+1000+220+55-75 {
		t.Errorf("got %d, %v; want 2300", got, err)
	}
}

func TestADiscountAboveWhatThereWasIsRefused(t *testing.T) {
	line := refund.Line{LineID: "1", Quantity: 1, UnitPriceMinor: 100, Discounts: []refund.DiscountShare{{AmountMinor: 101}}}
	shipping := refund.Shipping{AmountMinor: 5, Discounts: []refund.DiscountShare{{AmountMinor: 6}}}
	for name, compute := range map[string]func() (int64, error){
		"line": line.NetMinor, "shipping": shipping.NetMinor,
		"order": refund.Order{OrderDiscounts: []refund.DiscountShare{{AmountMinor: 1}}}.PaidMinor,
	} {
		got, err := compute()
		if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeDiscountExceedsLine {
			t.Errorf("%s = %d, %v; want DISCOUNT_EXCEEDS_LINE", name, got, err)
		}
	}
}

func TestCapturesAreASetAndAnswerForThePayment(t *testing.T) {
	payment := refund.Payment{PaymentID: "p", CapturedMinor: 1, Captures: []refund.Capture{
		{CaptureID: "a", AmountMinor: 600}, {CaptureID: "b", AmountMinor: 400}, {CaptureID: "a", AmountMinor: 600},
	}}
	if got, err := payment.TotalCapturedMinor(); err != nil || got != 1000 {
		t.Errorf("got %d, %v; want 1000", got, err)
	}
	if got, err := (refund.Payment{CapturedMinor: 77}).TotalCapturedMinor(); err != nil || got != 77 {
		t.Errorf("without captures got %d, %v; want 77", got, err)
	}
}

func TestACurrencyHasIsosExponentOrNone(t *testing.T) {
	for code, want := range map[refund.Currency]int{"JPY": 0, "CNY": 2, "KWD": 3, "CLF": 4} {
		if got, ok := code.Exponent(); !ok || got != want || !code.Valid() {
			t.Errorf("%s = %d, %v; want %d", code, got, ok, want)
		}
	}
	for _, code := range []refund.Currency{"", "cny", "XXX", "XAU", "DEM", "ZZZ"} {
		if got, ok := code.Exponent(); ok || code.Valid() {
			t.Errorf("%s has exponent %d, want none", code, got)
		}
	}
}
