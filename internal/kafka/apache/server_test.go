package apache_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/kafka/apache"
)

func TestWhatIsMissingIsSaidWithHowToGetIt(t *testing.T) {
	withJava := t.TempDir()
	if err := os.WriteFile(filepath.Join(withJava, "java"), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ path, want string }{
		"no Java":      {t.TempDir(), "openjdk-17-jre-headless"},
		"no artifacts": {withJava, "make bin/kafka"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PATH", tc.path)
			_, err := apache.Start(t.Context(), t.TempDir(), t.TempDir())
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("it said %v, want how to get it: %s", err, tc.want)
			}
		})
	}
}
