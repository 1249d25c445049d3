package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// recordDayVariable asks for the page to be written, by `make day`, instead of compared.
const recordDayVariable = "MAKEGOOD_RECORD_DAY"

const dayPage = "../docs/a-day.md"

const dayIntro = `<!-- Written by make day; the test TestADayInTheLife plays it again and compares. Edit e2e/day_test.go instead. -->
# A day in the life

What support, the warehouse and customers do in a day, through the commands alone, as it was played on the real Temporal
server. Times, dates and the tokens of links are replaced by placeholders; everything else is what the commands said. The
dev server cannot skip time, so the day has a policy of its own (` + "`e2e/testdata/day.yaml`" + `): the shipped one with windows of
seconds. The people are those of the sample in ` + "`policy/reviewers/reviewers.yaml`" + `.
`

// day is a world whose every command is written down.
type day struct {
	w *world
	// dir is where the commands are called: the events lie there.
	dir  string
	ids  []refund.ID
	page strings.Builder
}

func newDay(t *testing.T) *day {
	t.Helper()
	d := &day{w: start(t), dir: t.TempDir()}
	rules, err := filepath.Abs("testdata/day.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d.w.env = append(d.w.env, "MAKEGOOD_POLICY_FILE="+rules,
		"MAKEGOOD_OFFER_LINK_URL=https://shop.example/offer", "MAKEGOOD_OFFER_LINK_SECRET="+strings.Repeat("a day in the life ", 2))
	d.w.spawn("starter")
	d.w.spawn("worker")
	d.page.WriteString(dayIntro)
	return d
}

func (d *day) scene(title, text string) {
	fmt.Fprintf(&d.page, "\n## %s\n\n%s\n", title, text)
}

// run calls a command, which has to succeed, and writes it down with what it said.
func (d *day) run(args ...string) {
	d.w.t.Helper()
	if out, err := d.call(args); err != nil {
		d.w.t.Fatalf("%s: %v\n%s", shell(args), err, out)
	}
}

// refused calls a command that has to be refused with a code.
func (d *day) refused(code string, args ...string) {
	d.w.t.Helper()
	if out, err := d.call(args); err == nil || !strings.Contains(out, code) {
		d.w.t.Fatalf("%s: %v, want %s\n%s", shell(args), err, code, out)
	}
}

func (d *day) call(args []string) (string, error) {
	cmd := &exec.Cmd{Path: binary, Args: append([]string{"makegood"}, args...), Env: d.w.env, Dir: d.dir}
	out, err := cmd.CombinedOutput()
	d.console(shell(args), string(out))
	return string(out), err
}

// console writes a command and its output; commands that follow each other share a block.
func (d *day) console(command, output string) {
	const fence = "```\n"
	text := d.page.String()
	open := "\n```console\n"
	if strings.HasSuffix(text, fence) {
		text, open = strings.TrimSuffix(text, fence), ""
	}
	d.page.Reset()
	d.page.WriteString(text + open + normal("$ makegood "+command+"\n"+output) + fence)
}

// shell writes arguments as they would be typed.
func shell(args []string) string {
	typed := make([]string, len(args))
	for i, arg := range args {
		typed[i] = arg
		if strings.ContainsAny(arg, " ;?'") {
			typed[i] = `"` + arg + `"`
		}
	}
	return strings.Join(typed, " ")
}

// placeholders stand for what differs from day to day. They are as long as what they replace, so
// that columns stay columns.
var placeholders = []struct {
	of *regexp.Regexp
	is string
}{
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "YYYY-MM-DDThh:mm:ssZ"},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\d\b`), "YYYY-MM-DD"},
	{regexp.MustCompile(`(?m)^\d{4}-\d\d\b`), "YYYY-MM"},
	{regexp.MustCompile(`(--token )[A-Za-z0-9_-]+`), "${1}TOKEN"},
	{regexp.MustCompile(`(makegood-risk@\S+?#)[0-9a-f]{12}`), "${1}xxxxxxxxxxxx"},
	{regexp.MustCompile(`(line to (?:API|desk): ok); it is not asked at 127\.0\.0\.1:0`), "${1}"},
	{regexp.MustCompile(`median \d+ m?s, nine of ten within \d+ m?s`), "median N s, nine of ten within N s"},
}

func normal(text string) string {
	for _, p := range placeholders {
		text = p.of.ReplaceAllString(text, p.is)
	}
	return text
}

// keep writes the page, or holds it against the one that is there.
func (d *day) keep() {
	d.w.t.Helper()
	if os.Getenv(recordDayVariable) != "" {
		if err := os.WriteFile(dayPage, []byte(d.page.String()), 0o644); err != nil {
			d.w.t.Error(err)
		}
		return
	}
	want, err := os.ReadFile(dayPage)
	if err != nil {
		d.w.t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(d.page.String())) {
		d.w.t.Errorf("%s is not what happens (make day writes it again):\n%s", dayPage, differs(string(want), d.page.String()))
	}
}

// differs is where two pages part.
func differs(page, happened string) string {
	was, is := strings.Split(page, "\n"), strings.Split(happened, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			return fmt.Sprintf("line %d\n  page:     %s\n  happened: %s", i+1, was[i], is[i])
		}
	}
	return fmt.Sprintf("the page has %d lines, what happened %d", len(was), len(is))
}

// publish sends an order's cancellation from the day's folder.
func (d *day) publish(name string, o order) refund.ID {
	d.w.t.Helper()
	file, id := d.event(name, o)
	d.ids = append(d.ids, id)
	d.run("publish", file)
	return id
}

// stands waits until the refund stands somewhere, and nothing of it is under way.
func (d *day) stands(id refund.ID, status refund.Status) {
	d.w.t.Helper()
	d.until(id, func(v refund.View) bool { return v.Status == status && settled(v) })
}

// ends waits until the refund's story is over.
func (d *day) ends(id refund.ID, status refund.Status) {
	d.w.t.Helper()
	d.w.until("the end of "+string(id), time.Minute, func() bool { return d.w.closedWorkflow(id) })
	d.stands(id, status)
}

func (d *day) told(id refund.ID, kind refund.NoticeKind) {
	d.w.t.Helper()
	d.until(id, func(v refund.View) bool {
		for _, m := range v.Messages {
			if m.Kind == kind {
				return settled(v)
			}
		}
		return false
	})
}

// until waits for something to be seen of the refund, as its workflow answers.
func (d *day) until(id refund.ID, seen func(refund.View) bool) {
	d.w.t.Helper()
	var last refund.View
	defer func() {
		if d.w.t.Failed() {
			d.w.t.Logf("%s is %s (%s), offer %s, told %v", id, last.Status, last.Reason, last.Offer.Status, last.Messages)
		}
	}()
	d.w.until("what "+string(id)+" was to come to", time.Minute, func() bool {
		answer, err := d.w.client.QueryWorkflow(d.w.t.Context(), string(id), "", refund.QueryRefund)
		if err != nil {
			return false
		}
		var view refund.View
		if answer.Get(&view) != nil {
			return false
		}
		last = view
		return seen(view)
	})
}

// settled: nothing of the refund is under way, and nobody is left to be told.
func settled(v refund.View) bool {
	return !slices.ContainsFunc(v.Messages, func(m refund.NoticeMark) bool { return !m.Delivery.Complete() })
}

func short(id refund.ID) string { return strings.TrimPrefix(string(id), "refund/") }
