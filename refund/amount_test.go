package refund_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

func TestAnAmountIsReadInItsCurrencysOwnDecimals(t *testing.T) {
	for _, c := range []struct {
		text     string
		minor    int64
		currency refund.Currency
	}{
		{"45.00 CNY", 4500, "CNY"},
		{"45 CNY", 4500, "CNY"},
		{"45.5 CNY", 4550, "CNY"},
		{"0.01 USD", 1, "USD"},
		{"12.845 KWD", 12845, "KWD"},
		{"1500 JPY", 1500, "JPY"},
		{"1.0001 CLF", 10001, "CLF"},
		{"007.10 EUR", 710, "EUR"},
		{"92233720368547758.07 USD", math.MaxInt64, "USD"},
	} {
		minor, currency, err := refund.ParseAmount(c.text)
		if err != nil || minor != c.minor || currency != c.currency {
			t.Errorf("%q = %d %s, %v; want %d %s", c.text, minor, currency, err, c.minor, c.currency)
		}
	}
}

func TestAnAmountThatCouldMeanTwoThingsIsRefused(t *testing.T) {
	for text, want := range map[string]refund.Code{
		"":                         refund.CodeMalformed,
		"45.00":                    refund.CodeMalformed,
		"CNY 45.00":                refund.CodeMalformed,
		"45.00CNY":                 refund.CodeMalformed,
		"45.00 cny":                refund.CodeMalformed,
		"1,000 CNY":                refund.CodeMalformed,
		"45.000 CNY":               refund.CodeMalformed,
		"1.0 JPY":                  refund.CodeMalformed,
		"1e3 CNY":                  refund.CodeMalformed,
		".5 CNY":                   refund.CodeMalformed,
		"5. CNY":                   refund.CodeMalformed,
		"+5 CNY":                   refund.CodeMalformed,
		"５ CNY":                    refund.CodeMalformed,
		"-5 CNY":                   refund.CodeNegativeAmount,
		"5 XXX":                    refund.CodeUnknownCurrency,
		"5 DEM":                    refund.CodeUnknownCurrency,
		"92233720368547758.08 USD": refund.CodeAmountOverflow,
		"9223372036854775808 JPY":  refund.CodeAmountOverflow,
	} {
		minor, currency, err := refund.ParseAmount(text)
		if problem, _ := refund.ProblemIn(err); problem.Code != want {
			t.Errorf("%q = %d %s, %v; want %s", text, minor, currency, err, want)
		}
	}
}

func TestAnAmountIsWrittenInItsCurrencysOwnDecimals(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		currency refund.Currency
		want     string
	}{
		{4500, "CNY", "45.00 CNY"},
		{5, "CNY", "0.05 CNY"},
		{-5, "CNY", "-0.05 CNY"},
		{0, "KWD", "0.000 KWD"},
		{1500, "JPY", "1500 JPY"},
		{-1500, "JPY", "-1500 JPY"},
		{10001, "CLF", "1.0001 CLF"},
		{math.MinInt64, "USD", "-92233720368547758.08 USD"},
		{4500, "XYZ", "4500 XYZ (minor units)"},
	} {
		if got := refund.FormatAmount(c.minor, c.currency); got != c.want {
			t.Errorf("%d %s = %q, want %q", c.minor, c.currency, got, c.want)
		}
	}
}

func TestAnAmountWrittenIsReadBackAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Min(0).Draw(t, "minor")
		currency := rapid.SampledFrom([]refund.Currency{"JPY", "CNY", "KWD", "CLF"}).Draw(t, "currency")
		text := refund.FormatAmount(minor, currency)
		got, gotCurrency, err := refund.ParseAmount(text)
		if err != nil || got != minor || gotCurrency != currency {
			t.Fatalf("%d %s was written %q and read as %d %s, %v", minor, currency, text, got, gotCurrency, err)
		}
	})
}

func FuzzAnAmountIsReadOrRefusedWithACode(f *testing.F) {
	f.Add("45.00 CNY")
	f.Add("-0 JPY")
	f.Add("99999999999999999999 KWD")
	f.Fuzz(func(t *testing.T, text string) {
		minor, currency, err := refund.ParseAmount(text)
		if err != nil {
			if problem, ok := refund.ProblemIn(err); !ok || problem.Code == "" {
				t.Errorf("%q: %v has no code", text, err)
			}
			return
		}
		if again, _, err := refund.ParseAmount(refund.FormatAmount(minor, currency)); err != nil || again != minor {
			t.Errorf("%q is %d %s, read back as %d, %v", text, minor, currency, again, err)
		}
	})
}

func ExampleParseAmount() {
	minor, currency, err := refund.ParseAmount("45.00 CNY")
	fmt.Println(minor, currency, err)
	_, _, err = refund.ParseAmount("45.00")
	fmt.Println(err)
	// Output:
	// 4500 CNY <nil>
	// MALFORMED: "45.00" is not an amount with its currency, such as 45.00 CNY
}

func ExampleFormatAmount() {
	fmt.Println(refund.FormatAmount(12845, "KWD"))
	// Output: 12.845 KWD
}

func ExampleFormatAsset() {
	fmt.Println(refund.FormatAsset(12845, "KWD"), refund.FormatAsset(750, "PTS:club"))
	// Output: 12.845 KWD 750 PTS:club
}

func ExampleShareTenders() {
	shares, err := refund.ShareTenders(22500, []int64{17000, 10000})
	fmt.Println(shares, err)
	// Output: [14167 8333] <nil>
}

func ExampleCumulative() {
	// 10.00 for three units, taken one at a time.
	for before := range int64(3) {
		worth, _ := refund.Cumulative(1000, refund.Taken{Before: before, Now: 1, Bought: 3})
		fmt.Print(worth, " ")
	}
	fmt.Println()
	// Output: 333 334 333
}
