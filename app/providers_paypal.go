package app

import (
	"errors"
	"net/http"
	"strings"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paypal"
	"github.com/makegood/makegood/payment/wire"
)

func payPalRow() providerRow {
	return providerRow{
		name: "paypal", setting: "PAYPAL",
		missing: func(s config.Settings) []string {
			of, n := s.Providers.PayPal, needs{}
			if of.HasKey() || len(of.AccountKeyFiles) == 0 {
				n.unless(of.ClientID != "", "PAYPAL_CLIENT_ID")
				n.unless(of.Secret != "" || of.SecretFile != "", "PAYPAL_CLIENT_SECRET_FILE")
			}
			return n
		},
		accounts: func(s config.Settings) []string {
			return accountsOf(s.Providers.PayPal.AccountKeyFiles, s.Providers.PayPal.HasKey())
		},
		rate:     func(s config.Settings) float64 { return s.Providers.PayPal.RatePerSecond },
		describe: func() (payment.Limits, payment.Terms) { return paypal.Limits(), paypal.DefaultTerms() },
		adapter: func(s config.Settings, account string, client *http.Client, carry wire.Carry) (payment.Described, error) {
			of := s.Providers.PayPal
			return paypal.New(paypal.Config{
				Credentials: func() (paypal.Credentials, error) { return payPalCredentials(of, account) },
				BaseURL:     of.URL, HTTPClient: client, Carry: carry, Partner: of.Partner,
			})
		},
		keys:  payPalKeys,
		shown: paypal.ShownMembers(), receiver: payPalReceiver, receivers: payPalReceivers,
	}
}

// errTwoLines says nothing of what is in the file.
var errTwoLines = errors.New("the file of an account's credentials needs two lines: the client id and its secret")

func payPalCredentials(of config.PayPal, account string) (paypal.Credentials, error) {
	file := of.AccountKeyFiles[account]
	if file == "" {
		text, err := secret.Either(of.Secret, of.SecretFile).ReadFilled()
		return paypal.Credentials{ClientID: of.ClientID, Secret: text}, err
	}
	text, err := secret.File(file).ReadFilled()
	if err != nil {
		return paypal.Credentials{}, err
	}
	lines := strings.Fields(text)
	if len(lines) != 2 {
		return paypal.Credentials{}, errTwoLines
	}
	return paypal.Credentials{ClientID: lines[0], Secret: lines[1]}, nil
}

// payPalReceiver reads the notifications of every account that has no webhooks of its own.
func payPalReceiver(s config.Settings, client *http.Client) (payment.Receiver, error) {
	ids := s.Providers.PayPal.WebhookIDs
	if len(ids) == 0 {
		return nil, nil
	}
	return payPalReceiverOf("", ids, client)
}

// payPalReceivers are those of the accounts with webhooks of their own: each verifies with its account's ids alone.
func payPalReceivers(s config.Settings, client *http.Client) (map[string]payment.Receiver, error) {
	all := map[string]payment.Receiver{}
	for account := range s.Providers.PayPal.AccountWebhookIDs {
		one, err := payPalReceiverOf(account, s.Providers.PayPal.WebhookIDsOf(account), client)
		if err != nil {
			return nil, err
		}
		all[account] = one
	}
	return all, nil
}

// payPalReceiverOf downloads PayPal's certificates with client.
func payPalReceiverOf(account string, ids []string, client *http.Client) (payment.Receiver, error) {
	return paypal.NewReceiver(paypal.ReceiverConfig{
		Name: "paypal", Account: account, WebhookIDs: func() ([]string, error) { return ids, nil }, HTTPClient: client,
	})
}
