package config_test

import (
	"os"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestTheReadmeHasTheTableOfSettingsAsItIs(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if table := strings.TrimSpace(config.Markdown(config.Table())); table == "" || !strings.Contains(string(readme), table) {
		t.Errorf("README.md does not have the table that `makegood settings` prints:\n%s", table)
	}
}
