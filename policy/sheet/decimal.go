package sheet

import (
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"
)

// Rate is a decimal with 0 <= rate < 1, such as "0.15". It is read from its digits as they are
// written, quoted or not: it never passes through a float.
type Rate struct {
	Value   decimal.Decimal
	Present bool
}

// UnmarshalYAML reads the decimal exactly.
func (r *Rate) UnmarshalYAML(node *yaml.Node) error {
	r.Present = true
	value, err := refund.ParseRate(node.Value)
	if node.Kind != yaml.ScalarNode || err != nil {
		return NoSuch(node, `a decimal rate from "0" to below "1"`)
	}
	r.Value = value
	return nil
}

// Factor is a decimal above 0, such as points for a minor unit.
type Factor struct {
	Value   decimal.Decimal
	Present bool
}

const (
	// factorDecimalsMax bounds a factor's decimals.
	factorDecimalsMax = 9
	// factorBelow bounds a factor.
	factorBelow = 1_000_000_000
)

// UnmarshalYAML reads the decimal exactly, quoted or not.
func (f *Factor) UnmarshalYAML(node *yaml.Node) error {
	f.Present = true
	value, err := refund.ParseDecimal(node.Value)
	inRange := value.IsPositive() && value.Exponent() >= -factorDecimalsMax && value.LessThan(decimal.NewFromInt(factorBelow))
	if node.Kind != yaml.ScalarNode || err != nil || !inRange {
		return NoSuch(node, `a decimal above 0 such as "1.5"`)
	}
	f.Value = value
	return nil
}
