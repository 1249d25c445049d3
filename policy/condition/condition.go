package condition

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
)

const (
	// textBytesMax bounds a condition's text: a rule is a sentence.
	textBytesMax = 2000
	// costMax bounds one evaluation, in CEL's own units of work.
	costMax = 10_000
)

// ErrNotTrueOrFalse: a condition came to something else, or to nothing, on the facts of a line.
var ErrNotTrueOrFalse = errors.New("condition: neither true nor false")

// Condition is a compiled expression. It is read-only and safe for concurrent use.
type Condition struct {
	text    string
	reads   []string
	program cel.Program
}

// Facts answers what a variable is for the line at hand: a string, an int64 or a bool, by the
// variable's type; false where it is not known.
type Facts func(name string) (any, bool)

// String returns the condition's text.
func (c *Condition) String() string { return c.text }

// Reads returns the variables the condition depends on, sorted.
func (c *Condition) Reads() []string { return slices.Clone(c.reads) }

// ReadsOf reports whether the condition depends on a variable whose name begins so.
func (c *Condition) ReadsOf(prefix string) bool {
	return slices.ContainsFunc(c.reads, func(name string) bool { return strings.HasPrefix(name, prefix) })
}

// Holds evaluates the condition on facts. It returns ErrNotTrueOrFalse where it cannot (a division
// by zero, a number too large, too much work), and where the answer hangs on a variable the facts
// do not know.
func (c *Condition) Holds(facts Facts) (bool, error) {
	answer, _, err := c.program.Eval(activation{facts})
	if err != nil {
		return false, fmt.Errorf("%w: %s: %w", ErrNotTrueOrFalse, c.text, err)
	}
	holds, ok := answer.Value().(bool)
	if !ok {
		return false, fmt.Errorf("%w: %s is %v", ErrNotTrueOrFalse, c.text, answer)
	}
	return holds, nil
}

// activation lets CEL ask for one variable at a time.
type activation struct{ facts Facts }

func (a activation) ResolveName(name string) (any, bool) {
	return a.facts(strings.TrimPrefix(name, "."))
}

func (a activation) Parent() cel.Activation { return nil }
