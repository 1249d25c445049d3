package policy

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"

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

var countForm = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)

// UnmarshalYAML reads digits only: no sign, no decimals, no grouping.
func (c *count) UnmarshalYAML(node *yaml.Node) error {
	c.present = true
	if node.Kind != yaml.ScalarNode || !countForm.MatchString(node.Value) {
		return mistake(node, "a whole number of at least 0 in digits")
	}
	value, err := strconv.ParseInt(node.Value, 10, 64)
	if err != nil {
		return mistake(node, "a number that fits 64 bits")
	}
	c.value = value
	return nil
}

// pointer returns the value, or nil where there is none.
func (c count) pointer() *int64 {
	if !c.present {
		return nil
	}
	return &c.value
}

// rate is a decimal with 0 <= rate < 1, in quotes: unquoted it would pass through a float.
type rate struct {
	value   *big.Rat
	present bool
}

// UnmarshalYAML reads the decimal exactly.
func (r *rate) UnmarshalYAML(node *yaml.Node) error {
	r.present, r.value = true, new(big.Rat)
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!str" {
		return mistake(node, `a decimal rate in quotes, such as "0.15"`)
	}
	value, err := refund.ParseRate(node.Value)
	if err != nil {
		return mistake(node, `a decimal rate from "0" to below "1"`)
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
	t.present = true
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!str" || node.Value == "" {
		return mistake(node, `a text (a number in quotes)`)
	}
	t.value = node.Value
	return nil
}

// mistake is the kind of error that the decoder collects instead of stopping at it.
func mistake(node *yaml.Node, want string) error {
	got := strconv.Quote(node.Value)
	if node.Kind != yaml.ScalarNode {
		got = "a list or a mapping"
	}
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %s is not %s", node.Line, got, want)}}
}
