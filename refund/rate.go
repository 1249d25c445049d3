package refund

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// rateDecimalsMax is how many decimals a rate or a share may have.
const rateDecimalsMax = 18

// ParseRate reads a decimal rate such as "0.13", exactly. What is not a plain decimal with
// 0 <= rate < 1 and at most 18 decimals is a Problem BAD_RATE.
func ParseRate(text string) (decimal.Decimal, error) {
	rate, ok := parseShare(text)
	if !ok || rate.GreaterThanOrEqual(wholeRate) {
		return decimal.Decimal{}, Problem{Code: CodeBadRate, Detail: fmt.Sprintf("%q is not a decimal rate from 0 to below 1", text)}
	}
	return rate, nil
}

// wholeRate is all of something.
var wholeRate = decimal.NewFromInt(1)

// parseShare reads a plain decimal from 0 to 1, with one digit before the point.
func parseShare(text string) (decimal.Decimal, bool) {
	value, err := ParseDecimal(text)
	oneDigit := len(text) == 1 || strings.IndexByte(text, '.') == 1
	return value, err == nil && oneDigit && value.Exponent() >= -rateDecimalsMax && value.LessThanOrEqual(wholeRate)
}

// ApplyRate returns round(amount * rate), halves away from zero: exact until the one rounding.
func ApplyRate(amount int64, rate decimal.Decimal) (int64, error) {
	if rate.IsZero() {
		return 0, nil
	}
	return RoundMinor(decimal.NewFromInt(amount).Mul(rate))
}
