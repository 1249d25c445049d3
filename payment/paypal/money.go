package paypal

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// money is an amount as PayPal writes it: a decimal in major units.
type money struct {
	Currency refund.Currency `json:"currency_code"`
	Value    string          `json:"value"`
}

var ofPayPal = limits()

// amountOf is what an instruction asks for, with as many decimals as PayPal takes of the currency.
func amountOf(in payment.Instruction) (money, error) {
	units, err := ofPayPal.Units(in)
	if err != nil {
		return money{}, err
	}
	exponent, known := exponentOf(in.Currency)
	if !known {
		return money{}, payment.BadInstruction(in, refund.CodeMalformed, string(in.Currency)+" is no currency in use")
	}
	return money{in.Currency, decimal.New(units, -int32(exponent)).StringFixed(int32(exponent))}, nil
}

func exponentOf(c refund.Currency) (int, bool) {
	if own, differs := ofPayPal.Exponents[c]; differs {
		return own, true
	}
	return c.Exponent()
}

// minor is the amount in minor units by ISO 4217; a part of one is an error.
func (m money) minor() (int64, error) {
	exponent, known := m.Currency.Exponent()
	if !known {
		return 0, fmt.Errorf("paypal: %q is no currency in use", m.Currency)
	}
	value, err := refund.ParseDecimal(m.Value)
	if err != nil {
		return 0, err
	}
	minor := value.Shift(int32(exponent))
	if !minor.IsInteger() || !minor.BigInt().IsInt64() {
		return 0, fmt.Errorf("paypal: %s %s is no amount", m.Value, m.Currency)
	}
	return minor.IntPart(), nil
}
