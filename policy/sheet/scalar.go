package sheet

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// The scalars of a file check themselves, so that each mistake is named with its line and all of
// them at once. A scalar that was there but wrong still counts as present.

// Count is a whole number of at least 0: minor units, days, seconds, points. It may be quoted.
type Count struct {
	Value   int64
	Present bool
}

var countForm = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)

// UnmarshalYAML reads digits only: no sign, no decimals, no grouping.
func (c *Count) UnmarshalYAML(node *yaml.Node) error {
	c.Present = true
	if node.Kind != yaml.ScalarNode || !countForm.MatchString(node.Value) {
		return NoSuch(node, "a whole number of at least 0 in digits")
	}
	value, err := strconv.ParseInt(node.Value, 10, 64)
	if err != nil {
		return NoSuch(node, "a number that fits 64 bits")
	}
	c.Value = value
	return nil
}

// Text is a word that must not be empty.
type Text struct {
	Value   string
	Present bool
}

// UnmarshalYAML reads a string; a number must be quoted to be one.
func (t *Text) UnmarshalYAML(node *yaml.Node) error {
	t.Present = true
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!str" || node.Value == "" {
		return NoSuch(node, `a text (a number in quotes)`)
	}
	t.Value = node.Value
	return nil
}

// NoSuch is the kind of error that the decoder collects instead of stopping at it: what stands at
// the node is not what is wanted there.
func NoSuch(node *yaml.Node, want string) error {
	got := strconv.Quote(node.Value)
	if node.Kind != yaml.ScalarNode {
		got = "a list or a mapping"
	}
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %s is not %s", node.Line, got, want)}}
}

// Moment is a point in time in RFC 3339, or a day, which begins at midnight UTC.
type Moment struct {
	Value   time.Time
	Present bool
}

// UnmarshalYAML reads the moment into UTC.
func (m *Moment) UnmarshalYAML(node *yaml.Node) error {
	m.Present = true
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if value, err := time.Parse(layout, node.Value); err == nil && node.Kind == yaml.ScalarNode {
			m.Value = value.UTC()
			return nil
		}
	}
	return NoSuch(node, "a day such as 2026-11-01 or a moment in RFC 3339")
}
