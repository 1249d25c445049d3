package makegood

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// chapters are what every runbook has, in this sequence.
var chapters = []string{"What it means", "How to see it", "What to check", "What leads on", "Never", "Over when"}

func TestEveryRunbookIsThereAndReachable(t *testing.T) {
	index, err := os.ReadFile(refund.RunbookFolder + refund.RunbookIndex)
	if err != nil {
		t.Fatal(err)
	}
	reachable := map[string]bool{refund.RunbookIndex: true}
	for code, page := range refund.Runbooks() {
		reachable[page] = true
		if row := rowWith(string(index), "]("+page+")"); !strings.Contains(row, "`"+string(code)+"`") {
			t.Errorf("the index's row of %s does not name %s: %q", page, code, row)
		}
		checkRunbook(t, page)
	}
	pages, err := filepath.Glob(refund.RunbookFolder + "*")
	if err != nil || len(pages) < 20 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		if !reachable[filepath.Base(page)] {
			t.Errorf("no code leads to %s", page)
		}
	}
}

func rowWith(index, link string) string {
	for row := range strings.Lines(index) {
		if strings.Contains(row, link) {
			return row
		}
	}
	return ""
}

func checkRunbook(t *testing.T, page string) {
	t.Helper()
	text, err := os.ReadFile(refund.RunbookFolder + page)
	if err != nil {
		t.Error(err)
		return
	}
	var found []string
	for line := range strings.Lines(string(text)) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			found = append(found, strings.TrimSpace(title))
		}
	}
	if !slices.Equal(found, chapters) {
		t.Errorf("%s has the chapters %q, want %q", page, found, chapters)
	}
}

// parking are the calls by which a refund comes to wait for a person, and which of their arguments is
// the code. Codes that are computed are followed no further.
var parking = []struct {
	folder, call string
	argument     int
}{
	{"workflows", "needPerson", 0}, {"workflows", "parkUnreserved", 0},
	{"ledger/sqlstore", "refused", 1}, {"ledger/sqlstore", "refuse", 0},
	{"policy", "answer", 1},
}

func TestEveryCodeThatParksARefundHasARunbook(t *testing.T) {
	known := constants(t, "refund", "ledger", "policy")
	count := 0
	for _, p := range parking {
		for _, call := range calls(t, p.folder, p.call) {
			if p.call == "answer" && !strings.HasSuffix(nameOf(call.Args[0]), "DispositionAttention") || len(call.Args) <= p.argument {
				continue
			}
			code, ok := valueOf(call.Args[p.argument], known)
			if !ok {
				continue
			}
			count++
			if refund.Runbook(refund.Code(code)) == refund.RunbookIndex {
				t.Errorf("%s: %s parks a refund with %s, which has no runbook", p.folder, p.call, code)
			}
		}
	}
	if count < 10 {
		t.Errorf("only %d codes were found: the check sees too little to mean anything", count)
	}
	for _, class := range refund.DeclineClasses() {
		declined := refund.Leg{Outcome: &refund.Outcome{Kind: refund.OutcomeDeclined, Class: class}}
		if refund.Runbook(declined.RefusalCode()) == refund.RunbookIndex {
			t.Errorf("a leg declined as %s has no runbook", class)
		}
	}
}

// parsed are a folder's files without its tests.
func parsed(t *testing.T, folder string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(folder + "/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %d files, %v", folder, len(paths), err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// constants are the text constants of folders by name.
func constants(t *testing.T, folders ...string) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, folder := range folders {
		for _, file := range parsed(t, folder) {
			ast.Inspect(file, func(n ast.Node) bool {
				if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == 1 && len(spec.Values) == 1 {
					if text, ok := textOf(spec.Values[0]); ok {
						values[spec.Names[0].Name] = text
					}
				}
				return true
			})
		}
	}
	return values
}

func calls(t *testing.T, folder, name string) (found []*ast.CallExpr) {
	t.Helper()
	for _, file := range parsed(t, folder) {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && nameOf(call.Fun) == name && len(call.Args) > 0 {
				found = append(found, call)
			}
			return true
		})
	}
	return found
}

// nameOf is the last name of an expression: Code in refund.Code.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func textOf(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

// valueOf is the text an argument stands for: written out, a constant, or a constant converted.
func valueOf(e ast.Expr, known map[string]string) (string, bool) {
	if text, ok := textOf(e); ok {
		return text, true
	}
	if conversion, ok := e.(*ast.CallExpr); ok && len(conversion.Args) == 1 {
		return valueOf(conversion.Args[0], known)
	}
	text, ok := known[nameOf(e)]
	return text, ok
}
