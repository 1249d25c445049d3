package config

import (
	"maps"
	"slices"
	"strings"
)

// PayPal says how PayPal is asked.
type PayPal struct {
	ClientID   string `env:"CLIENT_ID" doc:"the client id of the application at PayPal; payments whose provider is paypal are asked for with it"`
	Secret     string `env:"CLIENT_SECRET" secret:"whole" doc:"its secret; it is never shown"`
	SecretFile string `env:"CLIENT_SECRET_FILE" doc:"or the file it lies in, read again for each call"`
	// AccountKeyFiles are for applications of their own.
	AccountKeyFiles map[string]string `env:"ACCOUNT_KEY_FILES" envKeyValSeparator:"=" doc:"files of the credentials of accounts that have their own, account=file, separated by commas; each has two lines, the client id and its secret; those above are for all others"`
	WebhookIDs      []string          `env:"WEBHOOK_IDS" doc:"the ids of the webhooks that PayPal sends here, separated by commas, as its dashboard shows them; a signature is about one of them"`
	// AccountWebhookIDs are for applications of their own.
	AccountWebhookIDs map[string]string `env:"ACCOUNT_WEBHOOK_IDS" envKeyValSeparator:"=" doc:"the ids of the webhooks of accounts that have their own, account=id+id, separated by commas; PayPal sends each account's to an address of its own, /v1/webhooks/paypal/ACCOUNT, and what is sent there is verified with these ids alone"`
	Partner           bool              `env:"PARTNER" envDefault:"false" doc:"true: a payment's account is a merchant that the application acts for (PayPal-Auth-Assertion)"`
	RatePerSecond     float64           `env:"RATE" envDefault:"20" doc:"calls a second and worker; PayPal publishes no rate"`
	URL               string            `env:"URL" envDefault:"https://api-m.paypal.com" doc:"PayPal's API; the sandbox is https://api-m.sandbox.paypal.com"`
}

// HasKey reports whether there are credentials for every account, or a part of them.
func (c PayPal) HasKey() bool { return c.ClientID != "" || c.Secret != "" || c.SecretFile != "" }

// WebhookIDsOf are those of an account with webhooks of its own.
func (c PayPal) WebhookIDsOf(account string) []string {
	return strings.Split(c.AccountWebhookIDs[account], "+")
}

// webhookIDs refuses an id that would verify the notifications of two accounts.
func (p *problems) webhookIDs(c PayPal) {
	p.named("PAYPAL_ACCOUNT_WEBHOOK_IDS", c.AccountWebhookIDs)
	of := map[string]string{}
	for _, id := range c.WebhookIDs {
		of[id] = "PAYPAL_WEBHOOK_IDS"
	}
	for _, account := range slices.Sorted(maps.Keys(c.AccountWebhookIDs)) {
		for _, id := range c.WebhookIDsOf(account) {
			switch {
			case id == "":
				p.add("PAYPAL_ACCOUNT_WEBHOOK_IDS", account+"="+c.AccountWebhookIDs[account], "names an empty id")
			case of[id] != "":
				p.add("PAYPAL_ACCOUNT_WEBHOOK_IDS", account+"="+id, "names a webhook that "+of[id]+" has too")
			}
			of[id] = "account " + account
		}
	}
}

func (p *problems) paypal(c PayPal) {
	p.oneSecret("PAYPAL_CLIENT_SECRET", c.Secret, c.SecretFile)
	p.named("PAYPAL_ACCOUNT_KEY_FILES", c.AccountKeyFiles)
	p.webhookIDs(c)
	p.rate("PAYPAL_RATE", c.RatePerSecond)
	p.url("PAYPAL_URL", c.URL)
}
