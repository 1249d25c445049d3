package config

// Providers are the companies that move money, beside the simulator. One that has no credentials is not used.
type Providers struct {
	Stripe    Stripe    `envPrefix:"STRIPE_"`
	WeChatPay WeChatPay `envPrefix:"WECHATPAY_"`
	Alipay    Alipay    `envPrefix:"ALIPAY_"`
	PayPal    PayPal    `envPrefix:"PAYPAL_"`
	Adyen     Adyen     `envPrefix:"ADYEN_"`
	// OwnQueues are the providers whose payouts do not share the task queue of refunds.
	OwnQueues []string `env:"PROVIDER_QUEUES" doc:"providers whose payouts run on a task queue of their own, TASK_QUEUE-NAME, at the provider's rate for all workers together, separated by commas; empty: all share the task queue of refunds"`
}

// Stripe says how Stripe is asked.
type Stripe struct {
	Key     string `env:"KEY" secret:"whole" doc:"the API key of Stripe; payments whose provider is stripe are asked with it; it is never shown"`
	KeyFile string `env:"KEY_FILE" doc:"or the file it lies in, read again for each call"`
	// AccountKeyFiles are for accounts with keys of their own.
	AccountKeyFiles map[string]string `env:"ACCOUNT_KEY_FILES" envKeyValSeparator:"=" doc:"files of the keys of accounts that have one of their own, account=file, separated by commas; the key above is that of all others"`

	WebhookSecret     string `env:"WEBHOOK_SECRET" secret:"whole" doc:"what Stripe signs its notifications with; it is never shown"`
	WebhookSecretFile string `env:"WEBHOOK_SECRET_FILE" doc:"or the file it lies in, read again for each notification; a line for each endpoint, and for the old one while it is rotated"`

	Connected            bool `env:"CONNECTED" envDefault:"false" doc:"true: a payment's account is a connected one, and named to Stripe (Connect)"`
	ReverseTransfer      bool `env:"REVERSE_TRANSFER" envDefault:"false" doc:"true: a refund takes back what a destination charge gave the seller"`
	RefundApplicationFee bool `env:"REFUND_APPLICATION_FEE" envDefault:"false" doc:"true: a refund gives the platform's fee back"`

	RatePerSecond float64 `env:"RATE" envDefault:"80" doc:"calls a second and worker; Stripe takes 100 of a live account in all"`
	URL           string  `env:"URL" envDefault:"https://api.stripe.com" doc:"Stripe's API"`
}

// Configured reports whether there is any key.
func (s Stripe) Configured() bool { return s.HasKey() || len(s.AccountKeyFiles) > 0 }

// HasKey reports whether there is a key for every account.
func (s Stripe) HasKey() bool { return s.Key != "" || s.KeyFile != "" }

// Receives reports whether notifications can be verified.
func (s Stripe) Receives() bool { return s.WebhookSecret != "" || s.WebhookSecretFile != "" }

// providers checks the providers' settings.
func (p *problems) providers(s Providers) {
	p.oneSecret("STRIPE_KEY", s.Stripe.Key, s.Stripe.KeyFile)
	p.oneSecret("STRIPE_WEBHOOK_SECRET", s.Stripe.WebhookSecret, s.Stripe.WebhookSecretFile)
	p.url("STRIPE_URL", s.Stripe.URL)
	p.rate("STRIPE_RATE", s.Stripe.RatePerSecond)
	p.named("STRIPE_ACCOUNT_KEY_FILES", s.Stripe.AccountKeyFiles)
	p.wechatpay(s.WeChatPay)
	p.alipay(s.Alipay)
	p.paypal(s.PayPal)
	p.adyen(s.Adyen)
	p.adyenReports(s.Adyen)
	for _, name := range s.OwnQueues {
		p.oneOf("PROVIDER_QUEUES", name, []string{"stripe", "wechatpay", "alipay", "paypal", "adyen"})
	}
}

// rate refuses a rate at which nothing would be asked.
func (p *problems) rate(name string, perSecond float64) {
	if perSecond <= 0 {
		p.add(name, "", "must be more than nothing")
	}
}

// named refuses pairs without a name or without a place.
func (p *problems) named(name string, places map[string]string) {
	for of, place := range places {
		if of == "" || place == "" {
			p.add(name, of+"="+place, "must name both, name=place")
		}
	}
}
