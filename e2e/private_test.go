//go:build unix

package e2e

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/port"
)

// TestNobodyElseReadsWhatMakegoodKeeps runs the demo with everything in it, and the commands beside it, as a process
// whose umask lets everybody read and write, and looks at the rights of everything that is there afterwards.
func TestNobodyElseReadsWhatMakegoodKeeps(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	env := unmasked(t, folder)
	demo := []string{"demo", "-n", "12", "--exit", "--within", "3m"}
	if built := temporalCommand(t); built != "" {
		demo = append(demo, "--temporal-binary", built)
	}
	starting.Lock()
	runUnmasked(t, env, demo...)
	starting.Unlock()
	elsewhere := filepath.Join(folder, "another", "ledger.db")
	runUnmasked(t, append(env, "MAKEGOOD_LEDGER_PATH="+elsewhere), "ledger", "create")
	runUnmasked(t, env, "waiting")
	runUnmasked(t, env, "kill-switch", "--on", "--by", "olga", "--note", "a trial")
	kinds := everythingIsPrivate(t, folder)
	for _, want := range []string{"ledger.db", "makegood.log", "temporal.log", "temporal.db", "simulator.log", "simulator-book.jsonl", ".eml", "demo-streams", "kafka/", "another/ledger.db"} {
		if !slices.ContainsFunc(kinds, func(path string) bool { return strings.Contains(path, want) }) {
			t.Errorf("there is no %s among %v", want, kinds)
		}
	}
}

// unmasked are the settings of a demo on free ports and a folder of its own.
func unmasked(t *testing.T, folder string) []string {
	t.Helper()
	address := func() string {
		free, err := port.Free(0)
		if err != nil {
			t.Fatal(err)
		}
		return port.Local(free)
	}
	own := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, config.Prefix) || strings.HasPrefix(v, "TEMPORAL_")
	})
	return append(own, "TEMPORAL_CONFIG_FILE="+os.DevNull, "MAKEGOOD_DATA_DIR="+folder, "MAKEGOOD_TEMPORAL_ADDRESS="+address(), "MAKEGOOD_TEMPORAL_UI_URL=http://"+address(),
		"MAKEGOOD_KAFKA_BROKERS="+address(), "MAKEGOOD_SIMULATOR_URL=http://"+address(),
		"MAKEGOOD_WORKER_METRICS_ADDRESS=off", "MAKEGOOD_STARTER_METRICS_ADDRESS=off")
}

// runUnmasked runs a command to its end under a umask of 0.
func runUnmasked(t *testing.T, env []string, args ...string) {
	t.Helper()
	command := exec.Command("sh", append([]string{"-c", `umask 0; exec "$0" "$@"`, binary}, args...)...)
	command.Env = env
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("makegood %s: %v: %s", strings.Join(args, " "), err, tail(string(out), 20))
	}
}

// everythingIsPrivate fails on what others may read, write or enter, and returns the paths of all files.
func everythingIsPrivate(t *testing.T, folder string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		} else {
			files = append(files, path)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has %v, want %v", path, got, want)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return files
}
