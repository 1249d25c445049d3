//go:build !linux

package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"
)

// asGuest runs work while nothing may be written beside the file. It does not keep root out.
func asGuest(t *testing.T, path string, work func()) {
	t.Helper()
	must(t, os.Chmod(path, 0o444))
	must(t, os.Chmod(filepath.Dir(path), 0o555))
	defer func() { _ = os.Chmod(filepath.Dir(path), 0o700) }()
	work()
}
