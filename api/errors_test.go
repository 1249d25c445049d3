package api_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// refusals are the codes of the engine's own no: what is asked for is understood, and cannot be done as things stand.
var refusals = map[refund.Code]bool{
	refund.CodeWrongState: true, refund.CodeAlreadyDecided: true, refund.CodeAlreadySent: true, refund.CodeTooLate: true,
}

// TestEveryProblemOfACallHasItsClass: the codes of package refund that are of bad events, bad input and refused acts.
func TestEveryProblemOfACallHasItsClass(t *testing.T) {
	found := codesIn(t, filepath.Join("..", "refund", "problem.go"))
	if len(found) < 40 {
		t.Fatalf("%d codes were found: too few to mean anything", len(found))
	}
	for _, code := range found {
		class := api.ClassOf(code)
		if refusals[code] && class != api.ClassRefused {
			t.Errorf("%s is of class %d", code, class)
		}
		if class == api.ClassFault || class == api.ClassAway {
			t.Errorf("%s is said to be an outage, and it is an answer to input", code)
		}
	}
}

// TestNoAnswerToInputIsCalledAFault: of the service's own codes, only what is about its surroundings is.
func TestNoAnswerToInputIsCalledAFault(t *testing.T) {
	outages := map[refund.Code]bool{api.CodeIdentityAway: true, api.CodeTimedOut: true, api.CodeOtherLedger: true, api.CodeFault: true}
	for _, code := range codesIn(t, "errors.go") {
		class := api.ClassOf(code)
		if is := class == api.ClassAway || class == api.ClassFault; is != outages[code] {
			t.Errorf("%s is of class %d", code, class)
		}
		if class == api.ClassRefused {
			t.Errorf("%s is one of the service's own codes, and has no class", code)
		}
		if said := wording.Sentence(api.Call{Locale: explain.LocaleChinese}.Speaker(), refund.Problem{Code: code}); said == string(code) {
			t.Errorf("%s has no words", code)
		}
	}
}

func TestAnErrorIsSaidInTheCallersLanguage(t *testing.T) {
	b := newBench(t)
	for locale, want := range map[string]string{"": `"Lost" is none of`, "en": `"Lost" is none of`, "xx": `"Lost" is none of`, "zh-CN": "原文"} {
		call := b.By("ann", "")
		call.Locale = locale
		_, err := b.Service.ListRefunds(t.Context(), call, api.ListRefundsRequest{Statuses: []refund.Status{"Lost"}})
		own, ok := err.(*api.Error)
		if !ok || !strings.Contains(own.Sentence, want) || !strings.Contains(own.Detail, `"Lost" is none of`) {
			t.Errorf("%q: %+v", locale, own)
		}
	}
}

// codesIn are the values of the constants of type Code in a file.
func codesIn(t *testing.T, file string) (codes []refund.Code) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
			value, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, refund.Code(value))
		}
		return true
	})
	return codes
}
