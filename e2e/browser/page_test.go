//go:build browser

package browser

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds every step in the browser.
const patience = 30 * time.Second

// page is a window of a person who has used the browser for nothing else.
type page struct {
	t   *testing.T
	ctx context.Context

	mu sync.Mutex
	// complaints are what the browser said is wrong; expected are parts of those that belong to the test.
	complaints, expected []string
}

// open opens a window. What its browser complains about until the test ends fails the test.
func open(t *testing.T) *page {
	t.Helper()
	p := watch(t)
	t.Cleanup(func() {
		for _, complaint := range p.complained() {
			t.Errorf("the browser complains: %s", complaint)
		}
	})
	return p
}

// watch opens a window that keeps what its browser complains about.
func watch(t *testing.T) *page {
	t.Helper()
	ctx, end := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	p := &page{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	p.do(call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}))
	p.size(1280, 900)
	return p
}

func (p *page) hear(event any) {
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		p.complain(saidBy(event.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError || event.Type == runtime.ConsoleAPICalledTypeAssert {
			var words []string
			for _, arg := range event.Args {
				words = append(words, string(arg.Value)+arg.Description)
			}
			p.complain("console: " + strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError || event.Entry.Source == log.EntrySourceSecurity {
			p.complain(fmt.Sprintf("%s: %s %s", event.Entry.Source, event.Entry.Text, event.Entry.URL))
		}
	}
}

func (p *page) complain(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.complaints = append(p.complaints, what)
}

// saidBy is what an exception says.
func saidBy(e *runtime.ExceptionDetails) string {
	if e.Exception != nil {
		return e.Text + " " + e.Exception.Description
	}
	return e.Text
}

// expect says that a complaint with these words belongs to the test, such as that a page is answered 403.
func (p *page) expect(words string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, words)
}

// complained is what the browser complained about and nobody expected.
func (p *page) complained() (out []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.complaints {
		if !slices.ContainsFunc(p.expected, func(words string) bool { return strings.Contains(one, words) }) {
			out = append(out, one)
		}
	}
	return out
}

// do does steps in the window, which have to succeed in time.
func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	get(p, chromedp.Steps(steps...))
}

// get is do for a step that answers something.
func get[T any](p *page, step chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, step)
	if err != nil {
		p.t.Fatalf("%v\n%s", err, p.describe())
	}
	return out
}

// call is a command of the browser's protocol as a step.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// describe is where the window is and what it says, for a test that failed.
func (p *page) describe() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	says, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + (document.body ? document.body.innerText.slice(0, 3000) : "")`))
	if err != nil {
		return "nothing more is known: " + err.Error()
	}
	return "at " + says
}

// goTo opens an address.
func (p *page) goTo(address string) {
	p.t.Helper()
	p.do(chromedp.Navigate(address))
}

// click clicks what a selector finds, and waits for the page that follows.
func (p *page) click(selector string) {
	p.t.Helper()
	p.follow(p.aim(fmt.Sprintf(`document.querySelector(%q)`, selector)))
}

// clickText clicks the button or link that says something, and waits for the page that follows.
func (p *page) clickText(text string) {
	p.t.Helper()
	p.follow(p.aim(fmt.Sprintf(`[...document.querySelectorAll("a, button, summary")].find(e => e.textContent.trim() === %q)`, text)))
}

// tick clicks what a selector finds, such as a choice, and stays on the page.
func (p *page) tick(selector string) {
	p.t.Helper()
	p.do(p.aim(fmt.Sprintf(`document.querySelector(%q)`, selector)))
}

// aim waits until an element can be seen, and is the click at its middle.
func (p *page) aim(element string) chromedp.Action[chromedp.Void] {
	p.t.Helper()
	p.until("there is "+element, `(e => !!e && e.getClientRects().length > 0)(`+element+`)`)
	at := ask[[]float64](p, `(e => { e.scrollIntoView({block: "center", behavior: "instant"}); const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2] })(`+element+`)`)
	return chromedp.MouseClickXY(at[0], at[1])
}

// follow does a step that leads to another page, and waits until that is there.
func (p *page) follow(step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, step); err != nil {
		p.t.Fatalf("%v\n%s", err, p.describe())
	}
}

// fill types into a field, in place of what stands there.
func (p *page) fill(selector, text string) {
	p.t.Helper()
	if !ask[bool](p, fmt.Sprintf(`(e => { e?.focus(); e?.select(); return !!e })(document.querySelector(%q))`, selector)) {
		p.t.Fatalf("there is no %s\n%s", selector, p.describe())
	}
	p.do(chromedp.KeyEvent(text))
}

// press presses keys, of chromedp's kb, where the focus is.
func (p *page) press(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.do(chromedp.KeyEvent(key))
	}
}

// ask evaluates an expression in the page.
func ask[T any](p *page, expression string) T {
	p.t.Helper()
	return get(p, chromedp.Evaluate[T](expression))
}

// path is where the window is, without the host.
func (p *page) path() string {
	p.t.Helper()
	return ask[string](p, `location.pathname + location.search`)
}

// address is where the window is, without what is asked for.
func (p *page) address() string {
	p.t.Helper()
	return ask[string](p, `location.origin + location.pathname`)
}

// text is what a reader sees of what a selector finds.
func (p *page) text(selector string) string {
	p.t.Helper()
	return ask[string](p, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector)) // the page may change meanwhile
}

// says fails unless the page says something.
func (p *page) says(words ...string) {
	p.t.Helper()
	all := p.text("body")
	for _, one := range words {
		if !strings.Contains(all, one) {
			p.t.Errorf("%q is not said\n%s", one, p.describe())
		}
	}
}

// until waits until an expression is true in the page, whatever page that is by then.
func (p *page) until(what, expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression)) // an error: the page was just left
		if err == nil && is {
			return
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("%s: it did not happen: %v\n%s", what, err, p.describe())
		case <-tick.C:
		}
	}
}
