package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

func TestALinkIsPrintedRevokedAndMadeAnew(t *testing.T) {
	s := newShell(t)
	path := filepath.Join(t.TempDir(), "ledger.db")
	books, err := sqlite.OpenOrCreate(t.Context(), path, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	c := ledgertest.Request("o1", "c1", 1)
	_, err = books.DecideRefund(t.Context(), refund.Decide{Digest: "d", Cancellation: c, RunID: "r"}, ledgertest.Proposing(ledgertest.Units(1)))
	if err = errorOf(err, books.Close()); err != nil {
		t.Fatal(err)
	}
	s.set("LEDGER_PATH", path)
	line := []string{"link", "m1/o1/c1", "--by", "mia", "--note", "asked on the telephone"}
	if status, _, problem := s.run(t, line...); status == 0 || !strings.Contains(problem, "MAKEGOOD_PAGES_URL") {
		t.Errorf("without pages: %d, %s", status, problem)
	}
	s.set("PAGES_URL", "https://refunds.example")
	s.set("OFFER_LINK_SECRET", strings.Repeat("s", 32))
	print := func(more ...string) string {
		t.Helper()
		status, out, problem := s.run(t, append(line, more...)...)
		if status != 0 {
			t.Fatalf("%d: %s", status, problem)
		}
		return strings.TrimSpace(out)
	}
	first := print()
	if !strings.HasPrefix(first, "https://refunds.example/r/") || print() != first {
		t.Errorf("it prints %s, then another", first)
	}
	if out := print("--revoke"); !strings.Contains(out, "opens nothing any more") {
		t.Errorf("it says %s", out)
	}
	if second := print(); second == first || !strings.HasPrefix(second, "https://refunds.example/r/") {
		t.Errorf("after it was revoked it prints %s", second)
	}
	for name, args := range map[string][]string{"nobody": {"link", "m1/o1/c1", "--note", "x"}, "no reason": {"link", "m1/o1/c1", "--by", "mia"}, "a stranger": {"link", "m1/o1/c1", "--by", "nobody-known", "--note", "x"}} {
		if status, out, _ := s.run(t, args...); status == 0 || strings.Contains(out, "/r/") {
			t.Errorf("%s is told %q", name, out)
		}
	}
}

// errorOf is the first error of some.
func errorOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
