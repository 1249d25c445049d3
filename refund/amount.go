package refund

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// amountForm is an amount as people write it: digits, a point and decimals if wanted, one space,
// and the currency. No sign, no grouping: 1,000 means two things in two countries.
var amountForm = regexp.MustCompile(`^([0-9]{1,40})(?:\.([0-9]{1,40}))? ([A-Z]{3})$`)

// ParseAmount reads an amount as people write it, such as "45.00 CNY" or "45 CNY", into minor
// units. Every error is a Problem: MALFORMED (also for more decimals than the currency has),
// NEGATIVE_AMOUNT, UNKNOWN_CURRENCY or AMOUNT_OVERFLOW.
func ParseAmount(text string) (int64, Currency, error) {
	if strings.HasPrefix(text, "-") {
		return 0, "", Problem{Code: CodeNegativeAmount, Detail: fmt.Sprintf("%q is negative", text)}
	}
	parts := amountForm.FindStringSubmatch(text)
	if parts == nil {
		return 0, "", Problem{Code: CodeMalformed, Detail: fmt.Sprintf("%q is not an amount with its currency, such as 45.00 CNY", text)}
	}
	whole, decimals, currency := parts[1], parts[2], Currency(parts[3])
	exponent, ok := currency.Exponent()
	if !ok {
		return 0, "", Problem{Code: CodeUnknownCurrency, Detail: fmt.Sprintf("%q is not an ISO 4217 currency in use", currency)}
	}
	if len(decimals) > exponent {
		return 0, "", Problem{Code: CodeMalformed, Detail: fmt.Sprintf("%q has more than the %d decimals of %s", text, exponent, currency)}
	}
	digits := whole + decimals + strings.Repeat("0", exponent-len(decimals))
	minor, err := strconv.ParseInt(digits, 10, 64)
	if err != nil { // only digits: the one error left is the range
		return 0, "", Problem{Code: CodeAmountOverflow, Detail: fmt.Sprintf("%q is too large", text)}
	}
	return minor, currency, nil
}

// FormatAmount writes minor units as people read them, such as "45.00 CNY". An amount in a
// currency without a known exponent is not given decimals by guess: "4500 XYZ (minor units)".
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
