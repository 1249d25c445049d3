package refund

import (
	"fmt"
	"math/big"
	"regexp"
)

// rateForm is a rate as events and policies write it: a plain decimal, 0 <= rate < 1.
var rateForm = regexp.MustCompile(`^0(\.[0-9]{1,18})?$`)

// ParseRate reads a decimal rate such as "0.13", exactly. What is not a plain decimal with
// 0 <= rate < 1 is a Problem BAD_RATE.
func ParseRate(text string) (*big.Rat, error) {
	rate := new(big.Rat)
	if !rateForm.MatchString(text) {
		return nil, Problem{Code: CodeBadRate, Detail: fmt.Sprintf("%q is not a decimal rate from 0 to below 1", text)}
	}
	if _, ok := rate.SetString(text); !ok {
		return nil, Problem{Code: CodeBadRate, Detail: fmt.Sprintf("%q is not a number", text)}
	}
	return rate, nil
}

// ApplyRate returns round(amount * rate), halves away from zero. A nil rate is 0.
func ApplyRate(amount int64, rate *big.Rat) (int64, error) {
	if rate == nil || rate.Sign() == 0 {
		return 0, nil
	}
	return RoundHalfAway(new(big.Rat).Mul(new(big.Rat).SetInt64(amount), rate))
}
