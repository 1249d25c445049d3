package condition

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

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
// variable's type.
type Facts func(name string) (any, bool)

// environment declares the variables, once: conditions are compiled against it alone.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	options := []cel.EnvOption{cel.ParserExpressionSizeLimit(textBytesMax), cel.EagerlyValidateDeclarations(true)}
	for _, variable := range Variables() {
		options = append(options, cel.Variable(variable.Name, variable.Type.cel()))
	}
	return cel.NewEnv(options...)
})

// Compile type-checks an expression that must come to true or false. An error says in one line
// what is wrong and where in the text.
func Compile(text string) (*Condition, error) {
	env, err := environment()
	if err != nil {
		return nil, fmt.Errorf("condition: declarations: %w", err)
	}
	checked, issues := env.Compile(text)
	if issues.Err() != nil {
		return nil, inOneLine(text, issues)
	}
	if checked.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("comes to %s, not to true or false", checked.OutputType())
	}
	program, err := env.Program(checked, cel.CostLimit(costMax))
	if err != nil {
		return nil, fmt.Errorf("condition: %w", err)
	}
	return &Condition{text: text, reads: readsOf(checked), program: program}, nil
}

// named is how a text names a variable.
var named = regexp.MustCompile(`\b(?:line|request|order|result|customer)\.[a-z0-9_]+`)

// inOneLine says what is wrong; a misspelt variable is named whole.
func inOneLine(text string, issues *cel.Issues) error {
	var said []string
	for _, name := range named.FindAllString(text, -1) {
		if _, known := Lookup(name); !known {
			said = append(said, name+" is no variable")
		}
	}
	for _, issue := range issues.Errors() {
		said = append(said, fmt.Sprintf("column %d: %s", issue.Location.Column()+1, issue.Message))
	}
	return errors.New(strings.Join(said, "; "))
}

// readsOf returns the variables an expression names, sorted.
func readsOf(checked *cel.Ast) []string {
	var reads []string
	for _, reference := range checked.NativeRep().ReferenceMap() {
		if _, known := Lookup(reference.Name); known && !slices.Contains(reads, reference.Name) {
			reads = append(reads, reference.Name)
		}
	}
	slices.Sort(reads)
	return reads
}

// String returns the condition's text.
func (c *Condition) String() string { return c.text }

// Reads returns the variables the condition depends on, sorted.
func (c *Condition) Reads() []string { return slices.Clone(c.reads) }

// Holds evaluates the condition on facts. It returns ErrNotTrueOrFalse where it cannot (a division
// by zero, a number too large, too much work).
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
