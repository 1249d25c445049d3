package foreign_test

import (
	"html/template"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
)

func TestACellIsTextOrANumberOfOurs(t *testing.T) {
	var out strings.Builder
	records := foreign.NewCSV(&out)
	records.Row("n", "text")
	for _, text := range foreigntest.All() {
		records.Row(-12, text)
	}
	records.Row(int64(-7), "plain, with a comma")
	if err := records.Flush(); err != nil {
		t.Fatal(err)
	}
	if found := foreigntest.Formula(out.String()); found != "" {
		t.Error(found)
	}
	if found := foreigntest.Unprintable(out.String()); found != "" {
		t.Error(found)
	}
	for _, want := range []string{
		"-12,'=1+1\n", "-12,'+CMD|' /C calc'!A0\n", "-12,\"  '=1+1\"\n", "-12,\"a;'=HYPERLINK(\"\"https://evil.example\"\")\"\n", "-12,'=1+1\\r\\nX\n", "-7,\"plain, with a comma\"\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestACellIsNoLongerThanASpreadsheetTakes(t *testing.T) {
	var out strings.Builder
	records := foreign.NewCSV(&out)
	records.Row(strings.Repeat("x", 40_000))
	if err := records.Flush(); err != nil || len(out.String()) > 32_767 {
		t.Errorf("%d characters, %v", len(out.String()), err)
	}
}

// page is a Markdown page with a text everywhere one may stand.
func page(text string) string {
	var p foreign.Markdown
	p.Printf("### head %s\n\n%s\n\n**Why:** %s\n\n", text, text, text)
	p.Printf("| a | b |\n| --- | --- |\n")
	p.Row(text, foreign.MDf("%s and `b`", text))
	p.Printf("\n- %s\n- %d\n\n1. %s\n\n", text, 7, text)
	p.Command("makegood show %s --by %s", "refund/m/o/c", text)
	p.Printf("end %s", foreign.Code(text))
	return p.String()
}

// prose is a page of sentences that have a text in them.
func prose(text string) string {
	var p foreign.Markdown
	named := foreign.Prose(text)
	p.Printf("## %s\n\n%s\n\n**%s** – it\n\n| a | b |\n| --- | --- |\n", named, named, foreign.Prose("a"+text))
	p.Row(named, foreign.Join([]foreign.MD{named, "b"}, "; "))
	p.Printf("\n- %s\n\nit is %s", named, named)
	return p.String()
}

func TestATextInMarkdownIsNeverMarkdown(t *testing.T) {
	for _, text := range foreigntest.All() {
		for name, write := range map[string]func(string) string{"page": page, "prose": prose} {
			got, want := write(text), write("harmless")
			if found := foreigntest.Active(got); found != "" {
				t.Errorf("%s: %.40q makes %s", name, text, found)
			}
			if shape := foreigntest.Shape(got); !slices.Equal(shape, foreigntest.Shape(want)) {
				t.Errorf("%s: %.40q makes %v, want %v, of\n%.400s", name, text, shape, foreigntest.Shape(want), got)
			}
			if found := foreigntest.Unprintable(got); found != "" {
				t.Errorf("%s: %.40q: %s", name, text, found)
			}
		}
	}
}

func TestATextInCodeIsShownAsCode(t *testing.T) {
	for _, text := range foreigntest.All() {
		if got := foreigntest.Spans(string("It is " + foreign.Code(text))); len(got) != 1 || got[0] != foreign.Line(text) {
			t.Errorf("%.40q is shown as %.80q", text, got)
		}
	}
}

func TestProseIsReadableAndStaysWhatItIs(t *testing.T) {
	for text, want := range map[string]foreign.MD{
		"fourteen-days": "fourteen-days", "CUSTOMER_CHANGED_MIND": "CUSTOMER_CHANGED_MIND", "_it_": `\_it\_`, "a * b": `a \* b`, "1. first": `1\. first`, "-": `\-`,
		"see https://law.example": "`see https://law.example`", "R&D <b>": `R\&D \<b\>`,
	} {
		if got := foreign.Prose(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestTheChecksOfMarkdownSeeWhatATextDoesWithoutItsGuard(t *testing.T) {
	for text, want := range map[string]string{
		"[pay](https://evil.example)": "Link", "![x](https://evil.example/x.png)": "Image", "https://evil.example": "AutoLink", "www.evil.example": "AutoLink",
		"pay@evil.example": "AutoLink", "</td><script>alert(1)</script>": "RawHTML",
	} {
		if got := foreigntest.Active("Reason: " + text); got != want {
			t.Errorf("%q makes %q, want %q", text, got, want)
		}
	}
}

func TestCodeKeepsBackticksAndIsEmptyForNothing(t *testing.T) {
	for text, want := range map[string]foreign.MD{"": "", "a": "`a`", "`a`": "`` `a` ``", "a``b": "```a``b```", " a ": "`  a  `", "\n": "`\\n`"} {
		if got := foreign.Code(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestHTMLTemplatesShowATextAsText(t *testing.T) {
	form := template.Must(template.New("").Parse(`<p title="{{.}}"><a href="https://shop.example/?q={{.}}">{{.}}</a></p>`))
	for _, text := range foreigntest.All() {
		var out strings.Builder
		if err := form.Execute(&out, text); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); strings.Count(got, "<") != 4 || strings.Count(got, ">") != 4 || strings.Count(got, `"`) != 4 {
			t.Errorf("%.40q makes %.200s", text, got)
		}
	}
}
