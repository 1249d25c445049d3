package sqlite_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// guestID is a user that owns nothing.
const guestID = 65534

// asGuest runs work as somebody who may read the files of a folder, and write nothing in it. Root, whom
// no mode keeps out, looks at files as another user meanwhile: of this thread alone.
func asGuest(t *testing.T, path string, work func()) {
	t.Helper()
	folder := filepath.Dir(path)
	must(t, os.Chmod(path, 0o444))
	must(t, os.Chmod(folder, 0o555))
	defer func() { _ = os.Chmod(folder, 0o700) }()
	if os.Geteuid() == 0 {
		must(t, os.Chmod(filepath.Dir(folder), 0o755))
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		must(t, syscall.Setfsuid(guestID))
		defer func() { _ = syscall.Setfsuid(0) }()
	}
	work()
}
