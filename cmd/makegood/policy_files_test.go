package main

import (
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

func TestAWorkerAsksTheShippedPolicyOrWatchesItsFiles(t *testing.T) {
	c := commandLine(t)
	for file, watched := range map[string]bool{"": false, c.write("own.yaml", strictPolicy): true} {
		p := process{settings: config.Settings{PolicyFile: file}, logger: zap.NewNop()}
		rules, err := p.rules(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, isWatcher := rules.(*watch.Watcher); isWatcher != watched {
			t.Errorf("%q: got %T", file, rules)
		}
	}
}

func TestAWorkerDoesNotStartOnABadPolicy(t *testing.T) {
	c := commandLine(t)
	p := process{settings: config.Settings{PolicyFile: c.write("bad.yaml", "name: bad\n")}, logger: zap.NewNop()}
	_, err := p.rules(t.Context())
	if problem := problemOf(err); problem.Code != codeBadConfig || !strings.Contains(problem.Detail, "version is missing") {
		t.Errorf("got %v", err)
	}
}

func TestWhatBecameOfAChangedPolicyIsLogged(t *testing.T) {
	core, logs := observer.New(zap.InfoLevel)
	p := process{logger: zap.New(core)}
	refs := []refund.PolicyRef{{Name: "own", Version: "1", Hash: "abc"}}
	p.policyChanged(watch.Event{Policies: refs})
	p.policyChanged(watch.Event{Policies: refs, Err: policy.Invalid{Mistakes: []policy.Mistake{{Line: 3, Detail: "is odd"}}}})
	got := logs.All()
	if len(got) != 2 || got[0].Message != "policy reloaded" || got[1].Message != "policy refused, the old one stays" {
		t.Fatalf("got %+v", got)
	}
	if detail := got[1].ContextMap()["error"]; !strings.Contains(detail.(string), "line 3: is odd") {
		t.Errorf("got %v", detail)
	}
}
