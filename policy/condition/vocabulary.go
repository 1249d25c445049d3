package condition

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// Vocabulary is a set of variables that conditions are compiled against: those of a policy's rules,
// or others'. It is read-only and safe for concurrent use.
type Vocabulary struct {
	variables []Variable
	env       *cel.Env
}

// NewVocabulary declares variables. An error is about their names.
func NewVocabulary(variables []Variable) (*Vocabulary, error) {
	options := []cel.EnvOption{cel.ParserExpressionSizeLimit(textBytesMax), cel.EagerlyValidateDeclarations(true)}
	for _, variable := range variables {
		options = append(options, cel.Variable(variable.Name, variable.Type.cel()))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, fmt.Errorf("condition: declarations: %w", err)
	}
	return &Vocabulary{variables: variables, env: env}, nil
}

// ofPolicy declares the variables of a policy's rules, once.
var ofPolicy = sync.OnceValues(func() (*Vocabulary, error) { return NewVocabulary(Variables()) })

// Compile type-checks an expression over a policy's variables; see Vocabulary.Compile.
func Compile(text string) (*Condition, error) {
	vocabulary, err := ofPolicy()
	if err != nil {
		return nil, err
	}
	return vocabulary.Compile(text)
}

// Compile type-checks an expression that must come to true or false. An error says in one line
// what is wrong and where in the text.
func (v *Vocabulary) Compile(text string) (*Condition, error) {
	checked, issues := v.env.Compile(text)
	if issues.Err() != nil {
		return nil, v.inOneLine(text, issues)
	}
	if countsInFloats(checked) {
		return nil, errors.New("counts in floating point: compare whole numbers, such as line.units_used * 100 < line.units_total * 15")
	}
	if checked.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("comes to %s, not to true or false", checked.OutputType())
	}
	program, err := v.env.Program(checked, cel.CostLimit(costMax))
	if err != nil {
		return nil, fmt.Errorf("condition: %w", err)
	}
	return &Condition{text: text, reads: v.readsOf(checked), program: program}, nil
}

// named is how a text names a variable.
var named = regexp.MustCompile(`\b(?:line|request|order|result|customer)\.[a-z0-9_]+`)

// inOneLine says what is wrong; a misspelt variable is named whole.
func (v *Vocabulary) inOneLine(text string, issues *cel.Issues) error {
	var said []string
	for _, name := range named.FindAllString(text, -1) {
		if !v.has(name) {
			said = append(said, name+" is no variable")
		}
	}
	for _, issue := range issues.Errors() {
		said = append(said, fmt.Sprintf("column %d: %s", issue.Location.Column()+1, issue.Message))
	}
	return errors.New(strings.Join(said, "; "))
}

// countsInFloats reports whether a part of an expression is a floating-point number: a literal such as
// 0.15, or a conversion. No amount and no rate ever passes through one.
func countsInFloats(checked *cel.Ast) bool {
	for _, part := range checked.NativeRep().TypeMap() {
		if part.Kind() == types.DoubleKind {
			return true
		}
	}
	return false
}

// readsOf returns the variables an expression names, sorted.
func (v *Vocabulary) readsOf(checked *cel.Ast) []string {
	var reads []string
	for _, reference := range checked.NativeRep().ReferenceMap() {
		if v.has(reference.Name) && !slices.Contains(reads, reference.Name) {
			reads = append(reads, reference.Name)
		}
	}
	slices.Sort(reads)
	return reads
}

func (v *Vocabulary) has(name string) bool {
	return slices.ContainsFunc(v.variables, func(own Variable) bool { return own.Name == name })
}
