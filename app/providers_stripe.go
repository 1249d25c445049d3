package app

import (
	"maps"
	"net/http"
	"slices"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/payment/wire"
)

func stripeRow() providerRow {
	return providerRow{
		name: "stripe", setting: "STRIPE",
		missing: func(s config.Settings) []string {
			if s.Providers.Stripe.Configured() {
				return nil
			}
			return []string{config.Prefix + "STRIPE_KEY_FILE"}
		},
		accounts: func(s config.Settings) []string {
			accounts := slices.Sorted(maps.Keys(s.Providers.Stripe.AccountKeyFiles))
			if s.Providers.Stripe.HasKey() {
				accounts = append([]string{""}, accounts...)
			}
			return accounts
		},
		rate:     func(s config.Settings) float64 { return s.Providers.Stripe.RatePerSecond },
		describe: func() (payment.Limits, payment.Terms) { return stripe.Limits(), stripe.DefaultTerms() },
		adapter:  stripeAdapter, keys: stripeKeys, notificationKeys: stripeNotificationKeys,
		shown:    stripe.ShownMembers(),
		receiver: stripeReceiver,
	}
}

func stripeAdapter(s config.Settings, account string, client *http.Client, carry wire.Carry) (payment.Described, error) {
	of := s.Providers.Stripe
	key := secret.Either(of.Key, of.KeyFile)
	if account != "" {
		key = secret.File(of.AccountKeyFiles[account])
	}
	return stripe.New(stripe.Config{
		Secret: key.ReadFilled, BaseURL: of.URL, HTTPClient: client, Carry: carry,
		Connected: of.Connected, ReverseTransfer: of.ReverseTransfer, RefundApplicationFee: of.RefundApplicationFee,
	})
}

func stripeReceiver(s config.Settings, _ *http.Client) (payment.Receiver, error) {
	of := s.Providers.Stripe
	if !of.Receives() {
		return nil, nil
	}
	ring, err := secret.NewRing(secret.Either(of.WebhookSecret, of.WebhookSecretFile), 1)
	if err != nil {
		return nil, err
	}
	return stripe.Receiver{Name: "stripe", Secrets: func() (secrets []string, err error) {
		for _, one := range ring.Secrets() {
			secrets = append(secrets, string(one))
		}
		return secrets, nil
	}}, nil
}
