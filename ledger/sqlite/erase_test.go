package sqlite_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// onDisk are all bytes of a ledger: its file, its log and whatever else lies beside it.
func onDisk(t *testing.T, path string) []byte {
	t.Helper()
	var all []byte
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		raw, err := os.ReadFile(path + suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, raw...)
	}
	return all
}

func TestADeletedKeyIsNowhereOnTheDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	store := open(t, path, func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) })
	// Many keys, so that pages are full and split; long ones, so that some lie on pages of their own.
	for i := range 200 {
		name := strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26))
		_, err := store.KeepKey(t.Context(), refund.StoredKey{
			ID: name, Owner: refund.CustomerOwner("m-001", refund.CustomerID(name)), Secret: "plain:" + strings.Repeat("S3CRET-"+name+"-", 1+2*i),
		})
		must(t, err)
	}
	gone := func(name string) bool { return !bytes.Contains(onDisk(t, path), []byte("S3CRET-"+name+"-")) }
	for _, name := range []string{"aa", "xxxxdd", "xxxrh"} {
		if gone(name) {
			t.Fatalf("the key of %s was never on the disk: the test sees nothing", name)
		}
		_, err := store.Erase(t.Context(), refund.Erasure{Merchant: "m-001", Customer: refund.CustomerID(name), Cause: refund.Cause{Actor: "dpo", Reason: "asked"}})
		must(t, err)
		if !gone(name) {
			t.Errorf("the deleted key of %s is still on the disk", name)
		}
	}
	if gone("xxxxxxbb") {
		t.Error("somebody else's key is gone")
	}
}
