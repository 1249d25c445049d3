package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

// shopWith is a shell on a ledger with a parked refund for each text, which stands wherever an event has one. Texts
// are cut to the most that an event may carry in an id.
func shopWith(t *testing.T, texts []string) (*shell, []refund.ID) {
	t.Helper()
	s := newShell(t)
	store, c := ledgerWithOne(t, s)
	ids := []refund.ID{c.ID()}
	for i, text := range texts {
		next := c
		foreigntest.Fill(&next.Order.Lines, text[:min(len(text), 128)], refund.BusinessModel(""), refund.Fulfilment(""), refund.LineID(""), refund.TaxMode(""))
		next.Reason, next.RequestedBy = refund.Reason(text[:min(len(text), 128)]), refund.Person(text[:min(len(text), 128)])
		next.Key.Order, next.Order.Payments = refund.OrderID(fmt.Sprintf("o-%d", i)), nil
		parked(t, store, next)
		ids = append(ids, next.ID())
	}
	return s, ids
}

// said is what a command line writes on both its streams.
func (s *shell) said(t *testing.T, args ...string) string {
	t.Helper()
	status, out, problems := s.run(t, args...)
	if status != 0 {
		t.Fatalf("%v: status %d, %s", args, status, problems)
	}
	return out + problems
}

func TestWhatAnEventSaidLeavesTheCommandsAsText(t *testing.T) {
	texts := foreigntest.All()
	nasty, ids := shopWith(t, texts)
	plain, _ := shopWith(t, make([]string, len(texts)))
	for _, args := range [][]string{
		{"waiting"}, {"waiting", "--json"}, {"report", "--json"}, {"report", "--format", "csv", "--every", "all"}, {"report", "--every", "all"},
	} {
		got := nasty.said(t, args...)
		if found := foreigntest.Unprintable(got); found != "" {
			t.Errorf("%v: %s", args, found)
		}
		if found := foreigntest.Formula(got); args[len(args)-1] == "all" && args[1] == "--format" && found != "" {
			t.Errorf("%v: %s", args, found)
		}
		if want := plain.said(t, args...); args[0] == "waiting" && foreigntest.LineCount(got) != foreigntest.LineCount(want) {
			t.Errorf("%v: %d lines, want %d", args, foreigntest.LineCount(got), foreigntest.LineCount(want))
		}
	}
	lines := foreigntest.LineCount(plain.said(t, "show", "m-001/o-0/c-1"))
	for _, id := range ids[1:] {
		for _, args := range [][]string{{"show", string(id)}, {"show", string(id), "--json"}} {
			got := nasty.said(t, args...)
			if found := foreigntest.Unprintable(got); found != "" || len(args) == 2 && foreigntest.LineCount(got) != lines {
				t.Errorf("%v: %s, %d lines of %d in\n%s", args, found, foreigntest.LineCount(got), lines, got)
			}
		}
	}
}

func TestAnErrorIsOneLineWhateverItQuotes(t *testing.T) {
	for _, text := range foreigntest.All() {
		for _, err := range []error{errors.New(text), refund.Problem{Code: "X", Detail: text}, usage("--by %s", text), errors.Join(errors.New(text), errors.New(text))} {
			s := newShell(t)
			s.cli.json = true
			s.cli.fail(err)
			for _, got := range []string{s.out.String(), s.err.String()} {
				if found := foreigntest.Unprintable(got); found != "" || foreigntest.LineCount(got) != 1 {
					t.Errorf("%.40q: %s in %.200q", text, found, got)
				}
			}
		}
	}
	s := newShell(t)
	if status, _, problems := s.run(t, "show", "m/o/r", "--lo\x1b[2Jcale"); status != statusUsage || foreigntest.Unprintable(problems) != "" {
		t.Errorf("status %d, %q", status, problems)
	}
}

func TestWhatTheCommandsWriteIsText(t *testing.T) {
	for name, exit := range map[string]foreigntest.Exit{
		"doctor": func(out io.Writer, text string) {
			r := doctor.Report{Findings: []doctor.Finding{{Severity: "x", Finding: ledger.Finding{Code: "x", Refund: "x", Detail: "x"}}}, Skipped: []string{"x"},
				Repairs: []ledger.Repair{{Refund: "x", Did: "x", Left: "x"}}}
			foreigntest.Fill(&r, text)
			writeReport(foreign.To(out), r)
		},
		"deployment move": func(out io.Writer, text string) {
			r := deployment.Report{To: "x", Kept: []deployment.Kept{{Refund: "x", From: "x", Code: "x", Why: "x"}}}
			foreigntest.Fill(&r, text)
			writeMoved(foreign.To(out), r)
		},
		"deployment status": func(out io.Writer, text string) {
			s := deployment.Status{TaskQueue: "x", Deployment: "x", Known: true, Versions: []deployment.VersionStatus{{BuildID: "x"}}}
			foreigntest.Fill(&s, text, deployment.Role(""))
			writeStatus(foreign.To(out), s)
		},
		"reviewers": func(out io.Writer, text string) {
			s := refund.Staff{Ranks: []refund.Role{"x"}, Reviewers: []refund.Reviewer{{Name: "x", Roles: []refund.Role{"x"}, Markets: []string{"x"}}}}
			foreigntest.Fill(&s, text)
			writeStaff(foreign.To(out), s)
		},
		"risk": func(out io.Writer, text string) {
			d := risk.Description{Ref: refund.PolicyRef{Name: "x", Version: "1"}}
			d.InForce.Rules = []risk.RuleWords{{Name: "x", Because: "x", If: "x"}}
			foreigntest.Fill(&d, text)
			writeRisk(foreign.To(out), d)
		},
		"publish": func(out io.Writer, text string) {
			s := sent{File: text, Topic: text, Refund: "x", Problem: &refund.Problem{Code: "x", Detail: text}}
			s.write(foreign.To(out))
		},
	} {
		t.Run(name, func(t *testing.T) { foreigntest.TestTerminal(t, exit) })
	}
}

func TestADecisionIsAskedForAndToldInOneLineEach(t *testing.T) {
	for _, text := range foreigntest.All() {
		s, d := typing(t, "y\n")
		d.stored.Cancellation.RequestedBy = refund.Person(text)
		s.cli.say = func(refund.Notice) (string, error) { return "Subject\n\nDear " + text + "\n", nil }
		status, out, problems := s.run(t, "decide", "m/o/r", "--approve", "--reviewer", "ann", "--note", "ok")
		if found := foreigntest.Unprintable(out + problems); status != 0 || found != "" {
			t.Errorf("%.40q: status %d, %s in %.300q", text, status, found, out+problems)
		}
		if !strings.Contains(out, "    | Subject\n") {
			t.Errorf("%.40q: the customer's message is not shown", text)
		}
	}
}
