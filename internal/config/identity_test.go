package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestWhoIsBelievedIsSetTogether(t *testing.T) {
	base := map[string]string{"HOME": "/home/ops"}
	for name, c := range map[string]struct {
		set  map[string]string
		want string
	}{
		"people":                     {map[string]string{"OIDC_ISSUER": "https://id.example", "OIDC_AUDIENCE": "makegood"}, ""},
		"machines":                   {map[string]string{"JWT_ISSUER": "https://m.example", "JWT_AUDIENCE": "makegood", "MACHINES_FILE": "m"}, ""},
		"roles":                      {map[string]string{"OIDC_ISSUER": "https://id.example", "OIDC_AUDIENCE": "makegood", "OIDC_ROLES_CLAIM": "groups", "OIDC_ROLE_MAP": "a=lead,b=support"}, ""},
		"on this machine":            {map[string]string{"OIDC_ISSUER": "http://127.0.0.1:8080", "OIDC_AUDIENCE": "makegood"}, ""},
		"for nobody":                 {map[string]string{"OIDC_ISSUER": "https://id.example"}, "OIDC_AUDIENCE"},
		"no issuer":                  {map[string]string{"OIDC_AUDIENCE": "makegood"}, "OIDC_ISSUER"},
		"without TLS":                {map[string]string{"OIDC_ISSUER": "http://id.example", "OIDC_AUDIENCE": "makegood"}, "must be https://"},
		"keys without TLS":           {map[string]string{"OIDC_ISSUER": "https://id.example", "OIDC_AUDIENCE": "makegood", "OIDC_KEYS_URL": "http://id.example/keys"}, "OIDC_KEYS_URL"},
		"machines that nobody named": {map[string]string{"JWT_ISSUER": "https://m.example", "JWT_AUDIENCE": "makegood"}, "MACHINES_FILE"},
		"one issuer for both": {map[string]string{
			"OIDC_ISSUER": "https://id.example", "OIDC_AUDIENCE": "a", "JWT_ISSUER": "https://id.example", "JWT_AUDIENCE": "b", "MACHINES_FILE": "m",
		}, "must differ"},
		"a map of no claim": {map[string]string{"OIDC_ROLE_MAP": "a=lead"}, "OIDC_ROLES_CLAIM"},
		"a map of no role":  {map[string]string{"OIDC_ROLES_CLAIM": "groups", "OIDC_ROLE_MAP": "a="}, "must be word=role"},
	} {
		variables := map[string]string{}
		for key, value := range base {
			variables[key] = value
		}
		for key, value := range c.set {
			variables["MAKEGOOD_IDENTITY_"+key] = value
		}
		_, err := config.Load(variables)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
