package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestAdyensReportsNeedAUserAPasswordAndTheEnvironmentOfItsPayments(t *testing.T) {
	const live = "https://x-checkout-live.adyenpayments.com/checkout/v71"
	for _, c := range []struct {
		name string
		set  map[string]string
		want string // the setting that is wrong
	}{
		{"nothing is set", nil, ""},
		{"a user and a password", map[string]string{"REPORT_USER": "report@Company.X", "REPORT_PASSWORD": "p"}, ""},
		{"a user alone", map[string]string{"REPORT_USER": "report@Company.X"}, "REPORT_USER"},
		{"a password alone", map[string]string{"REPORT_PASSWORD_FILE": "f"}, "REPORT_USER"},
		{"two passwords", map[string]string{"REPORT_USER": "u", "REPORT_PASSWORD": "p", "REPORT_PASSWORD_FILE": "f"}, "REPORT_PASSWORD_FILE"},
		{"test reports of live payments", map[string]string{"REPORT_USER": "u", "REPORT_PASSWORD": "p", "URL": live}, "REPORT_URL"},
		{"live reports of live payments", map[string]string{"REPORT_USER": "u", "REPORT_PASSWORD": "p", "URL": live, "REPORT_URL": "https://ca-live.adyen.com/reports/download"}, ""},
		{"a zone that is none", map[string]string{"REPORT_TIME_ZONE": "Amsterdam"}, "REPORT_TIME_ZONE"},
	} {
		env := map[string]string{"HOME": "/home/ann"}
		for name, value := range c.set {
			env["MAKEGOOD_ADYEN_"+name] = value
		}
		_, err := config.Load(env)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), "MAKEGOOD_ADYEN_"+c.want)) {
			t.Errorf("%s: got %v, want a problem of %q", c.name, err, c.want)
		}
	}
}
