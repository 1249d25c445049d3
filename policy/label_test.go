package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// labelled is the simple policy that wants goods back and 10.00 CNY for the way, with 6 % of tax in it.
func labelled(t testing.TB, more ...string) *policy.Policy {
	t.Helper()
	return policyWith(t, append([]string{"  goods_required: false", "  goods_required: true\n  return_shipping: {CNY: {amount_minor: 1000, tax_rate: \"0.06\"}}"}, more...)...)
}

func label(minor int64) part { return part{refund.ComponentReturnShipping, "", minor} }

// 1000 have 1000 x 6/106 = 56.60 of tax in them; the goods 1300 of 11300.
func TestAReturnLabelIsKeptOnceWithTaxOfItsOwn(t *testing.T) {
	o := arrived(goods("1", 2, 11300, at(tax(refund.TaxInclusive, 2600), "0.13")), goods("2", 1, 500))
	h := play(t, labelled(t), o, []request{
		{mind(o, take("1", 1), take("2", 1)), 10800, 1243, []part{{refund.ComponentLine, "1", 11300}, {refund.ComponentLine, "2", 500}, label(-1000)}, []leg{{"card", 10800}}},
		{damaged(o, take("1", 1)), 11300, 1300, []part{{refund.ComponentLine, "1", 11300}}, []leg{{"card", 11300}}},
	})
	if h.Earlier[0].Components[2].TaxMinor != -57 {
		t.Errorf("tax in the label: %+v", h.Earlier[0].Components[2])
	}
}

// The credit note takes the label at its own rate: 943 and 57 of 6 %, beside 10000 and 1300 of 13 %.
func TestTheCreditNoteOfALabelHasTheLabelsOwnRate(t *testing.T) {
	o := arrived(goods("1", 2, 11300, at(tax(refund.TaxInclusive, 2600), "0.13")))
	p, h := labelled(t), historyOf(t, o)
	want := []refund.CreditedTax{{Mode: refund.TaxInclusive, Rate: "0.13", NetMinor: 10000, TaxMinor: 1300}, {Mode: refund.TaxInclusive, Rate: "0.06", NetMinor: -943, TaxMinor: -57}}
	for i := range 2 {
		var a refund.Assessment
		a, h = settle(t, p, mind(o, take("1", 1)), h)
		if a.CreditNote == nil || a.CreditNote.NetMinor != 9057 || !slices.Equal(a.CreditNote.Taxes, want) {
			t.Errorf("request %d: got %+v", i+1, a.CreditNote)
		}
		creditAddsUp(t, a)
	}
}

// MONEY C11: restocking first, 15 % of 11300 with 195 of its tax (1695 x 1300/11300), then the label.
func TestALabelComesAfterRestockingAndTakesAtMostWhatIsLeft(t *testing.T) {
	o := arrived(goods("1", 1, 11300, at(tax(refund.TaxInclusive, 1300), "0.13")))
	a := assess(t, labelled(t, withRestocking()...), mind(o, take("1", 1)), historyOf(t, o))
	if want := []part{{refund.ComponentLine, "1", 11300}, {refund.ComponentRestocking, "1", -1695}, label(-1000)}; !slices.Equal(parts(a), want) {
		t.Errorf("got %v, want %v", parts(a), want)
	}
	if a.TotalMinor != 8605 || a.TaxMinor != 1300-195-57 || a.DeductionTaxMinor != 195+57 {
		t.Errorf("got %d with tax %d, %d of it deducted", a.TotalMinor, a.TaxMinor, a.DeductionTaxMinor)
	}
	// 15 % of 1100 are 165; 935 are left for a label of 1000, of which 935 x 6/106 = 52.92 are tax.
	small := arrived(goods("1", 1, 1100))
	a = assess(t, labelled(t, withRestocking()...), mind(small, take("1", 1)), historyOf(t, small))
	if want := []part{{refund.ComponentLine, "1", 1100}, {refund.ComponentRestocking, "1", -165}, label(-935)}; !slices.Equal(parts(a), want) || a.TaxMinor != -53 {
		t.Errorf("got %v with tax %d", parts(a), a.TaxMinor)
	}
}

// MONEY C8: the label falls on the wallet: 3600 - 1000 of A. Of B the packet goes back whole, and the wallet's 400
// are all that the second label may take.
func TestALabelFallsOnTheDivisibleTenders(t *testing.T) {
	o := arrived(goods("A", 1, 9000), goods("B", 1, 1000))
	o.Payments = []refund.Payment{tender("wallet", refund.PaymentWallet, 4000), tender("rp", refund.PaymentRedPacket, 6000)}
	p, h := labelled(t), historyOf(t, o)
	for i, r := range []returned{{mind(o, take("A", 1)), 2600, []leg{{"wallet", 2600}}}, {mind(o, take("B", 1)), 6000, []leg{{"rp", 6000}}}} {
		var a refund.Assessment
		if a, h = settle(t, p, r.c, h); a.TotalMinor != r.total || !slices.Equal(legs(a), r.legs) {
			t.Errorf("request %d: %d over %v of %v; want %d over %v", i+1, a.TotalMinor, legs(a), parts(a), r.total, r.legs)
		}
	}
}

