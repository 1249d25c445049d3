package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// The tax of a price, as published: inside it, or on top of it. Where a page prints another number,
// or none, the row says so. Not in the stored copies were HMRC's Notice 700 itself, No. 6301 of
// Japan's National Tax Agency, and the tax authorities' own pages of China, the Gulf and Chile.
func TestPublishedTaxesComeOut(t *testing.T) {
	for name, c := range map[string]struct {
		currency refund.Currency
		mode     refund.TaxMode
		price    int64
		rate     string
		tax      int64
	}{
		// HMRC, "Calculating VAT for VAT-inclusive and VAT-exclusive prices", hmrc.gov.uk/vat/forms-rates/rates/calculating.htm.
		"HMRC: 20 % on 100":       {"GBP", refund.TaxExclusive, 10000, "0.20", 2000},
		"HMRC: 20 % inside 120":   {"GBP", refund.TaxInclusive, 12000, "0.20", 2000},
		"HMRC: 5 % on 100":        {"GBP", refund.TaxExclusive, 10000, "0.05", 500},
		"HMRC: 5 % inside 105.00": {"GBP", refund.TaxInclusive, 10500, "0.05", 500},
		// itsrelative.co.uk/headlines/2014-06-11-vat-fraction: a sixth, and a twenty-first.
		"a sixth of 60":        {"GBP", refund.TaxInclusive, 6000, "0.20", 1000},
		"a twenty-first of 80": {"GBP", refund.TaxInclusive, 8000, "0.05", 381},
		// Odoo, github.com/odoo/odoo/pull/232207: 20 % inside 24.99 is 4.165, half a cent. MONEY C1 rounds away from zero.
		"Odoo: half a cent": {"GBP", refund.TaxInclusive, 2499, "0.20", 417},
		// Oracle, "Inclusive taxes", docs.oracle.com/cd/G17387_01/trans/G17730-01/inclusive-taxes.html.
		"Oracle: 10 % inside 1,000": {"USD", refund.TaxInclusive, 100000, "0.10", 9091},
		// gist.github.com/twada/4024ab0b4a385380921aaaa223772f4c; it cuts 22.2 and 42.3, which round to the same.
		"8 % inside 300 yen":  {"JPY", refund.TaxInclusive, 300, "0.08", 22},
		"10 % inside 465 yen": {"JPY", refund.TaxInclusive, 465, "0.10", 42},
		// Frappe Books, github.com/frappe/books/pull/1449: 1127 becomes 1240.
		"10 % on 1,127 yen": {"JPY", refund.TaxExclusive, 1127, "0.10", 113},
		// never.ksgymcj.com/html/20250521/701824.html: 130,000 inside 1,130,000.
		"13 % inside 1,130,000 yuan": {"CNY", refund.TaxInclusive, 113000000, "0.13", 13000000},
		// ClearTax, cleartax.com/ae/vat-calculator: 4.76.
		"5 % inside 100 dirham": {"AED", refund.TaxInclusive, 10000, "0.05", 476},
		// tools.gera.services/saudi-vat-calculator: 3/23 of 230.
		"15 % inside 230 riyal": {"SAR", refund.TaxInclusive, 23000, "0.15", 3000},
		// aviaanaccounting.com/how-price-will-be-charged-after-vat-in-bahrain: 5/105 of 5,000 is 238.095.
		"5 % inside 5,000 dinar": {"BHD", refund.TaxInclusive, 5000000, "0.05", 238095},
		// bahrainbanksdirectory.com/vat-calculations prints 9.09: two of the dinar's three decimals.
		"10 % inside 100 dinar": {"BHD", refund.TaxInclusive, 100000, "0.10", 9091},
		// FloCafe, github.com/FreeOpenSourcePOS/FloCafe/pull/618: 0.126, and 0.13 where a dinar had two decimals.
		"10 % on 1.255 dinar": {"KWD", refund.TaxExclusive, 1255, "0.10", 126},
		// The rate and the division by 1.19: richcalculators.com/es/calculadora-de-iva-chile. The amount is ours.
		"19 % inside 1.1900 unidades de fomento": {"CLF", refund.TaxInclusive, 11900, "0.19", 1900},
	} {
		t.Run(name, func(t *testing.T) {
			rate, err := refund.ReadShare(c.rate)
			if err != nil {
				t.Fatal(err)
			}
			total, compute := c.price, func() (int64, error) { return rate.InsideOf(c.price, rate) }
			if c.mode == refund.TaxExclusive {
				total, compute = c.price+c.tax, func() (int64, error) { return rate.Of(c.price) }
			}
			if got, err := compute(); err != nil || got != c.tax {
				t.Fatalf("the tax is %d, %v; want %d", got, err, c.tax)
			}
			o := sold(order([]refund.Line{goods("1", 1, c.price, at(tax(c.mode, c.tax), c.rate))}, card(total)), c.currency, "CN")
			a := first(t, whole(o, refund.ReasonDamaged))
			if a.TotalMinor != total || a.TaxMinor != c.tax || slices.ContainsFunc(a.Steps, func(s refund.Step) bool { return s.Key == "tax.differs" }) {
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

// The days a customer may change their mind in. The goods arrive on Tuesday, 3 November 2026, local.
func TestThePublishedDaysOfTheLawComeOut(t *testing.T) {
	berlin, shanghai := time.FixedZone("CET", 60*60), time.FixedZone("CST", 8*60*60)
	for name, c := range map[string]struct {
		market string
		zone   *time.Location
		at     time.Time
		want   refund.Disposition
	}{
		// Directive 2011/83/EU, article 9(2)(b), legislation.gov.uk/eudr/2011/83/article/9: 14 days from the day
		// the customer has the goods.
		"Germany, the last minute of day 14": {"DE", berlin, time.Date(2026, 11, 17, 23, 59, 0, 0, berlin), refund.DispositionPay},
		"Germany, day 15":                    {"DE", berlin, time.Date(2026, 11, 18, 0, 0, 0, 0, berlin), refund.DispositionReject},
		// A report of the interim measures on seven-day returns, jipiyun.cn/a/724536_25988986916062: seven days,
		// the first is the day after the customer signed for the goods.
		"China, the last minute of day 7": {"CN", shanghai, time.Date(2026, 11, 10, 23, 59, 0, 0, shanghai), refund.DispositionPay},
		"China, day 8":                    {"CN", shanghai, time.Date(2026, 11, 11, 0, 0, 0, 0, shanghai), refund.DispositionReject},
	} {
		t.Run(name, func(t *testing.T) {
			deliveredAt := time.Date(2026, 11, 3, 10, 0, 0, 0, c.zone)
			o := twoLines()
			o.Market, o.DeliveredAt = c.market, &deliveredAt
			request := whole(o, refund.ReasonCustomerChangedMind)
			request.OccurredAt = c.at
			if a := first(t, request); a.Disposition != c.want {
				t.Errorf("got %s %v", a.Disposition, a.Reasons)
			}
		})
	}
}
