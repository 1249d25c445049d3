package config_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

// fenced finds the blocks of a page, with their language.
var fenced = regexp.MustCompile("(?s)```(sh|toml)\n(.*?)```")

// profileInDocs is where the page's profile file lies.
const profileInDocs = "/etc/makegood/temporal.toml"

func TestEveryExampleOfSecuredLinesIsTaken(t *testing.T) {
	page, err := os.ReadFile("../../docs/secured-lines.md")
	if err != nil {
		t.Fatal(err)
	}
	var examples []string
	profile := filepath.Join(t.TempDir(), "temporal.toml")
	for _, found := range fenced.FindAllStringSubmatch(string(page), -1) {
		if found[1] == "sh" {
			examples = append(examples, found[2])
		} else if err := os.WriteFile(profile, []byte(found[2]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(examples) < 8 {
		t.Fatalf("only %d examples were found", len(examples))
	}
	for _, example := range examples {
		lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(example, profileInDocs, profile)), "\n")
		variables := config.FromEnviron(append(lines, "MAKEGOOD_DATA_DIR=/srv/mg"))
		s, err := config.Load(variables)
		if err != nil || len(s.Unknown) > 0 {
			t.Errorf("%s\n%v, unknown are %v", example, err, s.Unknown)
		}
		if strings.Contains(example, "refunds.a1b2c") && s.Temporal.Namespace != "refunds.a1b2c" || strings.Contains(example, "PROFILE=") && s.Temporal.Profile().TLS == nil {
			t.Errorf("%s\nleads to %+v", example, s.Temporal)
		}
	}
}

func TestThePageOfSecuredLinesListsEverySecretAndItsFile(t *testing.T) {
	page, err := os.ReadFile("../../docs/secured-lines.md")
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := config.Secrets()
	for _, name := range whole {
		if !strings.Contains(string(page), "`"+name+"`") || !strings.Contains(string(page), "`"+name+"_FILE`") {
			t.Errorf("the page does not list %s and its file", name)
		}
	}
}
