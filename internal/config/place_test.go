package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

// Two commands started from two folders must mean the same ledger.
func TestDataLiesInOnePlaceWhereverACommandIsStarted(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		variables map[string]string
		want      string
	}{
		"the user's data folder":              {map[string]string{"HOME": "/home/ann", "XDG_DATA_HOME": "/data/ann"}, "/data/ann/makegood/ledger.db"},
		"the home, where that is not named":   {map[string]string{"HOME": "/home/ann"}, "/home/ann/.local/share/makegood/ledger.db"},
		"a data folder that is not absolute":  {map[string]string{"HOME": "/home/ann", "XDG_DATA_HOME": "data"}, "/home/ann/.local/share/makegood/ledger.db"},
		"what the settings name":              {map[string]string{"HOME": "/home/ann", "MAKEGOOD_DATA_DIR": "/srv/mg"}, "/srv/mg/ledger.db"},
		"what they name, from here, in full":  {map[string]string{"MAKEGOOD_DATA_DIR": "mg"}, filepath.Join(here, "mg", "ledger.db")},
		"a ledger in a place of its own":      {map[string]string{"HOME": "/home/ann", "MAKEGOOD_LEDGER_PATH": "/fast/l.db"}, "/fast/l.db"},
		"a ledger's own place, named in part": {map[string]string{"HOME": "/home/ann", "MAKEGOOD_LEDGER_PATH": "l.db"}, filepath.Join(here, "l.db")},
	} {
		s, err := config.Load(c.variables)
		if err != nil || s.LedgerPath != c.want {
			t.Errorf("%s: the ledger is %q (%v), want %q", name, s.LedgerPath, err, c.want)
		}
	}
	if _, err := config.Load(map[string]string{}); err == nil || !strings.Contains(err.Error(), "MAKEGOOD_DATA_DIR") {
		t.Errorf("nobody's home: got %v, want the setting that is missing", err)
	}
}

func TestAProgramOfACheckoutKeepsItsDataThere(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module github.com/makegood/makegood\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ named, executable, want string }{
		"built by make":             {"", filepath.Join(root, "bin", "makegood"), filepath.Join(root, ".makegood")},
		"built elsewhere":           {"", filepath.Join(root, "out", "makegood"), ""},
		"installed":                 {"", "/usr/local/bin/makegood", ""},
		"the settings name a place": {"/srv/mg", filepath.Join(root, "bin", "makegood"), "/srv/mg"},
	} {
		variables := map[string]string{"MAKEGOOD_DATA_DIR": c.named}
		config.InCheckout(variables, c.executable)
		if got := variables["MAKEGOOD_DATA_DIR"]; got != c.want {
			t.Errorf("%s: data lies in %q, want %q", name, got, c.want)
		}
	}
}
