//go:build browser

package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// served is a page that is served with the pages' own policy.
func served(t *testing.T, body string) string {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,"></head><body><main><h1>A page</h1>%s</main></body></html>`, body)
	}))
	t.Cleanup(web.Close)
	return web.URL
}

// TestTheHarnessSeesWhatIsWrong: a harness that sees nothing would let everything pass.
func TestTheHarnessSeesWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, body, rule, complaint string }{
		{"nothing", `<p>Hello</p>`, "", ""},
		{"a field without a name", `<form><input name="order"></form>`, "label", ""},
		{"an image without words", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">`, "image-alt", ""},
		{"headings that skip a level", `<h3>Deep</h3>`, "heading-order", ""},
		{"a button that is too small", `<p><button>a</button><button>b</button></p>`, "target-size", ""},
		{"a script within the page", `<script>document.title = "changed"</script>`, "", "Content Security Policy"},
		{"a style within the page", `<p style="color: red">Hello</p>`, "", "Content Security Policy"},
		{"a file that is not there", `<script src="/none.js"></script>`, "", "404"},
	} {
		p := watch(t)
		p.goTo(served(t, c.body))
		var rules []string
		for _, v := range p.violations(every) {
			rules = append(rules, v.Rule)
		}
		if (c.rule == "") != (len(rules) == 0) || c.rule != "" && !slices.Contains(rules, c.rule) {
			t.Errorf("%s: axe finds %v, want %q", c.name, rules, c.rule)
		}
		complaints := strings.Join(p.complained(), "\n")
		if (c.complaint == "") != (complaints == "") || !strings.Contains(complaints, c.complaint) {
			t.Errorf("%s: the browser complains %q, want %q", c.name, complaints, c.complaint)
		}
	}
}

func TestTheHarnessSeesColoursSizesAndScripts(t *testing.T) {
	p := open(t)
	p.goTo(served(t, `<p id="long">`+strings.Repeat("x", 400)+`</p>`))
	p.onPhone()
	if over := ask[int](p, `document.documentElement.scrollWidth - innerWidth`); over <= 0 {
		t.Errorf("a line of 400 letters fits a phone: %d", over)
	}
	p.dark()
	if !ask[bool](p, `matchMedia("(prefers-color-scheme: dark)").matches`) {
		t.Error("the reader does not prefer dark colours")
	}
	quiet := open(t)
	quiet.withoutScript()
	quiet.goTo(served(t, `<noscript><p id="without">no script runs</p></noscript>`))
	if says := quiet.text("#without"); says != "no script runs" {
		t.Errorf("without script it says %q", says)
	}
}
