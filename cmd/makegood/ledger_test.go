package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// the ledger of a shell, as it prints it.
func (s *shell) ledger(t *testing.T, args ...string) (place ledgerPlace) {
	t.Helper()
	status, out, problems := s.run(t, append([]string{"ledger", "--json"}, args...)...)
	if status != 0 {
		t.Fatalf("%v: status %d: %s", args, status, problems)
	}
	if err := json.Unmarshal([]byte(out), &place); err != nil {
		t.Fatal(err)
	}
	return place
}

func TestALedgerIsCreatedOnceByCommand(t *testing.T) {
	s := newShell(t)
	made := s.ledger(t, "create")
	if made.ID == "" || !made.CreatedAt.Equal(at) || !filepath.IsAbs(made.Path) {
		t.Errorf("made %+v", made)
	}
	if again := s.ledger(t, "create", "--if-missing"); again != made {
		t.Errorf("found %+v, want %+v", again, made)
	}
	if shown := s.ledger(t, "show"); shown != made {
		t.Errorf("shown %+v, want %+v", shown, made)
	}
	status, _, problems := s.run(t, "ledger", "create")
	if status != 1 || !strings.HasPrefix(problems, "makegood: CONFLICT: ") || !strings.Contains(problems, made.Path) {
		t.Errorf("created twice: status %d, %q", status, problems)
	}
}

// Whoever loses a ledger must not get an empty one without a word.
func TestNobodyButTheCommandCreatesALedger(t *testing.T) {
	s := newShell(t)
	settings, err := s.cli.settings()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"worker"}, {"waiting"}, {"report"}, {"doctor"}, {"ledger", "show"}, {"kill-switch", "--on", "--by", "ann", "--note", "x"}} {
		status, _, problems := s.run(t, args...)
		if status != 1 || !strings.HasPrefix(problems, "makegood: NOT_FOUND: ") || !strings.Contains(problems, "makegood ledger create") {
			t.Errorf("%v: status %d, %q", args, status, problems)
		}
		if _, err := os.Stat(settings.LedgerPath); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("%v left something at %s: %v", args, settings.LedgerPath, err)
		}
	}
}

func TestADemoThatWasUsedMakesNoSecondLedger(t *testing.T) {
	s := newShell(t)
	settings, err := s.cli.settings()
	if err != nil {
		t.Fatal(err)
	}
	made := s.ledger(t, "create")
	if err := errors.Join(os.WriteFile(streamsFile(settings.DataDir), []byte("1"), 0o600), os.Remove(made.Path)); err != nil {
		t.Fatal(err)
	}
	status, _, problems := s.run(t, "demo", "-n", "1", "--exit")
	if _, err := os.Stat(made.Path); status != 1 || !strings.Contains(problems, "make demo-clean") || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("status %d, %q, %v", status, problems, err)
	}
}

func TestASealedLedgerIsReadAndNotWorkedOn(t *testing.T) {
	s := newShell(t)
	s.ledger(t, "create")
	sealed := s.ledger(t, "seal", "--by", "olga", "--note", "moved to PostgreSQL")
	if !sealed.Sealed || sealed.SealedBy != "olga" || sealed.SealedReason != "moved to PostgreSQL" {
		t.Errorf("sealed %+v", sealed)
	}
	for _, c := range []struct {
		args []string
		want int
		says string
	}{
		{[]string{"waiting"}, 0, ""}, {[]string{"worker"}, 1, "the ledger is sealed by olga: moved to PostgreSQL"},
		{[]string{"kill-switch", "--on", "--by", "ann", "--note", "x"}, 1, "the ledger is sealed"},
	} {
		if status, _, problems := s.run(t, c.args...); status != c.want || !strings.Contains(problems, c.says) {
			t.Errorf("%v: status %d, %q", c.args, status, problems)
		}
	}
}
