package evidence_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/internal/evidence"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/privacy/privacytest"
	"github.com/makegood/makegood/refund"
)

const theirs, others = refund.ID("refund/m-001/o-1/c-1"), refund.ID("refund/m-001/o-2/c-1")

var owner = refund.CustomerOwner("m-001", "42")

type owners struct{}

func (owners) OwnerOf(context.Context, refund.ID) (refund.KeyOwner, error) { return owner, nil }

func shaOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func folder(t *testing.T, dir string, vault *privacy.Vault) evidence.Folder {
	t.Helper()
	f, err := evidence.New(dir, vault, owners{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// kept are the files below a folder.
func kept(t *testing.T, dir string) (paths []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestAFileIsReadAsItWasKeptAndOnlyForItsRefund(t *testing.T) {
	dir, photo := t.TempDir(), []byte("\xff\xd8\xffa photo of a vase")
	f := folder(t, dir, nil)
	for range 2 {
		if err := f.Keep(t.Context(), theirs, shaOf(photo), photo); err != nil {
			t.Fatal(err)
		}
	}
	got, err := f.Read(t.Context(), theirs, shaOf(photo))
	if err != nil || !bytes.Equal(got, photo) || len(kept(t, dir)) != 1 {
		t.Errorf("read is %q, %v, of %v", got, err, kept(t, dir))
	}
	if info, err := os.Stat(kept(t, dir)[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info, err)
	}
	if _, err := f.Read(t.Context(), others, shaOf(photo)); !errors.Is(err, customer.ErrNoFile) {
		t.Errorf("for another refund: %v", err)
	}
	for _, sha := range []string{"", "..", "../../etc/passwd", shaOf(photo)[:63] + "/", shaOf(photo) + "0"} {
		if _, err := f.Read(t.Context(), theirs, sha); err == nil || f.Keep(t.Context(), theirs, sha, photo) == nil {
			t.Errorf("%q passes for a hash", sha)
		}
	}
}

func TestAFileThatWasChangedIsNotHandedOut(t *testing.T) {
	dir, photo := t.TempDir(), []byte("\xff\xd8\xffa photo")
	f := folder(t, dir, nil)
	if err := f.Keep(t.Context(), theirs, shaOf(photo), photo); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept(t, dir)[0], []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Read(t.Context(), theirs, shaOf(photo)); err == nil {
		t.Errorf("read is %q", got)
	}
}

func TestWithAVaultAFileIsUnreadableOnTheDiskAndGoneWithItsCustomersKey(t *testing.T) {
	keys := &privacytest.Keys{Owners: map[refund.ID]refund.KeyOwner{theirs: owner}}
	dir, photo := t.TempDir(), []byte("\xff\xd8\xffa photo of a vase")
	f := folder(t, dir, privacy.NewVault(keys, privacy.Master{}))
	if err := f.Keep(t.Context(), theirs, shaOf(photo), photo); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(kept(t, dir)[0])
	if err != nil || bytes.Contains(raw, []byte("vase")) {
		t.Errorf("on the disk is %q, %v", raw, err)
	}
	if got, err := f.Read(t.Context(), theirs, shaOf(photo)); err != nil || !bytes.Equal(got, photo) {
		t.Errorf("read is %q, %v", got, err)
	}
	keys.Erase(owner, time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC))
	if got, err := f.Read(t.Context(), theirs, shaOf(photo)); !privacy.IsErased(err) || got != nil {
		t.Errorf("after the erasure: %q, %v", got, err)
	}
}

func TestTheFilesOfSomeRefundsAreRemoved(t *testing.T) {
	dir, photo := t.TempDir(), []byte("\xff\xd8\xffa photo")
	f := folder(t, dir, nil)
	for _, id := range []refund.ID{theirs, others} {
		if err := f.Keep(t.Context(), id, shaOf(photo), photo); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []int{1, 0} {
		if count, err := evidence.Remove(dir, []refund.ID{theirs, "refund/m-001/none/c-1"}); err != nil || count != want {
			t.Errorf("%d were removed, %v, want %d", count, err, want)
		}
	}
	if _, err := f.Read(t.Context(), others, shaOf(photo)); err != nil {
		t.Errorf("another refund's: %v", err)
	}
}
