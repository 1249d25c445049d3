package app

import (
	"encoding/hex"
	"errors"
	"path/filepath"
	"slices"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/rsa256"
)

// The keys of each provider, as they are read before the first call.

// stripeKeyKinds and stripeSecretKinds are what Stripe's dashboard shows beside a secret key and beside what an
// endpoint signs with (docs.stripe.com/keys).
var (
	stripeKeyKinds    = map[string]string{"pk_": "a publishable key, not a secret one", "whsec_": "an endpoint's secret, not an API key"}
	stripeSecretKinds = map[string]string{"pk_": "an API key, not an endpoint's secret", "sk_": "an API key, not an endpoint's secret", "rk_": "an API key, not an endpoint's secret"}
)

func stripeKeys(s config.Settings, account string) []keyCheck {
	of, form := s.Providers.Stripe, notOneOf(stripeKeyKinds)
	if file := of.AccountKeyFiles[account]; file != "" {
		return []keyCheck{checkedKey("STRIPE_ACCOUNT_KEY_FILES", secret.File(file), form).inFile(file)}
	}
	return []keyCheck{keySetting{"STRIPE_KEY", of.Key, of.KeyFile}.checked(form)}
}

func stripeNotificationKeys(s config.Settings) []keyCheck {
	if of := s.Providers.Stripe; of.Receives() {
		return []keyCheck{keySetting{"STRIPE_WEBHOOK_SECRET", of.WebhookSecret, of.WebhookSecretFile}.checked(eachLine(notOneOf(stripeSecretKinds)))}
	}
	return nil
}

func privateKey(text string) error {
	_, err := rsa256.ParsePrivateKey(text)
	return err
}

func publicKey(text string) error {
	_, err := rsa256.ParsePublicKey(text)
	if err != nil && privateKey(text) == nil {
		return errors.New("it is a private key, not a public key or a certificate")
	}
	return err
}

var errAPIv3Key = errors.New("an APIv3 key has 32 characters")

func apiV3KeyForm(text string) error {
	if len(text) != weChatPayKeyBytes {
		return errAPIv3Key
	}
	return nil
}

func weChatPayKeys(s config.Settings, account string) []keyCheck {
	of := s.Providers.WeChatPay
	checks := weChatPayPlatformChecks(of)
	if folder := of.AccountDirs[account]; folder != "" {
		for name, form := range map[string]func(string) error{"merchant_id": nil, "serial_number": nil, "private_key": privateKey} {
			checks = append(checks, checkedKey("WECHATPAY_ACCOUNT_DIRS", in(folder, name), form).inFile(filepath.Join(folder, name)))
		}
	} else {
		checks = append(checks, keySetting{"WECHATPAY_PRIVATE_KEY", of.PrivateKey, of.PrivateKeyFile}.checked(privateKey))
	}
	if of.FetchCertificates { // it opens them
		checks = append(checks, weChatPayAPIKeyCheck(of, account)...)
	}
	return checks
}

// weChatPayAPIKeyCheck is none for an account without an APIv3 key: it is notified of nothing.
func weChatPayAPIKeyCheck(of config.WeChatPay, account string) []keyCheck {
	form := eachLine(apiV3KeyForm)
	if folder := of.AccountDirs[account]; folder != "" {
		return []keyCheck{checkedKey("WECHATPAY_ACCOUNT_DIRS", in(folder, "api_v3_key"), form).inFile(filepath.Join(folder, "api_v3_key"))}
	}
	if of.APIv3Key == "" && of.APIv3KeyFile == "" {
		return nil
	}
	return []keyCheck{keySetting{"WECHATPAY_API_V3_KEY", of.APIv3Key, of.APIv3KeyFile}.checked(form)}
}

func weChatPayPlatformChecks(of config.WeChatPay) (checks []keyCheck) {
	for _, file := range of.PlatformKeyFiles {
		checks = append(checks, checkedKey("WECHATPAY_PLATFORM_KEY_FILES", secret.File(file), publicKey).inFile(file))
	}
	return checks
}

func weChatPayNotificationKeys(s config.Settings) []keyCheck {
	of, row := s.Providers.WeChatPay, weChatPayRow()
	if !row.configured(s) {
		return nil
	}
	checks := weChatPayPlatformChecks(of)
	for _, account := range row.accounts(s) {
		checks = append(checks, weChatPayAPIKeyCheck(of, account)...)
	}
	return checks
}

var errOwnPublicKey = errors.New("it is the application's own public key, not Alipay's")

