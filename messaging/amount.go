package messaging

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"
	"golang.org/x/text/number"

	"github.com/makegood/makegood/refund"
)

// hardSpace keeps an amount on one line (CLDR currencySpacing).
const hardSpace = "\u00a0"

// amount writes minor units as the customer's locale does: its symbol, grouping and decimal sign by
// CLDR, its number of decimals by ISO 4217, from whole numbers alone. English and Chinese put the
// symbol in front. A currency ISO 4217 does not know is a Problem UNKNOWN_CURRENCY.
func (v voice) amount(minor int64, of refund.Currency) (string, error) {
	exponent, ok := of.Exponent()
	if !ok {
		return "", refund.Problem{Code: refund.CodeUnknownCurrency, Detail: fmt.Sprintf("%q has no known decimals", of)}
	}
	sign, rest := "", uint64(minor)
	if minor < 0 {
		sign, rest = "-", -rest
	}
	symbol := v.symbol(of)
	if last, _ := utf8.DecodeLastRuneInString(symbol); unicode.IsLetter(last) {
		symbol += hardSpace
	}
	return sign + symbol + v.decimal(rest, exponent), nil
}

// symbol is CLDR's; a currency newer than its data is named by its code.
func (v voice) symbol(of refund.Currency) string {
	unit, err := currency.ParseISO(string(of))
	if err != nil {
		return string(of)
	}
	return v.numbers.Sprint(currency.Symbol(unit))
}

func (v voice) decimal(minor uint64, exponent int) string {
	whole, part := minor, ""
	for range exponent {
		part = strconv.FormatUint(whole%10, 10) + part
		whole /= 10
	}
	text := v.count(whole)
	if exponent > 0 {
		text += v.point() + part
	}
	return text
}

// count writes a whole number with the locale's grouping.
func (v voice) count(n uint64) string { return v.numbers.Sprint(number.Decimal(n)) }

// point is the locale's decimal sign, read off the writing of one half.
func (v voice) point() string { return strings.Trim(v.numbers.Sprint(number.Decimal(0.5)), "05") }
