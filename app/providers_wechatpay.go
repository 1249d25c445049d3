package app

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wechatpay"
	"github.com/makegood/makegood/payment/wire"
)

func weChatPayRow() providerRow {
	return providerRow{
		name: "wechatpay", setting: "WECHATPAY",
		missing: func(s config.Settings) []string {
			of, n := s.Providers.WeChatPay, needs{}
			if of.HasKey() || len(of.AccountDirs) == 0 {
				n.unless(of.MerchantID != "", "WECHATPAY_MERCHANT_ID")
				n.unless(of.SerialNumber != "", "WECHATPAY_SERIAL_NUMBER")
				n.unless(of.PrivateKey != "" || of.PrivateKeyFile != "", "WECHATPAY_PRIVATE_KEY_FILE")
			}
			n.unless(of.Verifies(), "WECHATPAY_PLATFORM_KEY_FILES")
			n.unless(!of.FetchCertificates || !of.HasKey() || of.APIv3Key != "" || of.APIv3KeyFile != "", "WECHATPAY_API_V3_KEY_FILE")
			return n
		},
		accounts: func(s config.Settings) []string {
			return accountsOf(s.Providers.WeChatPay.AccountDirs, s.Providers.WeChatPay.HasKey())
		},
		rate:     func(s config.Settings) float64 { return s.Providers.WeChatPay.RatePerSecond },
		describe: func() (payment.Limits, payment.Terms) { return wechatpay.Limits(), wechatpay.DefaultTerms() },
		adapter: func(s config.Settings, account string, client *http.Client, carry wire.Carry) (payment.Described, error) {
			return weChatPayAdapter(s.Providers.WeChatPay, account, client, carry)
		},
		keys: weChatPayKeys, notificationKeys: weChatPayNotificationKeys,
		shown: wechatpay.ShownMembers(), receiver: weChatPayReceiver, probe: lookUpNothing,
	}
}

// weChatPayKeyBytes is the length of an APIv3 key.
const weChatPayKeyBytes = 32

func weChatPayAdapter(of config.WeChatPay, account string, client *http.Client, carry wire.Carry) (*wechatpay.Adapter, error) {
	c := wechatpay.Config{
		MerchantID: of.MerchantID, Partner: of.Partner, FetchCertificates: of.FetchCertificates, ByTradeNumber: of.ByTradeNumber,
		NotifyURL: of.NotifyURL, BaseURL: of.URL, HTTPClient: client, Carry: carry,
	}
	number, key, apiKey := secret.Of(of.SerialNumber), secret.Either(of.PrivateKey, of.PrivateKeyFile), weChatPayAPIKey(of, account)
	if folder := of.AccountDirs[account]; folder != "" {
		merchant, err := in(folder, "merchant_id").ReadFilled()
		if err != nil {
			return nil, err
		}
		c.MerchantID, number, key = merchant, in(folder, "serial_number"), in(folder, "private_key")
	}
	c.Signer = func() (wechatpay.Signer, error) {
		serial, err := number.ReadFilled()
		if err != nil {
			return wechatpay.Signer{}, err
		}
		text, err := key.ReadFilled()
		return wechatpay.Signer{SerialNumber: serial, PrivateKey: text}, err
	}
	if len(of.PlatformKeyFiles) > 0 {
		c.PlatformKeys = func() (map[string]string, error) { return weChatPayPlatformKeys(of) }
	}
	if !apiKey.IsZero() {
		keys, err := texts(apiKey, weChatPayKeyBytes)
		if err != nil {
			return nil, err
		}
		c.APIv3Keys = keys
	}
	return wechatpay.New(c)
}

// weChatPayAPIKey is the APIv3 key of an account; zero: there is none.
func weChatPayAPIKey(of config.WeChatPay, account string) secret.Value {
	if folder := of.AccountDirs[account]; folder != "" {
		return in(folder, "api_v3_key")
	}
	return secret.Either(of.APIv3Key, of.APIv3KeyFile)
}

func weChatPayPlatformKeys(of config.WeChatPay) (map[string]string, error) {
	all := map[string]string{}
	for id, file := range of.PlatformKeyFiles {
		text, err := secret.File(file).ReadFilled()
		if err != nil {
			return nil, err
		}
		all[id] = text
	}
	return all, nil
}

// weChatPayReceiver reads the notifications of every account that is whole, and has the key that opens them.
func weChatPayReceiver(s config.Settings, client *http.Client) (payment.Receiver, error) {
	of := s.Providers.WeChatPay
	row := weChatPayRow()
	if !row.configured(s) {
		return nil, nil
	}
	var all []payment.Receiver
	for _, account := range row.accounts(s) {
		key := weChatPayAPIKey(of, account)
		if key.IsZero() {
			continue
		}
		keys, err := texts(key, weChatPayKeyBytes)
		if err != nil {
			return nil, err
		}
		adapter, err := weChatPayAdapter(of, account, client, nil)
		if err != nil {
			return nil, err
		}
		platform := adapter.PlatformKeys
		if of.FetchCertificates {
			platform = (&freshCertificates{of: adapter}).keys
		}
		all = append(all, wechatpay.Receiver{
			Name: row.name, Account: account, Partner: of.Partner, PlatformKeys: platform, APIv3Keys: keys, ByTradeNumber: of.ByTradeNumber,
		})
	}
	return oneOrAny(all), nil
}

const (
	// certificatesFresh is how long fetched certificates are taken as those of now; WeChat Pay asks for a look twice a
	// day. certificatesAgain is the pause before a look that failed is made again, certificatesMax how long one takes.
	certificatesFresh = 12 * time.Hour
	certificatesAgain = time.Minute
	certificatesMax   = 4 * time.Second
)

// freshCertificates fetches WeChat Pay's certificates when a notification comes and the last ones are old.
type freshCertificates struct {
	of *wechatpay.Adapter

	mu      sync.Mutex
	nextAt  time.Time
	lastErr error
}

// keys are those that are set and those that were fetched. Where there is none and they could not be had, it says so:
// the notification is sent again.
func (f *freshCertificates) keys() (map[string]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := time.Now(); !now.Before(f.nextAt) {
		ctx, cancel := context.WithTimeout(context.Background(), certificatesMax)
		defer cancel()
		f.nextAt = now.Add(certificatesFresh)
		if f.lastErr = f.of.FetchCertificates(ctx); f.lastErr != nil {
			f.nextAt = now.Add(certificatesAgain)
		}
	}
	all, err := f.of.PlatformKeys()
	if err == nil && len(all) == 0 {
		err = f.lastErr
	}
	return all, err
}
