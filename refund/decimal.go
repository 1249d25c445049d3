package refund

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// decimalBytesMax bounds a decimal's text, and so what is computed with it.
const decimalBytesMax = 81

// ParseDecimal reads a plain decimal of at least 0, such as "1.5", exactly: digits, with a point and
// more digits where wanted. A sign, an exponent, grouping and spaces are a Problem MALFORMED.
func ParseDecimal(text string) (decimal.Decimal, error) {
	if !plainDecimal(text) {
		return decimal.Decimal{}, Problem{Code: CodeMalformed, Detail: fmt.Sprintf("%q is not a plain decimal", text)}
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Decimal{}, Problem{Code: CodeMalformed, Detail: fmt.Sprintf("%q is not a number", text)}
	}
	return value, nil
}

// plainDecimal reports whether a text has the one form that means the same in every country and
// program. decimal.NewFromString reads more: signs, exponents, a point without digits beside it.
func plainDecimal(text string) bool {
	whole, decimals, pointed := strings.Cut(text, ".")
	return len(text) <= decimalBytesMax && digitsOnly(whole) && (!pointed || digitsOnly(decimals))
}

func digitsOnly(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// RoundMinor rounds an exact decimal to a whole minor unit, halves away from zero (MONEY C1).
func RoundMinor(exact decimal.Decimal) (int64, error) {
	rounded := exact.Round(0).BigInt()
	if !rounded.IsInt64() {
		return 0, overflow("%s", exact)
	}
	return rounded.Int64(), nil
}
