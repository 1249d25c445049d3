package main

import (
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

func TestAWorkerJudgesByTheShippedFilesOrByItsOwn(t *testing.T) {
	c := commandLine(t)
	own := c.write("reviewers.yaml", "ranks: [warehouse, support, lead, finance]\nreviewers:\n  - {name: zoe, roles: [finance], limit_minor: {CNY: 100}}\n")
	for file, known := range map[string]refund.Person{"": "mia", own: "zoe"} {
		p := process{settings: config.Settings{ReviewersFile: file}, logger: zap.NewNop()}
		by, err := p.judges(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := by.staff.Staff().Find(known); !ok || by.rules == nil || by.risk == nil {
			t.Errorf("%q: %s is not known, or something is missing: %+v", file, known, by)
		}
	}
}

func TestAWorkerDoesNotStartOnABadFile(t *testing.T) {
	c := commandLine(t)
	for name, s := range map[string]config.Settings{
		"version is missing":    {PolicyFile: c.write("bad.yaml", "name: bad\n")},
		"no people of the role": {ReviewersFile: c.write("few.yaml", "ranks: [support]\nreviewers:\n  - {name: zoe, roles: [support]}\n")},
	} {
		p := process{settings: s, logger: zap.NewNop()}
		_, err := p.judges(t.Context())
		if problem := problemOf(err); problem.Code != codeBadConfig || !strings.Contains(problem.Detail, name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestWhatBecameOfAChangedFileIsLogged(t *testing.T) {
	core, logs := observer.New(zap.InfoLevel)
	p := process{logger: zap.New(core)}
	inForce := []string{"own@1 (abc)"}
	p.filesChanged(watch.Event{Of: "policy", InForce: inForce})
	p.filesChanged(watch.Event{Of: "policy", InForce: inForce, Err: sheet.Invalid{Mistakes: []sheet.Mistake{{Line: 3, Detail: "is odd"}}}})
	got := logs.All()
	if len(got) != 2 || got[0].Message != "policy reloaded" || got[1].Message != "policy refused, the old one stays" {
		t.Fatalf("got %+v", got)
	}
	if detail := got[1].ContextMap()["error"]; !strings.Contains(detail.(string), "line 3: is odd") {
		t.Errorf("got %v", detail)
	}
}
