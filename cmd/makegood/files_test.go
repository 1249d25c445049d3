package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readers are the command lines that read a file, which is named FILE here.
var readers = [][]string{
	{"publish", "FILE"}, {"preview", "FILE"}, {"preview", "--policy", "FILE", "x.json"}, {"preview", "--risk", "FILE", "x.json"},
	{"policy", "lint", "FILE"}, {"policy", "render", "FILE"}, {"policy", "diff", "FILE", "shipped"}, {"policy", "diff", "shipped", "shipped", "--events", "FOLDER"},
	{"risk", "lint", "FILE"}, {"risk", "rules", "FILE"}, {"reviewers", "FILE"}, {"reviewers", "lint", "FILE"}, {"report", "--orders", "FILE"},
}

// named puts a file of so many bytes into a command line.
func named(t *testing.T, line []string, bytes int64) (args []string) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "f.json")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, bytes); err != nil {
		t.Fatal(err)
	}
	for _, word := range line {
		args = append(args, strings.NewReplacer("FILE", file, "FOLDER", folder).Replace(word))
	}
	return args
}

func TestEveryCommandRefusesAFileThatIsTooLarge(t *testing.T) {
	for _, line := range readers {
		status, _, errs := newShell(t).run(t, named(t, line, 1<<40)...)
		if status != statusFailed || !strings.Contains(errs, "TOO_LARGE: ") || !strings.Contains(errs, "f.json is larger than ") {
			t.Errorf("%v: status %d, %q", line, status, errs)
		}
	}
}

func TestEveryCommandStopsReadingWhenItIsToldToEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, line := range readers {
		s := newShell(t)
		if status := run(ctx, named(t, line, 10), s.cli); status != statusFailed || !strings.Contains(s.err.String(), "context canceled") {
			t.Errorf("%v: status %d, %q", line, status, s.err.String())
		}
	}
}

func TestAnEventThatIsTooLongIsNotPublishedInPart(t *testing.T) {
	s := newShell(t)
	s.cli.in = strings.NewReader(strings.Repeat(" ", 1<<20))
	status, out, errs := s.run(t, "publish", example("whole"), "-")
	if status != statusFailed || out != "" || !strings.HasPrefix(errs, "makegood: TOO_LARGE: standard input is larger than 262144 bytes") {
		t.Errorf("status %d, %q, %q", status, out, errs) // with a broker that is away, sending would say KAFKA_AWAY
	}
}
