package app

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// ruleLedger is an empty ledger.
func ruleLedger(t *testing.T) ledger.Store {
	t.Helper()
	books, err := sqlite.OpenOrCreate(context.Background(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	return books
}

// saying is somebody's word for a policy's content.
func saying(t *testing.T, books ledger.RuleBook, by refund.Person, content string) {
	t.Helper()
	answer, err := books.ConfirmRules(t.Context(), ledger.RuleConfirmation{
		Kind: ledger.RulesPolicy, Files: []ledger.RuleFile{{Name: "p.yaml", Content: content}}, By: by, Note: "x",
		Authority: refund.Authority{Reviewer: &refund.Reviewer{Name: by}},
	})
	if err != nil || !answer.Accepted {
		t.Fatalf("%s: %+v %v", by, answer, err)
	}
}

// figure is a metric of the app without labels; -1: there is none.
func figure(t *testing.T, a *App, name string) float64 {
	t.Helper()
	families, err := a.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == name {
			return family.GetMetric()[0].GetGauge().GetValue()
		}
	}
	return -1
}

func TestAWorkerGoesByTheLastPolicyThatTwoPeopleConfirmed(t *testing.T) {
	books := ruleLedger(t)
	core, logs := observer.New(zap.WarnLevel)
	a := newApp(t, config.Settings{TwoPeople: config.TwoPeople{Policy: true}}, zap.New(core))
	one, two := ownPolicy("1"), ownPolicy("2")
	found := one
	read, err := a.confirmedPolicy(t.Context(), books, func() ([]sheet.Source, error) {
		return []sheet.Source{{Name: "/etc/makegood/p.yaml", Content: []byte(found)}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	goesBy := func(want string, waiting float64) {
		t.Helper()
		sources, err := read()
		if err != nil || len(sources) != 1 || string(sources[0].Content) != want {
			t.Fatalf("got %v, %v; want %s", sources, err, want)
		}
		if got := figure(t, a, MetricPolicyUnconfirmed); got != waiting {
			t.Errorf("the metric is %v, want %v", got, waiting)
		}
	}
	goesBy(one, 0) // the baseline
	found = two
	goesBy(one, 1)
	goesBy(one, 1)
	if logs.Len() != 1 {
		t.Errorf("it was said %d times", logs.Len())
	}
	saying(t, books, "anna", two)
	goesBy(one, 1)
	saying(t, books, "ben", two)
	goesBy(two, 0)
	found = one
	goesBy(two, 1) // what was confirmed once does not come back by its file
	found = two
	goesBy(two, 0)
	if err := books.Close(); err != nil {
		t.Fatal(err)
	}
	found = one
	goesBy(two, 0) // while the ledger is away, the one of before
}

// ownPolicy is a policy of one version.
func ownPolicy(version string) string { return "name: own\nversion: \"" + version + "\"\n" }

// TestAReleaseThatCannotReadThePolicyInForceGoesByItsOwnOnlyIfThatWasConfirmed: a program of before has to start.
func TestAReleaseThatCannotReadThePolicyInForceGoesByItsOwnOnlyIfThatWasConfirmed(t *testing.T) {
	books, unreadable := ruleLedger(t), ownPolicy("2")+"a_rule_of_the_next_release: 1\n"
	found := ownPolicy("1")
	core, logs := observer.New(zap.WarnLevel)
	read, err := newApp(t, config.Settings{TwoPeople: config.TwoPeople{Policy: true}}, zap.New(core)).confirmedPolicy(t.Context(), books, func() ([]sheet.Source, error) {
		return []sheet.Source{{Name: "p.yaml", Content: []byte(found)}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ found, want string }{{ownPolicy("1"), ownPolicy("1")}, {ownPolicy("3"), unreadable}} {
		found = step.found
		if _, err := read(); err != nil { // the first one is the baseline
			t.Fatal(err)
		}
		saying(t, books, "anna", unreadable)
		saying(t, books, "ben", unreadable)
		if sources, err := read(); err != nil || string(sources[0].Content) != step.want {
			t.Errorf("finds %s: got %s, %v; want %s", step.found, sources[0].Content, err, step.want)
		}
	}
	if logs.Len() == 0 {
		t.Error("nothing was said")
	}
}

func TestTheDoctorSaysWhoseWordAPolicyWaitsFor(t *testing.T) {
	books := ruleLedger(t)
	own := "name: own\nversion: \"1\"\n"
	s := config.Settings{PolicyFile: written(t, t.TempDir(), "own.yaml", own)}
	says := func(want string) {
		t.Helper()
		got := strings.Join(unconfirmed(t.Context(), s, books), "; ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	says("") // no worker has started yet
	if _, err := books.RulesInForce(t.Context(), ledger.RulesPolicy, []ledger.RuleFile{{Name: "p", Content: "shipped"}}); err != nil {
		t.Fatal(err)
	}
	says("nobody has asked for it")
	saying(t, books, "anna", own)
	says("anna has asked, another person")
	saying(t, books, "ben", own)
	says("")
	saying(t, books, "anna", ownPolicy("2"))
	saying(t, books, "ben", ownPolicy("2"))
	says("nobody has asked for it") // another one is in force now
}

func TestWithoutTwoPeopleThePolicyFileIsInForce(t *testing.T) {
	a := newApp(t, config.Settings{}, zap.NewNop())
	read, err := a.confirmedPolicy(t.Context(), nil, func() ([]sheet.Source, error) { return []sheet.Source{{Name: "p"}}, nil })
	if err != nil {
		t.Fatal(err)
	}
	if sources, err := read(); err != nil || len(sources) != 1 || sources[0].Name != "p" {
		t.Errorf("got %v, %v", sources, err)
	}
}
