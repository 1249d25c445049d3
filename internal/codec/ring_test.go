package codec_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/codec"
)

func TestAKeyFileThatIsWrongIsRefusedWithoutShowingAKey(t *testing.T) {
	for _, c := range []struct{ name, content, problem string }{
		{"empty", "# nothing\n", "0 keys: there must be 1 to 100"},
		{"no key", "a\n", "line 1: must be a key's id"},
		{"no base64", "a " + strings.Repeat("?", 44), `line 1: key "a" must be 32 bytes`},
		{"a short key", "# first\na " + secretA[4:], `line 2: key "a" must be 32 bytes`},
		{"an id with a space's look", "a/b " + secretA, "line 1: a key's id must be"},
		{"one id twice", "a " + secretA + "\na " + secretB, `line 2: key "a" is a second one`},
		{"one key twice", "a " + secretA + "\nb " + secretA, `line 2: key "b" is a second one`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := keyFile(t, c.content)
			_, err := codec.OpenRing(path)
			if err == nil || !strings.Contains(err.Error(), c.problem) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want %q", err, c.problem)
			}
			if strings.Contains(err.Error(), secretA[4:]) || strings.Contains(err.Error(), "???") {
				t.Errorf("the error shows a key: %v", err)
			}
		})
	}
}

func TestAKeyFileThatOthersMayReadIsRefused(t *testing.T) {
	for mode, refused := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o440: false, 0o644: true, 0o660: true, 0o604: true} {
		path := keyFile(t, "a "+secretA)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := codec.OpenRing(path); (err != nil) != refused {
			t.Errorf("with mode %o: %v", mode, err)
		}
	}
}

// watched runs Watch, with ticks of the test's own.
type watched struct {
	ring    *codec.Ring
	ticks   chan time.Time
	changes chan codec.Change
}

func watch(t *testing.T, path string) watched {
	t.Helper()
	ring, err := codec.OpenRing(path)
	if err != nil {
		t.Fatal(err)
	}
	w := watched{ring: ring, ticks: make(chan time.Time), changes: make(chan codec.Change, 10)}
	go ring.Watch(t.Context(), w.ticks, func(c codec.Change) { w.changes <- c })
	return w
}

// look ticks three times: at the first the change is seen, at the second it counts, and the third says that
// the second is over.
func (w watched) look() {
	for range 3 {
		w.ticks <- time.Time{}
	}
}

func TestAChangedKeyFileIsReadAgain(t *testing.T) {
	path := keyFile(t, "a "+secretA)
	w := watch(t, path)
	write(t, path, "b "+secretB, "a "+secretA)
	w.look()
	if c := <-w.changes; c.Err != nil || !slices.Equal(c.IDs, []string{"b", "a"}) || !slices.Equal(w.ring.IDs(), c.IDs) {
		t.Errorf("told %+v, in force %v", c, w.ring.IDs())
	}
	w.look()
	if len(w.changes) > 0 {
		t.Errorf("told of no change: %+v", <-w.changes)
	}
}

func TestABadKeyFileLeavesTheOldKeysInForceAndIsToldOnce(t *testing.T) {
	path := keyFile(t, "a "+secretA)
	w := watch(t, path)
	for _, bad := range []string{"a short", "a " + secretB + "\na " + secretA} {
		write(t, path, bad)
		w.look()
		w.look()
		if c := <-w.changes; c.Err == nil || !slices.Equal(c.IDs, []string{"a"}) || len(w.changes) > 0 {
			t.Errorf("%s: told %+v and %d more", bad, c, len(w.changes))
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	w.look()
	if c := <-w.changes; c.Err == nil || !slices.Equal(w.ring.IDs(), []string{"a"}) {
		t.Errorf("a file that is gone: told %+v", c)
	}
	write(t, path, "c "+secretB)
	w.look()
	if c := <-w.changes; c.Err != nil || !slices.Equal(w.ring.IDs(), []string{"c"}) {
		t.Errorf("a good one again: told %+v", c)
	}
}

func TestANewKeyOpensFirstAndSealsWhenItIsUsed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	add := func(id string) error {
		return codec.ChangeKeyFile(path, func(content []byte) ([]byte, error) { return codec.AddKey(content, id) })
	}
	use := func(id string) error {
		return codec.ChangeKeyFile(path, func(content []byte) ([]byte, error) { return codec.UseKey(content, id) })
	}
	ids := func() []string {
		ring, err := codec.OpenRing(path)
		if err != nil {
			t.Fatal(err)
		}
		return ring.IDs()
	}
	for _, err := range []error{add("one"), add("two")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
	if got := ids(); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("after adding two: %v", got)
	}
	if err := use("two"); err != nil || !slices.Equal(ids(), []string{"two", "one"}) {
		t.Errorf("after using the second: %v, %v", ids(), err)
	}
	if err := add("two"); err == nil {
		t.Error("a second key of the same id was added")
	}
	if err := use("three"); err == nil || !slices.Equal(ids(), []string{"two", "one"}) {
		t.Errorf("a key that is not there was used: %v", ids())
	}
}
