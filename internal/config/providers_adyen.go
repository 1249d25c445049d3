package config

import "strings"

// Adyen says how Adyen is asked.
type Adyen struct {
	Key     string `env:"API_KEY" secret:"whole" doc:"the API key of Adyen; payments whose provider is adyen are asked for with it; it is never shown"`
	KeyFile string `env:"API_KEY_FILE" doc:"or the file it lies in, read again for each call"`
	// AccountKeyFiles are for merchant accounts with keys of their own.
	AccountKeyFiles map[string]string `env:"ACCOUNT_KEY_FILES" envKeyValSeparator:"=" doc:"files of the keys of merchant accounts that have one of their own, account=file, separated by commas; the key above is that of all others"`
	MerchantAccount string            `env:"MERCHANT_ACCOUNT" doc:"the merchant account of payments that name none"`
	HMACKey         string            `env:"HMAC_KEY" secret:"whole" doc:"what Adyen signs its notifications with, hexadecimal; it is never shown"`
	HMACKeyFile     string            `env:"HMAC_KEY_FILE" doc:"or the file it lies in, read again for each notification; a line for each while one is changed"`

	WebhookUser         string `env:"WEBHOOK_USER" doc:"the user that Adyen signs in with when it notifies; needed beside a live URL"`
	WebhookPassword     string `env:"WEBHOOK_PASSWORD" secret:"whole" doc:"that user's password; it is never shown"`
	WebhookPasswordFile string `env:"WEBHOOK_PASSWORD_FILE" doc:"or the file it lies in, read again for each notification"`

	RatePerSecond float64 `env:"RATE" envDefault:"20" doc:"calls a second and worker"`
	URL           string  `env:"URL" envDefault:"https://checkout-test.adyen.com/v71" doc:"Adyen's Checkout API; the live one has the company's own prefix, https://PREFIX-checkout-live.adyenpayments.com/checkout/v71, and must not change while refunds are under way"`

	Reports AdyenReports `envPrefix:"REPORT_"`
}

// HasKey reports whether there is a key for every account.
func (a Adyen) HasKey() bool { return a.Key != "" || a.KeyFile != "" }

// Receives reports whether notifications can be verified.
func (a Adyen) Receives() bool { return a.HMACKey != "" || a.HMACKeyFile != "" }

func (p *problems) adyen(a Adyen) {
	p.oneSecret("ADYEN_API_KEY", a.Key, a.KeyFile)
	p.oneSecret("ADYEN_HMAC_KEY", a.HMACKey, a.HMACKeyFile)
	p.oneSecret("ADYEN_WEBHOOK_PASSWORD", a.WebhookPassword, a.WebhookPasswordFile)
	hasPassword := a.WebhookPassword != "" || a.WebhookPasswordFile != ""
	switch {
	case (a.WebhookUser != "") != hasPassword:
		p.add("ADYEN_WEBHOOK_USER", a.WebhookUser, "goes with "+Prefix+"ADYEN_WEBHOOK_PASSWORD_FILE: both, or none")
	case a.Receives() && a.WebhookUser == "" && strings.Contains(a.URL, "-live"):
		p.add("ADYEN_WEBHOOK_USER", "", "must be set beside a live URL: the HMAC does not cover all that a notification says")
	}
	p.named("ADYEN_ACCOUNT_KEY_FILES", a.AccountKeyFiles)
	p.rate("ADYEN_RATE", a.RatePerSecond)
	p.url("ADYEN_URL", a.URL)
}
