package config

import (
	"strings"
	"testing"
)

func TestWhereTheAPIIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		set  map[string]string
		says string
	}{
		"nowhere":                     {map[string]string{}, ""},
		"on this machine":             {map[string]string{"URL": "http://127.0.0.1:8090", "TOKEN": "t"}, ""},
		"by name":                     {map[string]string{"URL": "http://localhost:8090", "TOKEN": "t"}, ""},
		"by the newer protocol":       {map[string]string{"URL": "http://[::1]:8090", "TOKEN": "t"}, ""},
		"secured":                     {map[string]string{"URL": "https://refunds.example", "TOKEN_FILE": "/run/token"}, ""},
		"in the clear":                {map[string]string{"URL": "http://refunds.example", "TOKEN": "t"}, "must be https:// on another machine"},
		"in the clear, as if it were": {map[string]string{"URL": "http://localhost.example"}, "must be https:// on another machine"},
		"in the clear, on purpose":    {map[string]string{"URL": "http://refunds.example", "URL_UNSECURED": "true"}, ""},
		"no address":                  {map[string]string{"URL": "refunds.example:8090"}, "must be an http:// or https:// address"},
		"with a password":             {map[string]string{"URL": "http://ann:hunter2@refunds.example"}, "must hold no user"},
		"two tokens":                  {map[string]string{"URL": "https://refunds.example", "TOKEN": "hunter2", "TOKEN_FILE": "f"}, "one of the two"},
		"no time":                     {map[string]string{"URL_TIMEOUT": "0s"}, "must be longer than nothing"},
	} {
		variables := map[string]string{"MAKEGOOD_DATA_DIR": t.TempDir()}
		for name, value := range c.set {
			variables["MAKEGOOD_API_"+name] = value
		}
		s, err := Load(variables)
		if c.says == "" && (err != nil || s.Remote.On() != (c.set["URL"] != "") || RemoteIn(variables) != s.Remote.On()) {
			t.Errorf("%s: %v", name, err)
		}
		if c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
