package policy

import (
	"math/big"
	"regexp"
	"time"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
	"go.yaml.in/yaml/v3"
)

// The scalars of a policy file check themselves, so that each mistake is named with its line and
// all of them at once. A scalar that was there but wrong still counts as present.

// count is a whole number of at least 0: minor units, days, seconds, points. It may be quoted.
type count struct {
	value   int64
	present bool
}

// UnmarshalYAML reads digits only: no sign, no decimals, no grouping.
func (c *count) UnmarshalYAML(node *yaml.Node) error {
	var read sheet.Count
	err := read.UnmarshalYAML(node)
	c.value, c.present = read.Value, read.Present
	return err
}

// rate is a decimal with 0 <= rate < 1. It is read from its digits as they are written, quoted or
// not: it never passes through a float.
type rate struct {
	value   *big.Rat
	present bool
}

// UnmarshalYAML reads the decimal exactly.
func (r *rate) UnmarshalYAML(node *yaml.Node) error {
	r.present, r.value = true, new(big.Rat)
	value, err := refund.ParseRate(node.Value)
	if node.Kind != yaml.ScalarNode || err != nil {
		return sheet.NoSuch(node, `a decimal rate from "0" to below "1"`)
	}
	r.value = value
	return nil
}

// text is a word that must not be empty.
type text struct {
	value   string
	present bool
}

// UnmarshalYAML reads a string; a number must be quoted to be one.
func (t *text) UnmarshalYAML(node *yaml.Node) error {
	var read sheet.Text
	err := read.UnmarshalYAML(node)
	t.value, t.present = read.Value, read.Present
	return err
}

// moment is a point in time in RFC 3339, or a day, which begins at midnight UTC.
type moment struct {
	value   time.Time
	present bool
}

// UnmarshalYAML reads the moment into UTC.
func (m *moment) UnmarshalYAML(node *yaml.Node) error {
	m.present = true
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if value, err := time.Parse(layout, node.Value); err == nil && node.Kind == yaml.ScalarNode {
			m.value = value.UTC()
			return nil
		}
	}
	return sheet.NoSuch(node, "a day such as 2026-11-01 or a moment in RFC 3339")
}

// factor is a decimal above 0, such as points for a minor unit.
type factor struct {
	value   *big.Rat
	present bool
}

var factorForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?$`)

// UnmarshalYAML reads the decimal exactly, quoted or not.
func (f *factor) UnmarshalYAML(node *yaml.Node) error {
	f.present, f.value = true, new(big.Rat)
	if node.Kind == yaml.ScalarNode && factorForm.MatchString(node.Value) { // bounds what is computed
		if value, ok := new(big.Rat).SetString(node.Value); ok && value.Sign() > 0 {
			f.value = value
			return nil
		}
	}
	return sheet.NoSuch(node, `a decimal above 0 such as "1.5"`)
}
