package watch_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/watch"
)

func TestAFileOfAnotherKindIsReloadedAndABadOneIsRefused(t *testing.T) {
	f := watched(t, "one")
	w, err := watch.NewOther(f.files, watch.Other[string]{Of: "endpoints", Name: func(s string) string { return "the file " + s }, Load: func(content []byte) (string, error) {
		if string(content) == "bad" {
			return "", errors.New("it is bad")
		}
		return string(content), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	f.run(w)
	f.holds("bad")
	f.tick(3)
	if e := f.event(); e.Of != "endpoints" || e.Err == nil || !strings.Contains(e.Err.Error(), "watched.yaml: it is bad") || e.InForce[0] != "the file one" || w.InForce() != "one" {
		t.Errorf("got %+v, in force %s", e, w.InForce())
	}
	f.holds("two")
	f.tick(3)
	if e := f.event(); e.Err != nil || w.InForce() != "two" {
		t.Errorf("got %+v, in force %s", e, w.InForce())
	}
}
