package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/wire"
)

func alipayRow() providerRow {
	return providerRow{
		name: "alipay", setting: "ALIPAY",
		missing: func(s config.Settings) []string {
			of, n := s.Providers.Alipay, needs{}
			if of.HasKey() || len(of.AccountDirs) == 0 {
				n.unless(of.AppID != "", "ALIPAY_APP_ID")
				n.unless(of.PrivateKey != "" || of.PrivateKeyFile != "", "ALIPAY_PRIVATE_KEY_FILE")
				n.unless(len(of.AlipayKeyFiles) > 0, "ALIPAY_PUBLIC_KEY_FILES")
			}
			return n
		},
		accounts: func(s config.Settings) []string {
			return accountsOf(s.Providers.Alipay.AccountDirs, s.Providers.Alipay.HasKey())
		},
		rate:     func(s config.Settings) float64 { return s.Providers.Alipay.RatePerSecond },
		describe: func() (payment.Limits, payment.Terms) { return alipay.Limits(), alipay.DefaultTerms() },
		adapter: func(s config.Settings, account string, client *http.Client, carry wire.Carry) (payment.Described, error) {
			return alipayAdapter(s.Providers.Alipay, account, client, carry)
		},
		keys: alipayKeys, notificationKeys: alipayNotificationKeys,
		shown: alipay.ShownMembers(), receiver: alipayReceiver, probe: oldBill,
	}
}

// alipayApp is the application of an account, and Alipay's keys for it.
type alipayApp struct {
	id         string
	key, token secret.Value
	keyFiles   []string
	// royalties are what payees give back of each refund.
	royalties map[string]string
}

func alipayAppOf(of config.Alipay, account string) (alipayApp, error) {
	app := alipayApp{
		id: of.AppID, key: secret.Either(of.PrivateKey, of.PrivateKeyFile), token: secret.Either(of.AuthToken, of.AuthTokenFile), keyFiles: of.AlipayKeyFiles,
		royalties: of.Royalties,
	}
	folder := of.AccountDirs[account]
	if folder == "" {
		return app, nil
	}
	id, err := in(folder, "app_id").ReadFilled()
	if err != nil {
		return app, err
	}
	app.id, app.key, app.token = id, in(folder, "private_key"), secret.Value{}
	if app.royalties, err = royaltiesIn(folder); err != nil {
		return app, err
	}
	if isThere(folder, "app_auth_token") {
		app.token = in(folder, "app_auth_token")
	}
	if isThere(folder, "alipay_key") {
		app.keyFiles = []string{filepath.Join(folder, "alipay_key")}
	}
	return app, nil
}

// royaltiesIn are those of an account's folder, payee=share a line; none where the file is not there.
func royaltiesIn(folder string) (map[string]string, error) {
	if !isThere(folder, "royalties") {
		return nil, nil
	}
	text, err := in(folder, "royalties").ReadFilled()
	if err != nil {
		return nil, err
	}
	shares := map[string]string{}
	for line := range strings.Lines(text) {
		payee, share, _ := strings.Cut(strings.TrimSpace(line), "=")
		if _, twice := shares[payee]; twice {
			return nil, fmt.Errorf("%s names payee %s twice", filepath.Join(folder, "royalties"), payee)
		}
		shares[payee] = share
	}
	return shares, nil
}

func isThere(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}

func alipayAdapter(of config.Alipay, account string, client *http.Client, carry wire.Carry) (*alipay.Adapter, error) {
	app, err := alipayAppOf(of, account)
	if err != nil {
		return nil, err
	}
	c := alipay.Config{
		AppID: app.id, Signer: func() (alipay.Signer, error) { return alipaySigner(of, app) }, ByTradeNumber: of.ByTradeNumber,
		AlipayKeys: func() ([]string, error) { return readAll(app.keyFiles) }, GatewayURL: of.URL, HTTPClient: client, Carry: carry,
	}
	if len(app.royalties) > 0 {
		if c.Royalties, err = alipay.Shares(app.royalties); err != nil {
			return nil, err
		}
	}
	if !app.token.IsZero() {
		c.AppAuthToken = func(string) (string, error) { return app.token.ReadFilled() }
	}
	return alipay.New(c)
}

func alipaySigner(of config.Alipay, app alipayApp) (alipay.Signer, error) {
	key, err := app.key.ReadFilled()
	if err != nil || of.AppCertificateFile == "" {
		return alipay.Signer{PrivateKey: key}, err
	}
	both, err := readAll([]string{of.AppCertificateFile, of.RootCertificateFile})
	if err != nil {
		return alipay.Signer{}, err
	}
	return alipay.Signer{PrivateKey: key, AppCertificate: both[0], RootCertificates: both[1]}, nil
}

func alipayReceiver(s config.Settings, _ *http.Client) (payment.Receiver, error) {
	row := alipayRow()
	if !row.configured(s) {
		return nil, nil
	}
	var all []payment.Receiver
	for _, account := range row.accounts(s) {
		app, err := alipayAppOf(s.Providers.Alipay, account)
		if err != nil {
			return nil, err
		}
		all = append(all, alipay.Receiver{AppID: app.id, AlipayKeys: func() ([]string, error) { return readAll(app.keyFiles) }})
	}
	return oneOrAny(all), nil
}
