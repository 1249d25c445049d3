package makegood

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The door of foreign text (internal/foreign) holds by its types: a Terminal is no io.Writer, so that a print beside
// it does not compile. This test closes the ways around the types. It reads the source alone, so it sees a print to
// os.Stdout, a record written without the guard, a template of plain text; it does not see a text that is written to
// a connection or a file byte by byte.

// ways are what writes for people without a guard.
var ways = map[string][]string{
	"fmt":            {"Print", "Printf", "Println", "Fprint", "Fprintf", "Fprintln"},
	"io":             {"WriteString"},
	"os":             {"Stdout", "Stderr"},
	"log":            {"*"},
	"encoding/csv":   {"NewWriter"},
	"text/tabwriter": {"*"},
	"text/template":  {"*"},
	"html/template":  {"*"},
}

// besideTheDoor are the files that may, and why.
var besideTheDoor = map[string]string{
	"cmd/makegood/cli.go":                         "names the streams, which are handed to the door",
	"internal/foreign/terminal.go":                "the door",
	"internal/foreign/csv.go":                     "the door",
	"internal/foreign/markdown.go":                "the door",
	"internal/foreign/guard.go":                   "the door",
	"internal/codec/server/page.go":               "the sign-in page: html/template escapes every operand where it stands",
	"api/identity/demo_page.go":                   "the demo's sign-in page: html/template escapes every operand where it stands",
	"cmd/makegood/dispute_evidence_html.go":       "the evidence as a page: html/template escapes every operand where it stands",
	"desk/web/set.go":                             "the pages: html/template escapes every operand where it stands, and a page leaves by Visible or Plain",
	"desk/web/functions.go":                       "what templates call: times, which are of numbers, and catalogue texts, which are escaped",
	"desk/web/icons.go":                           "the pages' icons, which are of this file alone",
	"desk/policies/pages.go":                      "shows the page of a policy that desk/markdown made",
	"desk/markdown/markdown.go":                   "makegood's own pages: the converter lets no HTML through, and links lead where the desk says",
	"desk/finance/runbook.go":                     "shows a runbook that desk/markdown made",
	"desk/finance/policy.go":                      "shows the page of a policy that desk/markdown made",
	"desk/plot/plot.go":                           "holds a plot that svg.go drew",
	"desk/plot/svg.go":                            "draws plots: numbers, and texts that are escaped one by one",
	"messaging/page.go":                           "a mail as a page: html/template escapes every operand where it stands, and each was cleaned as it was put into words",
	"messaging/texts.go":                          "plain text of a mail, whose operands are cleaned as they are put into words",
	"messaging/render.go":                         "plain text of a mail, whose operands are cleaned as they are put into words",
	"refund/internal/gencurrency/main.go":         "writes source code",
	"refund/internal/genstates/main.go":           "writes documentation of the code's own words",
	"internal/temporal/internal/genviews/main.go": "writes documentation of the code's own words",
}

// aroundTheDoor lists what a file writes without a guard. A print into a variable (&b) is no exit: what is in it has to
// leave through one.
func aroundTheDoor(file *ast.File) (found []string) {
	packages := map[string]string{}
	for _, i := range file.Imports {
		path, _ := strconv.Unquote(i.Path.Value) // the parser has read it
		name := path[strings.LastIndex(path, "/")+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		packages[name] = path
	}
	inVariables := map[ast.Expr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
			if target, ok := call.Args[0].(*ast.UnaryExpr); ok && target.Op == token.AND {
				inVariables[call.Fun] = true
			}
		}
		selector, ok := n.(*ast.SelectorExpr)
		if !ok || inVariables[selector] {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok {
			names := ways[packages[of.Name]]
			if slices.Contains(names, selector.Sel.Name) || slices.Contains(names, "*") {
				found = append(found, packages[of.Name]+"."+selector.Sel.Name)
			}
		}
		return true
	})
	return found
}

func TestNothingIsWrittenForPeopleBesideTheDoor(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{range .GoFiles}}{{$.ImportPath}}/{{.}}\n{{end}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for name := range strings.FieldsSeq(string(out)) {
		name = relative(name)
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		found := aroundTheDoor(file)
		if len(found) > 0 && besideTheDoor[name] == "" {
			t.Errorf("%s uses %s: write through internal/foreign", name, strings.Join(found, ", "))
		}
		used[name] = len(found) > 0
	}
	for name := range besideTheDoor {
		if !used[name] {
			t.Errorf("%s is allowed what it does not do", name)
		}
	}
}

func TestTheWaysAroundTheDoorAreSeen(t *testing.T) {
	const imports = "package p\nimport (\"fmt\"; \"os\"; \"io\"; sheet \"encoding/csv\"; \"text/tabwriter\"; \"text/template\"; page \"html/template\"; \"strings\")\n"
	for source, want := range map[string]string{
		`func f(w io.Writer, s string) { fmt.Fprintf(w, "%s", s) }`:            "fmt.Fprintf",
		`func f(s string) { fmt.Println(s) }`:                                  "fmt.Println",
		`func f(s string) { os.Stdout.WriteString(s) }`:                        "os.Stdout",
		`func f(w io.Writer, s string) { _, _ = io.WriteString(w, s) }`:        "io.WriteString",
		`func f(w io.Writer) { sheet.NewWriter(w).Write(nil) }`:                "encoding/csv.NewWriter",
		`func f(w io.Writer) { tabwriter.NewWriter(w, 0, 0, 2, ' ', 0) }`:      "text/tabwriter.NewWriter",
		`var f = template.New`:                                                 "text/template.New",
		`var f = page.New`:                                                     "html/template.New",
		`var say = fmt.Println`:                                                "fmt.Println",
		`func f(s string) { var b strings.Builder; fmt.Fprintf(&b, "%s", s) }`: "",
		`func f(r io.Reader) { sheet.NewReader(r) }`:                           "",
		`func f(s string) string { return fmt.Sprintf("%s", s) }`:              "",
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", imports+source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(aroundTheDoor(file), ", "); got != want {
			t.Errorf("%s: %q is seen, want %q", source, got, want)
		}
	}
}
