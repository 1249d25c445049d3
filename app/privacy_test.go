package app

import (
	"encoding/base64"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/refund"
)

// TestKeysThatTheMasterKeyFileDoesNotOpenAreSaidAtTheStart: a starter had a file, and a worker has none, or another.
func TestKeysThatTheMasterKeyFileDoesNotOpenAreSaidAtTheStart(t *testing.T) {
	s, books := openedLedger(t)
	file := func(name, with string) string {
		return written(t, t.TempDir(), name, name+" "+base64.StdEncoding.EncodeToString([]byte(strings.Repeat(with, 32)))+"\n")
	}
	s.Privacy.MasterKeyFile = file("2026", "a")
	sealing, err := Vault(t.Context(), s, books)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sealing.SealBytes(t.Context(), refund.CustomerOwner("m-001", "42"), []byte("x")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, file string
		said       int
	}{{"the same file", s.Privacy.MasterKeyFile, 0}, {"no file", "", 1}, {"another file", file("2027", "b"), 1}} {
		s.Privacy.MasterKeyFile = c.file
		core, logs := observer.New(zap.ErrorLevel)
		if _, err := newApp(t, s, zap.New(core)).vault(t.Context(), books); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := logs.FilterField(zap.Int("keys_unopened", 1)).Len(); got != c.said || logs.Len() != c.said {
			t.Errorf("%s: it is said %d times in %v", c.name, got, logs.All())
		}
	}
	if _, err := books.Erase(t.Context(), refund.Erasure{Merchant: "m-001", Customer: "42", Cause: refund.Cause{Actor: "dpo", Reason: "asked"}}); err != nil {
		t.Fatal(err)
	}
	if some, err := books.SomeKeys(t.Context(), keysTriedMax); err != nil || len(some) != 0 {
		t.Errorf("%d keys after the erasure (%v)", len(some), err)
	}
}
