package policy

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"time"

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
	return mistake(node, "a day such as 2026-11-01 or a moment in RFC 3339")
}

// mistake is the kind of error that the decoder collects instead of stopping at it.
func mistake(node *yaml.Node, want string) error {
	got := strconv.Quote(node.Value)
	if node.Kind != yaml.ScalarNode {
		got = "a list or a mapping"
	}
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %s is not %s", node.Line, got, want)}}
}
