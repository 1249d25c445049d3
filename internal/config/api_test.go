package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestWhatIsWrongWithTheAPIsSettingsIsSaid(t *testing.T) {
	for _, c := range []struct {
		name string
		set  map[string]string
		want string
	}{
		{"this machine", map[string]string{"API_ADDRESS": "127.0.0.1:9000"}, ""},
		{"any free port of it", map[string]string{"API_ADDRESS": "127.0.0.1:0"}, ""},
		{"no port", map[string]string{"API_ADDRESS": "127.0.0.1"}, `API_ADDRESS="127.0.0.1": must be host:port`},
		{"every interface without TLS", map[string]string{"API_ADDRESS": "0.0.0.0:8090"}, "is reached from other machines"},
		{"every interface behind a proxy", map[string]string{"API_ADDRESS": "0.0.0.0:8090", "API_UNSECURED": "true"}, ""},
		{"every interface with TLS", map[string]string{"API_ADDRESS": "0.0.0.0:8090", "API_TLS_CERT_FILE": "/a", "API_TLS_KEY_FILE": "/b"}, ""},
		{"a certificate without a key", map[string]string{"API_TLS_CERT_FILE": "/a"}, "API_TLS_KEY_FILE: both, or none"},
		{"no rate", map[string]string{"API_SUBJECT_RATE": "0"}, "API_SUBJECT_RATE"},
		{"a rate that is no number", map[string]string{"API_ADDRESS_RATE": "NaN"}, "API_ADDRESS_RATE"},
		{"no burst", map[string]string{"API_ADDRESS_BURST": "0"}, "API_ADDRESS_BURST"},
		{"too many at once", map[string]string{"API_CALLS_MAX": "10001"}, "API_CALLS_MAX"},
		{"a proxy that is no network", map[string]string{"API_TRUSTED_PROXIES": "10.0.0.1"}, "API_TRUSTED_PROXIES"},
		{"a call without time", map[string]string{"API_TIME_MAX": "0s"}, "API_TIME_MAX"},
		{"a drain without an end", map[string]string{"API_DRAIN_TIMEOUT": "1h"}, "API_DRAIN_TIMEOUT"},
	} {
		variables := map[string]string{"MAKEGOOD_DATA_DIR": "/data"}
		for name, value := range c.set {
			variables["MAKEGOOD_"+name] = value
		}
		_, err := config.Load(variables)
		if (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestTheAPIsTrustedProxiesAreNetworks(t *testing.T) {
	got := config.API{TrustedProxies: []string{" 10.1.2.3/8", "nonsense"}}.Proxies()
	if len(got) != 1 || got[0].String() != "10.0.0.0/8" {
		t.Errorf("got %v", got)
	}
}
