package alipay

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment"
)

// payeeForm is a user id of Alipay.
var payeeForm = regexp.MustCompile(`^2088[0-9]{12}$`)

// Shares makes Config.Royalties of what each payee gives back of any refund, a decimal by the payee's user id: of 45.00
// a share of 0.1 is 4.50. Together they are at most 1. Payees come in the sequence of their ids, and what is rounded is
// their sum so far, half away from zero, so that the parts never exceed what the shares are of the whole.
func Shares(of map[string]string) (func(payment.Instruction) []Royalty, error) {
	var shares []share
	sum := decimal.Zero
	for _, payee := range slices.Sorted(maps.Keys(of)) {
		rate, err := decimal.NewFromString(of[payee])
		if err != nil || !payeeForm.MatchString(payee) || !rate.IsPositive() {
			return nil, fmt.Errorf("%s=%s names no payee (2088 and twelve digits) with a share above 0", payee, of[payee])
		}
		sum = sum.Add(rate)
		shares = append(shares, share{payee, sum})
	}
	if sum.GreaterThan(decimal.NewFromInt(1)) {
		return nil, errors.New("the shares are more than the whole")
	}
	return func(in payment.Instruction) []Royalty { return divided(in.AmountMinor, shares) }, nil
}

// share is what a payee and those before it give back together.
type share struct {
	payee string
	upTo  decimal.Decimal
}

func divided(minor int64, shares []share) (all []Royalty) {
	before := int64(0)
	for _, s := range shares {
		upTo := s.upTo.Mul(decimal.NewFromInt(minor)).Round(0).IntPart()
		if upTo > before {
			all = append(all, Royalty{Account: s.payee, AmountMinor: upTo - before})
		}
		before = upTo
	}
	return all
}
