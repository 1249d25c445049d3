package payment

import (
	"fmt"
	"math"

	"github.com/makegood/makegood/refund"
)

// Units is an instruction's amount as the provider counts it: by its own exponent, in its own steps. An amount that
// it cannot be asked for is ErrBadInstruction.
func (l Limits) Units(in Instruction) (int64, error) {
	if step := l.StepsMinor[in.Currency]; step > 1 && in.AmountMinor%step != 0 {
		return 0, BadInstruction(in, refund.CodeMalformed, fmt.Sprintf("the provider takes multiples of %d %s, not %d", step, in.Currency, in.AmountMinor))
	}
	units, ok := rescale(in.AmountMinor, l.shift(in.Currency))
	if !ok {
		return 0, BadInstruction(in, refund.CodeMalformed, fmt.Sprintf("%d %s is no whole number of the provider's units", in.AmountMinor, in.Currency))
	}
	return units, nil
}

// Minor is the provider's amount in minor units by ISO 4217.
func (l Limits) Minor(units int64, currency refund.Currency) (int64, error) {
	minor, ok := rescale(units, -l.shift(currency))
	if !ok {
		return 0, fmt.Errorf("payment: %d of the provider's units of %s are no whole minor units", units, currency)
	}
	return minor, nil
}

// shift is how many digits more than ISO 4217 the provider counts in.
func (l Limits) shift(currency refund.Currency) int {
	own, differs := l.Exponents[currency]
	if !differs {
		return 0
	}
	exponent, known := currency.Exponent()
	if !known {
		return 0
	}
	return own - exponent
}

func rescale(amount int64, shift int) (int64, bool) {
	for ; shift > 0; shift-- {
		if amount > math.MaxInt64/10 || amount < math.MinInt64/10 {
			return 0, false
		}
		amount *= 10
	}
	for ; shift < 0; shift++ {
		if amount%10 != 0 {
			return 0, false
		}
		amount /= 10
	}
	return amount, true
}
