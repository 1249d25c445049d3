package config

import (
	"os"
	"path/filepath"
	"strings"
)

const dataDirVariable = Prefix + "DATA_DIR"

// checkoutFolder keeps the data of a program that was built in a checkout, beside its sources.
const checkoutFolder = ".makegood"

// InCheckout gives a program that `make` built into a checkout's bin folder that checkout's .makegood
// as its data folder, unless a setting names one: so that the demo and the commands beside it meet,
// whichever folder they are started from. executable is the program's own path.
func InCheckout(variables map[string]string, executable string) {
	root := filepath.Dir(filepath.Dir(executable))
	if variables[dataDirVariable] != "" || filepath.Base(filepath.Dir(executable)) != "bin" {
		return
	}
	module, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil || !strings.HasPrefix(string(module), "module github.com/makegood/makegood\n") {
		return
	}
	variables[dataDirVariable] = filepath.Join(root, checkoutFolder)
}

// dataDir is where data lies when no setting says so: a place of the user's, not of the folder the
// program happens to be started from. Empty: the environment names no home.
func dataDir(variables map[string]string) string {
	if data := variables["XDG_DATA_HOME"]; filepath.IsAbs(data) {
		return filepath.Join(data, "makegood")
	}
	if home := variables["HOME"]; filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "makegood")
	}
	return ""
}

// absolute makes the places that hold what must not be lost independent of the folder the program is
// started from.
func (s *Settings) absolute() error {
	for _, path := range []*string{&s.DataDir, &s.LedgerPath, &s.OutboxDir, &s.Pages.EvidenceDir} {
		if *path == "" {
			continue
		}
		whole, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = whole
	}
	return nil
}
