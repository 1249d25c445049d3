package app

import (
	"context"
	"net/http"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen"
	"github.com/makegood/makegood/payment/wire"
)

func adyenRow() providerRow {
	return providerRow{
		name: "adyen", setting: "ADYEN",
		missing: func(s config.Settings) []string {
			of, n := s.Providers.Adyen, needs{}
			n.unless(of.HasKey() || len(of.AccountKeyFiles) > 0, "ADYEN_API_KEY_FILE")
			// Adyen has no look-up: without its notifications nobody hears that a refund has succeeded.
			n.unless(of.Receives(), "ADYEN_HMAC_KEY_FILE")
			return n
		},
		accounts: func(s config.Settings) []string {
			return accountsOf(s.Providers.Adyen.AccountKeyFiles, s.Providers.Adyen.HasKey())
		},
		rate:     func(s config.Settings) float64 { return s.Providers.Adyen.RatePerSecond },
		describe: func() (payment.Limits, payment.Terms) { return adyen.Limits(), adyen.DefaultTerms() },
		adapter: func(s config.Settings, account string, client *http.Client, carry wire.Carry) (payment.Described, error) {
			of := s.Providers.Adyen
			key := secret.Either(of.Key, of.KeyFile)
			if file := of.AccountKeyFiles[account]; file != "" {
				key = secret.File(file)
			}
			reports, err := adyenReports(of.Reports)
			if err != nil {
				return nil, err
			}
			return adyen.New(adyen.Config{
				Key: key.ReadFilled, BaseURL: of.URL, MerchantAccount: of.MerchantAccount, HTTPClient: client, Carry: carry, Reports: reports,
			})
		},
		keys: adyenKeys, notificationKeys: adyenNotificationKeys,
		shown: adyen.ShownMembers(), receiver: adyenReceiver,
		probe: func(ctx context.Context, of payment.Described, account string) error {
			return of.(*adyen.Adapter).Try(ctx, account)
		},
	}
}

// adyenReports fetches reports with one user for every account; without a user nothing is listed.
func adyenReports(of config.AdyenReports) (adyen.Reports, error) {
	zone, err := of.Zone()
	if err != nil || !of.Lists() {
		return adyen.Reports{}, err
	}
	password := secret.Either(of.Password, of.PasswordFile)
	return adyen.Reports{BaseURL: of.URL, Zone: zone, Credentials: func() (string, string, error) {
		text, err := password.ReadFilled()
		return of.User, text, err
	}}, nil
}

func adyenReceiver(s config.Settings, _ *http.Client) (payment.Receiver, error) {
	of := s.Providers.Adyen
	if !of.Receives() {
		return nil, nil
	}
	keys, err := texts(secret.Either(of.HMACKey, of.HMACKeyFile), 1)
	if err != nil {
		return nil, err
	}
	receiver := adyen.Receiver{Name: "adyen", HMACKeys: keys}
	if of.WebhookUser != "" {
		password := secret.Either(of.WebhookPassword, of.WebhookPasswordFile)
		receiver.BasicAuth = func() (string, string, error) {
			text, err := password.ReadFilled()
			return of.WebhookUser, text, err
		}
	}
	return receiver, nil
}
