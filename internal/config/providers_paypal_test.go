package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestAWebhookIsOfOneAccount(t *testing.T) {
	for _, tc := range []struct{ all, own, problem string }{
		{"W1,W2", "a=W3+W4,b=W5", ""},
		{"W1", "a=W1", "a webhook that PAYPAL_WEBHOOK_IDS has too"},
		{"", "a=W1,b=W2+W1", "a webhook that account a has too"},
		{"", "a=W1+", "an empty id"},
		{"", "=W1", "name=place"},
	} {
		_, err := config.Load(map[string]string{
			"MAKEGOOD_DATA_DIR": t.TempDir(), "MAKEGOOD_PAYPAL_WEBHOOK_IDS": tc.all, "MAKEGOOD_PAYPAL_ACCOUNT_WEBHOOK_IDS": tc.own,
		})
		if (err == nil) != (tc.problem == "") || err != nil && !strings.Contains(err.Error(), tc.problem) {
			t.Errorf("%q and %q: %v, want %q", tc.all, tc.own, err, tc.problem)
		}
	}
}
