package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestTheCodecServerIsReachedFromOtherMachinesOnlyWithTLS(t *testing.T) {
	for _, c := range []struct {
		name      string
		variables map[string]string
		problem   string
	}{
		{"this machine needs no certificate", map[string]string{"MAKEGOOD_CODEC_ADDRESS": "[::1]:8234"}, ""},
		{"every address needs one", map[string]string{"MAKEGOOD_CODEC_ADDRESS": "0.0.0.0:8234"}, "needs MAKEGOOD_CODEC_TLS_CERT_FILE"},
		{"a name needs one", map[string]string{"MAKEGOOD_CODEC_ADDRESS": "codec.example.com:443"}, "needs MAKEGOOD_CODEC_TLS_CERT_FILE"},
		{"and it is enough", map[string]string{
			"MAKEGOOD_CODEC_ADDRESS": "0.0.0.0:8234", "MAKEGOOD_CODEC_TLS_CERT_FILE": "c.pem", "MAKEGOOD_CODEC_TLS_KEY_FILE": "k.pem"}, ""},
		{"a certificate has a key", map[string]string{"MAKEGOOD_CODEC_TLS_CERT_FILE": "c.pem"}, "both, or none"},
		{"an origin has no path", map[string]string{"MAKEGOOD_CODEC_UI_ORIGIN": "https://temporal.example.com/"}, "must be a page's origin"},
		{"nor is it every page", map[string]string{"MAKEGOOD_CODEC_UI_ORIGIN": "*"}, "must be a page's origin"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.variables["HOME"] = "/home/x"
			_, err := config.Load(c.variables)
			if (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %v, want %q", err, c.problem)
			}
		})
	}
}

func TestTheCodecServersOriginIsTheTemporalUIs(t *testing.T) {
	s, err := config.Load(map[string]string{"HOME": "/home/x", "MAKEGOOD_TEMPORAL_UI_URL": "https://temporal.example.com:8443/ui"})
	if err != nil || s.Origin() != "https://temporal.example.com:8443" {
		t.Errorf("got %q, %v", s.Origin(), err)
	}
}
