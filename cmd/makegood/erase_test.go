package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestAnErasureShowsFirstAndIsRefusedWhileARefundIsOpen(t *testing.T) {
	s := newShell(t)
	store, c := ledgerWithOne(t, s)
	owner := c.Owner()
	if _, err := store.KeepKey(t.Context(), refund.StoredKey{ID: "k-1", Owner: owner, Secret: "plain:x"}); err != nil {
		t.Fatal(err)
	}
	command := []string{"erase", owner.Name, "--merchant", string(owner.Merchant), "--by", "dpo", "--reason", "asked"}
	for _, args := range [][]string{command, append(command, "--yes")} {
		status, out, err := s.run(t, append(args, "--json")...)
		if status != 1 || !strings.Contains(err, "OPEN_REFUNDS") {
			t.Errorf("%q: %d, %s", args, status, err)
		}
		var shown erasure
		if err := json.NewDecoder(strings.NewReader(out)).Decode(&shown); err != nil {
			t.Fatal(err)
		}
		if shown.Erased || shown.Keys != 1 || len(shown.Open) != 1 || shown.Open[0] != c.ID() || shown.TemporalProblem == "" {
			t.Errorf("%q shows %+v", args, shown)
		}
	}
	out := s.mustRun(t, append(command, "--yes", "--force")...)
	if !strings.Contains(out, "erased: 1 keys") || !strings.Contains(out, string(c.ID())+" is open") {
		t.Errorf("by force it says\n%s", out)
	}
	if k, err := store.StoredKey(t.Context(), "k-1"); err != nil || k.Secret != "" || k.ErasedAt == nil {
		t.Errorf("the key is %+v, %v", k, err)
	}
	if out := s.mustRun(t, append(command, "--force")...); !strings.Contains(out, "erased before, last on") || !strings.Contains(out, "keys: 0") {
		t.Errorf("afterwards it says\n%s", out)
	}
}

func TestAnErasureOfNobodyOrByNobodyIsRefused(t *testing.T) {
	s := newShell(t)
	ledgerWithOne(t, s)
	if status, _, err := s.run(t, "erase", "nobody", "--merchant", "m-001", "--by", "dpo", "--reason", "asked"); status != 1 || !strings.Contains(err, "NOT_FOUND") {
		t.Errorf("nobody: %d, %s", status, err)
	}
	for _, args := range [][]string{
		{"erase"}, {"erase", "42"}, {"erase", "42", "--merchant", "m-001", "--by", "dpo"}, {"erase", "42", "--merchant", "m-001", "--reason", "asked"},
	} {
		if status, _, err := s.run(t, args...); status != 2 {
			t.Errorf("%q: %d, %s", args, status, err)
		}
	}
}