func TestALabelIsKeptOnlyWhereGoodsComeBackForAReasonOfItsOwn(t *testing.T) {
	delivered := occurredAt.AddDate(0, 0, -2)
	o := arrived(goods("1", 2, 5000))
	unsent := order([]refund.Line{goods("1", 2, 5000)}, card(10000))
	german := arrived(goods("1", 2, 5000))
	german.Market, german.TimeZone, german.DeliveredAt = "DE", "Europe/Berlin", &delivered
	german.PlacedAt = occurredAt.AddDate(0, 0, -5)
	dollars := arrived(goods("1", 2, 5000))
	dollars.Currency, dollars.Payments[0].Currency = "USD", "USD"
	minor := int64(300)
	late := german
	long := occurredAt.AddDate(0, 0, -20)
	late.PlacedAt, late.DeliveredAt = occurredAt.AddDate(0, 0, -25), &long
	for name, c := range map[string]struct {
		asked refund.Cancellation
		kept  int64
	}{
		"a change of mind":                        {mind(o, take("1", 1)), -1000},
		"the merchant's own fault":                {damaged(o, take("1", 1)), 0},
		"an order made twice":                     {some(o, refund.ReasonDuplicateOrder, take("1", 1)), 0},
		"goods that were never sent":              {mind(unsent, take("1", 1)), 0},
		"an allowance":                            {mind(o, refund.CancelledLine{LineID: "1", AmountMinor: &minor}), 0},
		"goods that stay with the customer":       {mind(o, refund.CancelledLine{LineID: "1", Quantity: 1, GoodsWaived: true}), 0},
		"a currency without a price":              {mind(dollars, take("1", 1)), 0},
		"within fourteen days by the law":         {mind(german, take("1", 1)), 0},
		"after the days of the law":               {mind(late, take("1", 1)), -1000},
		"a fault and a change of mind, one label": {mind(o, take("1", 1), refund.CancelledLine{LineID: "1", Quantity: 1, Reason: refund.ReasonDamaged}), -1000},
	} {
		if a := assess(t, labelled(t), c.asked, historyOf(t, c.asked.Order)); sumOf(a, refund.ComponentReturnShipping) != c.kept || a.Disposition != refund.DispositionPay {
			t.Errorf("%s: %s, got %v", name, a.Disposition, parts(a))
		}
	}
}

func TestTheDearestLabelOfWhatComesBackIsKept(t *testing.T) {
	o := arrived(goods("1", 1, 5000), goods("2", 1, 5000))
	o.Lines[1].Category = "oversized"
	rule := "\nrules:\n  - name: large-parcels\n    when: {categories: [oversized]}\n    terms: {return_shipping: {CNY: {amount_minor: 2500, tax_rate: \"0\"}}}\n"
	p := labelled(t, "\n# Up to these,", rule+"\n# Up to these,")
	if a := assess(t, p, mind(o, take("1", 1), take("2", 1)), historyOf(t, o)); sumOf(a, refund.ComponentReturnShipping) != -2500 {
		t.Errorf("got %v", parts(a))
	}
}

// A person's lower amount is what goes back after the label: 9000 of 11300, of which the label takes 1000.
func TestAPersonsAmountIsAfterTheLabel(t *testing.T) {
	o := arrived(goods("1", 1, 11300))
	p, c := labelled(t), mind(o, take("1", 1))
	h := historyOf(t, o)
	stored := assess(t, p, c, h)
	target := int64(9000)
	a, err := p.Reassess(refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: stored}, AdjustToMinor: &target}, h)
	if err != nil || a.TotalMinor != 9000 {
		t.Fatalf("got %d, %v", a.TotalMinor, err)
	}
	if want := []part{{refund.ComponentLine, "1", 11300}, {refund.ComponentAdjustment, "", -1300}, label(-1000)}; !slices.Equal(parts(a), want) {
		t.Errorf("got %v", parts(a))
	}
}

func TestMistakesInTheTermsOfTheWayBackAreNamed(t *testing.T) {
	for written, want := range map[string]string{
		`return_shipping: {CNY: {amount_minor: 1000}}`:                            "terms.return_shipping.CNY.tax_rate is missing",
		`return_shipping: {CNY: {tax_rate: "0.06"}}`:                              "terms.return_shipping.CNY.amount_minor is missing",
		`return_shipping: {DEM: {amount_minor: 1, tax_rate: "0"}}`:                `terms.return_shipping names "DEM"`,
		`return_shipping: {CNY: {amount_minor: 9000000000000000, tax_rate: "0"}}`: "more than",
		`return_shipping_reasons: [DAMAGED]`:                                      "the merchant's own fault never costs the customer",
		`return_shipping_reasons: [WHIM]`:                                         `names the unknown reason "WHIM"`,
		`goods_waived_up_to: {DEM: 1}`:                                            `terms.goods_waived_up_to names "DEM"`,
		`goods_waived_up_to: {CNY: -1}`:                                           "is not a whole number",
	} {
		_, err := policy.Load(strings.NewReader(strings.Replace(simpleYAML(t), "  goods_required: false", "  goods_required: false\n  "+written, 1)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", written, err, want)
		}
	}
}
