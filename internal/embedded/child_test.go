package embedded

import (
	"os"
	"path/filepath"
	"testing"
)

// What a child writes is bounded as makegood's own log is: the demo may run for weeks.
func TestTheLogOfAChildIsBounded(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "child.log")
	running, err := startChild(command{name: "child", path: "/bin/sh", logPath: path,
		args: []string{"-c", "for i in 1 2 3 4 5; do head -c 8000000 /dev/zero; done; echo the end"}})
	if err != nil {
		t.Fatal(err)
	}
	<-running.gone
	log, err := os.ReadFile(path)
	if err != nil || len(log) > 8<<20 {
		t.Errorf("the log has %d bytes, %v", len(log), err)
	}
	if parts, err := filepath.Glob(filepath.Join(folder, "child-*.log")); err != nil || len(parts) < 1 {
		t.Errorf("parts %v, %v", parts, err)
	}
	if string(log[max(0, len(log)-8):]) != "the end\n" {
		t.Errorf("it ends with %q", log[max(0, len(log)-8):])
	}
	if state, err := os.Stat(path); err != nil || state.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", state, err)
	}
}
