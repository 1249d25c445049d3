package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestWhatIsWrongWithTheDesksSettingsIsSaid(t *testing.T) {
	outside := map[string]string{"DESK_ADDRESS": "0.0.0.0:8091", "DESK_URL": "https://desk.example", "DESK_UNSECURED": "true"}
	for _, c := range []struct {
		name string
		set  map[string]string
		want string
	}{
		{"this machine", map[string]string{"DESK_ADDRESS": "127.0.0.1:9000", "PAGES_ADDRESS": "127.0.0.1:0"}, ""},
		{"no pages for customers", map[string]string{"PAGES_ADDRESS": "off"}, ""},
		{"no port", map[string]string{"DESK_ADDRESS": "127.0.0.1"}, `DESK_ADDRESS="127.0.0.1": must be host:port`},
		{"behind a proxy", outside, ""},
		{"with TLS", map[string]string{"DESK_ADDRESS": "0.0.0.0:8091", "DESK_URL": "https://desk.example", "DESK_TLS_CERT_FILE": "/a", "DESK_TLS_KEY_FILE": "/b"}, ""},
		{"every interface without TLS", map[string]string{"DESK_ADDRESS": "0.0.0.0:8091", "DESK_URL": "https://desk.example"}, "DESK_ADDRESS"},
		{"every interface without a name", map[string]string{"DESK_ADDRESS": "0.0.0.0:8091", "DESK_UNSECURED": "true"}, "DESK_URL"},
		{"customers without a name", map[string]string{"PAGES_ADDRESS": "0.0.0.0:8092", "PAGES_UNSECURED": "true"}, "PAGES_URL"},
		{"a name that is read on the way", map[string]string{"DESK_URL": "http://desk.example"}, "must be https:// on another machine"},
		{"this machine's name", map[string]string{"DESK_URL": "http://127.0.0.1:8091", "PAGES_URL": "http://[::1]:8092", "OFFER_LINK_SECRET": "0123456789012345678901234567890123456789"}, ""},
		{"a name with a path", map[string]string{"PAGES_URL": "https://shop.example/refunds"}, "PAGES_URL"},
		{"a certificate without a key", map[string]string{"PAGES_TLS_CERT_FILE": "/a"}, "PAGES_TLS_KEY_FILE: both, or none"},
		{"a session of a week", map[string]string{"DESK_SESSION_MAX": "168h"}, "DESK_SESSION_MAX"},
		{"idle for longer than signed in", map[string]string{"DESK_IDLE_MAX": "13h"}, "DESK_IDLE_MAX"},
		{"a client of nobody", map[string]string{"DESK_OIDC_CLIENT_ID": "desk"}, "IDENTITY_OIDC_ISSUER"},
		{"no rate", map[string]string{"DESK_ADDRESS_RATE": "0"}, "DESK_ADDRESS_RATE"},
		{"no burst", map[string]string{"PAGES_ADDRESS_BURST": "0"}, "PAGES_ADDRESS_BURST"},
		{"no streams", map[string]string{"DESK_STREAMS_MAX": "0"}, "DESK_STREAMS_MAX"},
		{"uploads without end", map[string]string{"PAGES_UPLOAD_BYTES_MAX": "1000000000"}, "PAGES_UPLOAD_BYTES_MAX"},
		{"a proxy that is no network", map[string]string{"DESK_TRUSTED_PROXIES": "10.0.0.1"}, "DESK_TRUSTED_PROXIES"},
		{"a page without time", map[string]string{"DESK_TIME_MAX": "0s"}, "DESK_TIME_MAX"},
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

func TestCookiesAreSecureWhereBrowsersComeByHTTPS(t *testing.T) {
	for _, c := range []struct {
		desk config.Desk
		want bool
	}{
		{config.Desk{}, false}, {config.Desk{URL: "http://127.0.0.1:8091", Unsecured: true}, false},
		{config.Desk{URL: "https://desk.example"}, true}, {config.Desk{TLSCertFile: "/a"}, true},
	} {
		if got := c.desk.Secure(); got != c.want {
			t.Errorf("%+v: secure is %t", c.desk, got)
		}
	}
}
