package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"go.uber.org/zap"
)

// temporalModule is where the Temporal command is pinned, in a module of its own.
const temporalModule = "tools/temporal"

// makeTarget builds the Temporal command.
const makeTarget = "make bin/temporal"

// temporalBinary finds the Temporal command: the one named, the one beside makegood, the one in
// the project's bin folder, or one it builds there.
func temporalBinary(ctx context.Context, o Options) (string, error) {
	if o.TemporalBinary != "" {
		return existing(o.TemporalBinary)
	}
	if beside, err := existing(filepath.Join(filepath.Dir(o.Executable), "temporal")); err == nil {
		return beside, nil
	}
	root, err := projectRoot()
	if err != nil {
		return "", fmt.Errorf("embedded: no Temporal command beside %s: run `%s` in makegood's folder, or name one with --temporal-binary (%w)",
			o.Executable, makeTarget, err)
	}
	if built, err := existing(filepath.Join(root, "bin", "temporal")); err == nil {
		return built, nil
	}
	return buildTemporal(ctx, root, o.Logger)
}

func existing(path string) (string, error) {
	found, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("embedded: %s: %w", path, err)
	}
	info, err := os.Stat(found)
	if err != nil {
		return "", fmt.Errorf("embedded: Temporal command: %w (run `%s`)", err, makeTarget)
	}
	if info.IsDir() {
		return "", fmt.Errorf("embedded: Temporal command %s is a folder", found)
	}
	return found, nil
}

// projectRoot walks up from the working folder to the one that has the tools module.
func projectRoot() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, temporalModule, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no %s above %s", temporalModule, here)
		}
	}
}

// buildTemporal builds into a name of its own first: two processes may build at once.
func buildTemporal(ctx context.Context, root string, l *zap.Logger) (string, error) {
	compiler, err := exec.LookPath("go")
	if err != nil {
		return "", errors.New("embedded: the Temporal command is not built, and there is no Go to build it: run `" + makeTarget + "` where there is one")
	}
	final := filepath.Join(root, "bin", "temporal")
	partial := fmt.Sprintf("%s.%d", final, os.Getpid())
	defer os.Remove(partial)
	l.Info("building the Temporal dev server; the first time takes three to five minutes", zap.String("into", final))
	startedAt := time.Now()
	build := exec.CommandContext(ctx, compiler, "build", "-o", partial, "github.com/temporalio/cli/cmd/temporal")
	build.Dir = filepath.Join(root, temporalModule)
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("embedded: building the Temporal command: %w\n%s", err, lastLines(out))
	}
	l.Info("built the Temporal dev server", zap.Duration("took", time.Since(startedAt).Round(time.Second)))
	return final, os.Rename(partial, final)
}
