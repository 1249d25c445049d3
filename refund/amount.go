package refund

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// ParseAmount reads an amount as people write it, such as "45.00 CNY" or "45 CNY", into minor
// units: a plain decimal, one space and the currency. No grouping: 1,000 means two things in two
// countries. Every error is a Problem: MALFORMED (also for more decimals than the currency has),
// NEGATIVE_AMOUNT, UNKNOWN_CURRENCY or AMOUNT_OVERFLOW.
func ParseAmount(text string) (int64, Currency, error) {
	if strings.HasPrefix(text, "-") {
		return 0, "", Problem{Code: CodeNegativeAmount, Detail: fmt.Sprintf("%q is negative", text)}
	}
	number, code, _ := strings.Cut(text, " ")
	major, err := ParseDecimal(number)
	if err != nil || !currencyForm.MatchString(code) {
		return 0, "", Problem{Code: CodeMalformed, Detail: fmt.Sprintf("%q is not an amount with its currency, such as 45.00 CNY", text)}
	}
	minor, err := MinorOf(major, Currency(code))
	return minor, Currency(code), err
}

// currencyForm is how a currency's code is written.
var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

// MinorOf returns an amount in major units, such as 45.00, as minor units of its currency. Errors are
// a Problem UNKNOWN_CURRENCY, MALFORMED (more decimals than the currency has) or AMOUNT_OVERFLOW.
func MinorOf(major decimal.Decimal, currency Currency) (int64, error) {
	exponent, ok := currency.Exponent()
	if !ok {
		return 0, Problem{Code: CodeUnknownCurrency, Detail: fmt.Sprintf("%q is not an ISO 4217 currency in use", currency)}
	}
	minor := major.Shift(int32(exponent))
	if minor.Exponent() < 0 { // 45.000 CNY could be meant as 45000: written decimals count, also zeros
		return 0, Problem{Code: CodeMalformed, Detail: fmt.Sprintf("%s has more than the %d decimals of %s", major, exponent, currency)}
	}
	units := minor.BigInt()
	if !units.IsInt64() {
		return 0, Problem{Code: CodeAmountOverflow, Detail: fmt.Sprintf("%s %s is too large", major, currency)}
	}
	return units.Int64(), nil
}

// FormatAmount writes minor units as people read them, such as "45.00 CNY". An amount in a
// currency without a known exponent is not given decimals by guess: "4500 XYZ (minor units)". It writes
// the digits itself: every step of every explanation has an amount or two.
func FormatAmount(minor int64, currency Currency) string {
	exponent, ok := currency.Exponent()
	if !ok {
		return fmt.Sprintf("%d %s (minor units)", minor, currency)
	}
	var digits [20]byte
	at := len(digits)
	for rest := magnitude(minor); rest > 0 || len(digits)-at <= exponent; rest /= 10 {
		at--
		digits[at] = byte('0' + rest%10)
	}
	text := make([]byte, 0, len(digits)+len(currency)+3)
	if minor < 0 {
		text = append(text, '-')
	}
	point := len(digits) - exponent
	text = append(text, digits[at:point]...)
	if exponent > 0 {
		text = append(append(text, '.'), digits[point:]...)
	}
	return string(append(append(text, ' '), currency...))
}

// FormatAsset writes an amount of anything that books count in minor units: currencies as FormatAmount does, others as
// 750 PTS:club.
func FormatAsset(minor int64, asset string) string {
	if _, known := Currency(asset).Exponent(); known {
		return FormatAmount(minor, Currency(asset))
	}
	return fmt.Sprintf("%d %s", minor, asset)
}
