//go:build browser

package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	window "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axeFile is where make test-browser has put axe-core.
const axeFile = "../../bin/axe/node_modules/axe-core/axe.min.js"

// every are the tags of the rules that a page is held to, and looks the rules that depend on its colours and sizes.
var (
	every = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}
	looks = []string{"color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"}
)

// axeRun is for the rules, in JSON, that count.
const axeRun = `axe.run(document, {resultTypes: ["violations"], runOnly: %s})
  .then(found => JSON.stringify(found.violations.map(v => ({rule: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 300) + " " + n.any.concat(n.all).map(c => c.message).join("; "))}))))`

// violation is a rule that a page breaks, and where.
type violation struct {
	Rule, Help string
	Nodes      []string
}

// String says it for a test that failed.
func (v violation) String() string {
	return fmt.Sprintf("%s (%s):\n  %s", v.Rule, v.Help, strings.Join(v.Nodes, "\n  "))
}

// accessible fails for each rule that the page as it stands breaks.
func (p *page) accessible() {
	p.t.Helper()
	p.keeps(every)
}

// looks is accessible for a page that was held to all rules before, in other colours or another size.
func (p *page) looks() {
	p.t.Helper()
	p.keeps(looks)
}

func (p *page) keeps(rules []string) {
	p.t.Helper()
	for _, v := range p.violations(rules) {
		p.t.Errorf("%s breaks %s", p.path(), v)
	}
}

// violations are the rules that the page breaks. axe runs in a world of its own, which the page's policy does not bind.
func (p *page) violations(rules []string) (out []violation) {
	p.t.Helper()
	source, err := os.ReadFile(axeFile)
	if errors.Is(err, os.ErrNotExist) {
		p.t.Fatalf("no axe-core here: make bin/axe fetches it (it needs npm; Debian: apt-get install npm)")
	}
	named, failed := json.Marshal(rules)
	if err = errors.Join(err, failed); err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (string, error) {
		world, err := newWorld(ctx, target)
		if err != nil {
			return "", err
		}
		here, err := evaluate(ctx, target, runtime.EvaluateParams{Expression: `typeof axe`, ContextID: world, ReturnByValue: new(true)})
		if err == nil && here == "undefined" { // the world stays as long as the page
			_, err = evaluate(ctx, target, runtime.EvaluateParams{Expression: string(source), ContextID: world})
		}
		if err != nil {
			return "", err
		}
		return evaluate(ctx, target, runtime.EvaluateParams{Expression: fmt.Sprintf(axeRun, named), ContextID: world, AwaitPromise: new(true), ReturnByValue: new(true)})
	})
	if err == nil {
		err = json.Unmarshal([]byte(text), &out)
	}
	if err != nil {
		p.t.Fatalf("axe: %v\n%s", err, p.describe())
	}
	return out
}

// newWorld is a place for scripts that see the page, and that the page does not see.
func newWorld(ctx context.Context, target *chromedp.Target) (runtime.ExecutionContextID, error) {
	tree, err := cdp.Call(ctx, target, window.GetFrameTree, cdp.Empty{})
	if err != nil {
		return 0, err
	}
	made, err := cdp.Call(ctx, target, window.CreateIsolatedWorld, window.CreateIsolatedWorldParams{FrameID: tree.FrameTree.Frame.ID, WorldName: "axe"})
	return made.ExecutionContextID, err
}

// evaluate returns what a script comes to, where that is a text.
func evaluate(ctx context.Context, target *chromedp.Target, script runtime.EvaluateParams) (text string, err error) {
	found, err := cdp.Call(ctx, target, runtime.Evaluate, script)
	switch {
	case err != nil:
		return "", err
	case found.ExceptionDetails != nil:
		return "", errors.New(saidBy(found.ExceptionDetails))
	case found.Result.Type != runtime.RemoteObjectTypeString:
		return "", nil
	}
	return text, json.Unmarshal(found.Result.Value, &text)
}
