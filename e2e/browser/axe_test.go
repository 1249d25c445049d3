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

// axeRun says which rules count.
const axeRun = `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
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
	for _, v := range p.violations() {
		p.t.Errorf("%s breaks %s", p.path(), v)
	}
}

// violations are the rules that the page breaks. axe runs in a world of its own, which the page's policy does not bind.
func (p *page) violations() (out []violation) {
	p.t.Helper()
	source, err := os.ReadFile(axeFile)
	if errors.Is(err, os.ErrNotExist) {
		p.t.Fatalf("no axe-core here: make bin/axe fetches it (it needs npm; Debian: apt-get install npm)")
	}
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (string, error) {
		world, err := newWorld(ctx, target)
		if err != nil {
			return "", err
		}
		if _, err := evaluate(ctx, target, runtime.EvaluateParams{Expression: string(source), ContextID: world}); err != nil {
			return "", err
		}
		yes := true
		return evaluate(ctx, target, runtime.EvaluateParams{Expression: axeRun, ContextID: world, AwaitPromise: &yes, ReturnByValue: &yes})
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
