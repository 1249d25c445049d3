package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

func newApp(t *testing.T, s config.Settings, l *zap.Logger) *App {
	t.Helper()
	a, err := New(Config{Settings: s, Logger: l, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// written puts a file into the folder and returns its path.
func written(t *testing.T, folder, name, content string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAWorkerJudgesByTheShippedFilesOrByItsOwn(t *testing.T) {
	folder := t.TempDir()
	own := written(t, folder, "reviewers.yaml", "ranks: [warehouse, support, lead, finance]\nreviewers:\n  - {name: zoe, roles: [finance], limit_minor: {CNY: 100}}\n")
	for file, known := range map[string]refund.Person{"": "mia", own: "zoe"} {
		a := newApp(t, config.Settings{ReviewersFile: file}, zap.NewNop())
		by, err := a.rules(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := by.staff.Staff().Find(known); !ok || by.policy == nil || by.risk == nil {
			t.Errorf("%q: %s is not known, or something is missing: %+v", file, known, by)
		}
	}
}

func TestAWorkerDoesNotStartOnABadFile(t *testing.T) {
	folder := t.TempDir()
	for name, s := range map[string]config.Settings{
		"version is missing":    {PolicyFile: written(t, folder, "bad.yaml", "name: bad\n")},
		"no people of the role": {ReviewersFile: written(t, folder, "few.yaml", "ranks: [support]\nreviewers:\n  - {name: zoe, roles: [support]}\n")},
	} {
		a := newApp(t, s, zap.NewNop())
		_, err := a.rules(t.Context(), nil)
		var coded Coded
		if !errors.As(err, &coded) || coded.Code != CodeBadConfig || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestWhatBecameOfAChangedFileIsLogged(t *testing.T) {
	core, logs := observer.New(zap.InfoLevel)
	a := newApp(t, config.Settings{}, zap.New(core))
	inForce := []string{"own@1 (abc)"}
	a.filesChanged(watch.Event{Of: "policy", InForce: inForce})
	a.filesChanged(watch.Event{Of: "policy", InForce: inForce, Err: sheet.Invalid{Mistakes: []sheet.Mistake{{Line: 3, Detail: "is odd"}}}})
	got := logs.All()
	if len(got) != 2 || got[0].Message != "policy reloaded" || got[1].Message != "policy refused, the old one stays" {
		t.Fatalf("got %+v", got)
	}
	if detail := got[1].ContextMap()["error"]; !strings.Contains(detail.(string), "line 3: is odd") {
		t.Errorf("got %v", detail)
	}
}
