package rulebook_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/rulebook"
)

func shipped(t testing.TB) *rulebook.Version {
	t.Helper()
	v, err := rulebook.Default()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// simpleYAML is a policy in the simple shape: terms and reasons, no rules.
func simpleYAML(t testing.TB) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "simple.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// simple loads the simple policy with pieces of its text replaced: old, new, old, new.
func simple(t testing.TB, replacements ...string) *rulebook.Version {
	t.Helper()
	content := simpleYAML(t)
	for i := 0; i < len(replacements); i += 2 {
		if !strings.Contains(content, replacements[i]) {
			t.Fatalf("the simple policy has no %q", replacements[i])
		}
		content = strings.Replace(content, replacements[i], replacements[i+1], 1)
	}
	v, err := rulebook.LoadBytes([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
