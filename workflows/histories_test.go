package workflows_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// sums is the file of a release's folder that has the checksum of every history in it.
const sums = "SHA256SUMS"

// TestARecordedHistoryIsNeverChanged: refunds that began under a release are still under way, so what was
// recorded of it is what the story has to replay, for good.
func TestARecordedHistoryIsNeverChanged(t *testing.T) {
	releases, err := filepath.Glob("testdata/histories/*")
	if err != nil || len(releases) == 0 {
		t.Fatalf("no release's histories (%v): `make histories RELEASE=name` records them", err)
	}
	for _, folder := range releases {
		for _, change := range changesIn(os.DirFS(folder)) {
			t.Errorf("%s: %s", folder, change)
		}
	}
}

func TestAChangeOfARecordedHistoryIsSeen(t *testing.T) {
	sum := func(content string) string {
		hash := sha256.Sum256([]byte(content))
		return hex.EncodeToString(hash[:])
	}
	folder := fstest.MapFS{
		"kept.json": {Data: []byte("{}")}, "changed.json": {Data: []byte("{1}")}, "added.json": {Data: []byte("{}")},
		sums: {Data: []byte(sum("{}") + "  kept.json\n" + sum("{}") + "  changed.json\n" + sum("{}") + "  gone.json\n")},
	}
	want := []string{"added.json was added", "changed.json was changed", "gone.json is gone"}
	if got := changesIn(folder); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := changesIn(fstest.MapFS{"a.json": {}}); len(got) != 1 || !strings.Contains(got[0], sums) {
		t.Errorf("a folder without checksums: %q", got)
	}
}

// changesIn compares a folder with its checksums, and names what is not as it was recorded.
func changesIn(folder fs.FS) (changes []string) {
	listed, err := fs.ReadFile(folder, sums)
	if err != nil {
		return []string{err.Error()}
	}
	recorded := map[string]string{}
	for line := range strings.Lines(string(listed)) {
		if hash, name, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			recorded[name] = hash
		}
	}
	files, err := fs.Glob(folder, "*.json")
	if err != nil {
		return []string{err.Error()}
	}
	for _, name := range files {
		content, err := fs.ReadFile(folder, name)
		hash := sha256.Sum256(content)
		switch was, known := recorded[name]; {
		case err != nil:
			changes = append(changes, err.Error())
		case !known:
			changes = append(changes, name+" was added")
		case was != hex.EncodeToString(hash[:]):
			changes = append(changes, name+" was changed")
		}
		delete(recorded, name)
	}
	for name := range recorded {
		changes = append(changes, fmt.Sprintf("%s is gone", name))
	}
	slices.Sort(changes)
	return changes
}
