package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

const profiles = `
[profile.default]
address = "default.example:7233"
namespace = "of-default"
[profile.cloud]
address = "cloud.example:7233"
namespace = "of-cloud"
api_key = "key-of-the-profile"
[profile.cloud.tls]
server_name = "named.example"
`

// profileFile is a file with two profiles, in the place where Temporal's own tools keep it.
func profileFile(t *testing.T) (home, path string) {
	t.Helper()
	home = t.TempDir()
	path = filepath.Join(home, "config", "temporalio", "temporal.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(profiles), 0o600); err != nil {
		t.Fatal(err)
	}
	return home, path
}

func TestASettingOfMakegoodGoesBeforeTemporalsVariablesTheirProfileAndTheDefault(t *testing.T) {
	home, path := profileFile(t)
	for name, c := range map[string]struct {
		set                map[string]string
		address, namespace string
	}{
		"nothing is set":            {map[string]string{}, "127.0.0.1:7233", "default"},
		"a profile":                 {map[string]string{"TEMPORAL_CONFIG_FILE": path}, "default.example:7233", "of-default"},
		"a chosen profile":          {map[string]string{"TEMPORAL_CONFIG_FILE": path, "TEMPORAL_PROFILE": "cloud"}, "cloud.example:7233", "of-cloud"},
		"the file's own place":      {map[string]string{"XDG_CONFIG_HOME": filepath.Join(home, "config"), "TEMPORAL_PROFILE": "cloud"}, "cloud.example:7233", "of-cloud"},
		"a variable over a profile": {map[string]string{"TEMPORAL_CONFIG_FILE": path, "TEMPORAL_ADDRESS": "variable.example:7233"}, "variable.example:7233", "of-default"},
		"a setting over a variable": {map[string]string{"TEMPORAL_ADDRESS": "variable.example:7233", "TEMPORAL_NAMESPACE": "of-variable", "MAKEGOOD_TEMPORAL_ADDRESS": "own.example:7233"},
			"own.example:7233", "of-variable"},
		"a setting that says the default": {map[string]string{"TEMPORAL_CONFIG_FILE": path, "MAKEGOOD_TEMPORAL_NAMESPACE": "default"}, "default.example:7233", "default"},
		"an empty setting is none":        {map[string]string{"TEMPORAL_CONFIG_FILE": path, "MAKEGOOD_TEMPORAL_NAMESPACE": ""}, "default.example:7233", "of-default"},
	} {
		c.set["MAKEGOOD_DATA_DIR"] = "/srv/mg"
		s, err := config.Load(c.set)
		if err != nil || s.Temporal.Address != c.address || s.Temporal.Namespace != c.namespace {
			t.Errorf("%s: %s, %s, %v; want %s, %s", name, s.Temporal.Address, s.Temporal.Namespace, err, c.address, c.namespace)
		}
	}
}

func TestWhatSecuresTemporalComesFromTheProfileAndItsVariables(t *testing.T) {
	_, path := profileFile(t)
	s, err := config.Load(map[string]string{"MAKEGOOD_DATA_DIR": "/srv/mg", "TEMPORAL_CONFIG_FILE": path, "TEMPORAL_PROFILE": "cloud",
		"TEMPORAL_TLS_CLIENT_CERT_PATH": "c.pem", "MAKEGOOD_TEMPORAL_API_KEY_FILE": "key"})
	if err != nil {
		t.Fatal(err)
	}
	p := s.Temporal.Profile()
	if p.APIKey != "key-of-the-profile" || p.TLS == nil || p.TLS.ServerName != "named.example" || p.TLS.ClientCertPath != "c.pem" || s.Temporal.APIKeyFile != "key" {
		t.Errorf("it is %+v, %s", p, s.Temporal.APIKeyFile)
	}
}

func TestTemporalsOwnVariablesAreChecked(t *testing.T) {
	_, path := profileFile(t)
	broken := filepath.Join(t.TempDir(), "broken.toml")
	if err := os.WriteFile(broken, []byte("[profile.default]\napi_key = hunter2-9c4e\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		set  map[string]string
		want string
	}{
		"a file that is not there":           {map[string]string{"TEMPORAL_CONFIG_FILE": filepath.Join(t.TempDir(), "missing.toml")}, "TEMPORAL_CONFIG_FILE"},
		"a file that is no TOML":             {map[string]string{"TEMPORAL_CONFIG_FILE": broken}, "TEMPORAL_CONFIG_FILE"},
		"a profile that is not there":        {map[string]string{"TEMPORAL_CONFIG_FILE": path, "TEMPORAL_PROFILE": "clod"}, "TEMPORAL_PROFILE"},
		"a switch that is neither on or off": {map[string]string{"TEMPORAL_TLS": "yes"}, `TEMPORAL_TLS="yes"`},
		"an address without a port":          {map[string]string{"TEMPORAL_ADDRESS": "cloud.example"}, `  TEMPORAL_ADDRESS="cloud.example"`},
		"a setting without a port":           {map[string]string{"MAKEGOOD_TEMPORAL_ADDRESS": "cloud.example"}, "MAKEGOOD_TEMPORAL_ADDRESS"},
	} {
		c.set["MAKEGOOD_DATA_DIR"] = "/srv/mg"
		if _, err := config.Load(c.set); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want %s and no key", name, err, c.want)
		}
	}
}

func TestAProcessWithAServerOfItsOwnLeavesTemporalsVariablesAlone(t *testing.T) {
	home, path := profileFile(t)
	variables := map[string]string{"MAKEGOOD_DATA_DIR": "/srv/mg", "XDG_CONFIG_HOME": filepath.Join(home, "config"), "TEMPORAL_CONFIG_FILE": path,
		"TEMPORAL_API_KEY": "k", "TEMPORAL_ADDRESS": "cloud.example:7233"}
	config.WithoutTemporalsOwn(variables)
	s, err := config.Load(variables)
	if p := s.Temporal.Profile(); err != nil || s.Temporal.Address != "127.0.0.1:7233" || p.APIKey != "" || p.TLS != nil {
		t.Errorf("it is reached at %s by %+v, %v", s.Temporal.Address, p, err)
	}
}
