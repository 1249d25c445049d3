package config_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

// sounds is a setting that sounds like a secret.
var sounds = regexp.MustCompile(`(PASSWORD|SECRET|KEY|TOKEN)$`)

func TestEverySecretIsKnownAsOneAndMayLieInAFile(t *testing.T) {
	whole, _ := config.Secrets()
	var names []string
	for _, row := range config.Table() {
		names = append(names, row.Name)
	}
	for _, name := range names {
		if sounds.MatchString(name) != slices.Contains(whole, name) {
			t.Errorf("%s: it sounds like a secret, and is not tagged as one, or the other way round", name)
		}
	}
	for _, name := range whole {
		if !slices.Contains(names, name+"_FILE") {
			t.Errorf("%s cannot lie in a file", name)
		}
	}
	if len(whole) < 6 {
		t.Errorf("only %d secrets are known", len(whole))
	}
}

func TestNoProblemWithASettingShowsASecret(t *testing.T) {
	const known = "hunter2-9c4e"
	for name, c := range map[string]struct {
		set  map[string]string
		want string
	}{
		"two passwords of the database": {map[string]string{"LEDGER_URL": "postgres://u@h/d", "LEDGER_PASSWORD": known, "LEDGER_PASSWORD_FILE": "f"}, "MAKEGOOD_LEDGER_PASSWORD_FILE"},
		"a password of no database":     {map[string]string{"LEDGER_PASSWORD": known}, "MAKEGOOD_LEDGER_URL"},
		"a database of another kind":    {map[string]string{"LEDGER_URL": "mysql://u:" + known + "@h/d"}, "MAKEGOOD_LEDGER_URL"},
		"two passwords of the mail":     {map[string]string{"SMTP_HOST": "h", "SMTP_PASSWORD": known, "SMTP_PASSWORD_FILE": "f"}, "MAKEGOOD_SMTP_PASSWORD_FILE"},
		"two secrets of a webhook":      {map[string]string{"SMS_URL": "https://h/", "SMS_SECRET": known, "SMS_SECRET_FILE": "f"}, "MAKEGOOD_SMS_SECRET_FILE"},
		"no secret of a webhook":        {map[string]string{"PUSH_URL": "https://h/?key=" + known}, "MAKEGOOD_PUSH_SECRET_FILE"},
		"a webhook's address":           {map[string]string{"PUSH_URL": "h/?key=" + known, "PUSH_SECRET_FILE": "f"}, "MAKEGOOD_PUSH_URL"},
		"no secret of the links":        {map[string]string{"OFFER_LINK_URL": "https://h/"}, "MAKEGOOD_OFFER_LINK_SECRET_FILE"},
		"a password in the provider's":  {map[string]string{"SIMULATOR_URL": "https://u:" + known + "@h/"}, "MAKEGOOD_SIMULATOR_URL"},
		"a broken address with one":     {map[string]string{"SIMULATOR_URL": "https://u:" + known + "@h:port/"}, "MAKEGOOD_SIMULATOR_URL"},
		"a password in the UI's":        {map[string]string{"TEMPORAL_UI_URL": "https://u:" + known + "@h/"}, "MAKEGOOD_TEMPORAL_UI_URL"},
	} {
		variables := map[string]string{"MAKEGOOD_DATA_DIR": "/srv/mg"}
		for setting, value := range c.set {
			variables["MAKEGOOD_"+setting] = value
		}
		if _, err := config.Load(variables); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), known) {
			t.Errorf("%s: %v, want %s and no secret", name, err, c.want)
		}
	}
}