func alipayKeys(s config.Settings, account string) []keyCheck {
	of := s.Providers.Alipay
	app, err := alipayAppOf(of, account)
	if err != nil {
		return []keyCheck{{"ALIPAY_ACCOUNT_DIRS", err}}
	}
	var checks []keyCheck
	if folder := of.AccountDirs[account]; folder != "" {
		checks = append(checks, checkedKey("ALIPAY_ACCOUNT_DIRS", app.key, privateKey).inFile(filepath.Join(folder, "private_key")))
		if !app.token.IsZero() {
			checks = append(checks, checkedKey("ALIPAY_ACCOUNT_DIRS", app.token, nil))
		}
	} else {
		checks = append(checks, keySetting{"ALIPAY_PRIVATE_KEY", of.PrivateKey, of.PrivateKeyFile}.checked(privateKey))
		if !app.token.IsZero() {
			checks = append(checks, keySetting{"ALIPAY_APP_AUTH_TOKEN", of.AuthToken, of.AuthTokenFile}.checked(nil))
		}
	}
	if of.AppCertificateFile != "" {
		checks = append(checks, checkedKey("ALIPAY_APP_CERT_FILE", secret.File(of.AppCertificateFile), alipay.CheckCertificate),
			checkedKey("ALIPAY_ROOT_CERT_FILE", secret.File(of.RootCertificateFile), alipay.CheckCertificate))
	}
	setting := "ALIPAY_ROYALTIES"
	if of.AccountDirs[account] != "" {
		setting = "ALIPAY_ACCOUNT_DIRS"
	}
	_, err = alipay.Shares(app.royalties)
	return append(append(checks, keyCheck{setting, err}), alipayPublicChecks(of, app)...)
}

// alipayPublicChecks hold what Alipay's answers are verified by to be Alipay's: the application's own public key, which
// the console shows beside it, would refuse every answer.
func alipayPublicChecks(of config.Alipay, app alipayApp) (checks []keyCheck) {
	own, _ := app.key.Read() // what is wrong with it is said of its own setting
	form := func(text string) error {
		if err := publicKey(text); err != nil {
			return err
		}
		if rsa256.Belong(own, text) {
			return errOwnPublicKey
		}
		return nil
	}
	setting := "ALIPAY_PUBLIC_KEY_FILES"
	if !slices.Equal(app.keyFiles, of.AlipayKeyFiles) {
		setting = "ALIPAY_ACCOUNT_DIRS"
	}
	for _, file := range app.keyFiles {
		checks = append(checks, checkedKey(setting, secret.File(file), form).inFile(file))
	}
	return checks
}

func alipayNotificationKeys(s config.Settings) (checks []keyCheck) {
	row := alipayRow()
	if !row.configured(s) {
		return nil
	}
	for _, account := range row.accounts(s) {
		app, err := alipayAppOf(s.Providers.Alipay, account)
		if err != nil {
			return []keyCheck{{"ALIPAY_ACCOUNT_DIRS", err}}
		}
		checks = append(checks, alipayPublicChecks(s.Providers.Alipay, app)...)
	}
	return checks
}

func payPalKeys(s config.Settings, account string) []keyCheck {
	of := s.Providers.PayPal
	if file := of.AccountKeyFiles[account]; file != "" {
		_, err := payPalCredentials(of, account)
		return []keyCheck{keyCheck{"PAYPAL_ACCOUNT_KEY_FILES", err}.inFile(file)}
	}
	return []keyCheck{keySetting{"PAYPAL_CLIENT_SECRET", of.Secret, of.SecretFile}.checked(nil)}
}

func adyenKeys(s config.Settings, account string) []keyCheck {
	of := s.Providers.Adyen
	if file := of.AccountKeyFiles[account]; file != "" {
		return []keyCheck{checkedKey("ADYEN_ACCOUNT_KEY_FILES", secret.File(file), nil).inFile(file)}
	}
	return []keyCheck{keySetting{"ADYEN_API_KEY", of.Key, of.KeyFile}.checked(nil)}
}

var errHMACKey = errors.New("an HMAC key is hexadecimal")

func hmacKeyForm(text string) error {
	if key, err := hex.DecodeString(text); err != nil || len(key) == 0 {
		return errHMACKey
	}
	return nil
}

func adyenNotificationKeys(s config.Settings) (checks []keyCheck) {
	of := s.Providers.Adyen
	if !of.Receives() {
		return nil
	}
	checks = []keyCheck{keySetting{"ADYEN_HMAC_KEY", of.HMACKey, of.HMACKeyFile}.checked(eachLine(hmacKeyForm))}
	if of.WebhookUser != "" {
		checks = append(checks, keySetting{"ADYEN_WEBHOOK_PASSWORD", of.WebhookPassword, of.WebhookPasswordFile}.checked(nil))
	}
	return checks
}
