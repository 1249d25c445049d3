package config

// WeChatPay says how WeChat Pay is asked.
type WeChatPay struct {
	MerchantID     string `env:"MERCHANT_ID" doc:"the merchant number (mchid) of WeChat Pay; payments whose provider is wechatpay are asked for with it"`
	SerialNumber   string `env:"SERIAL_NUMBER" doc:"the serial number of the merchant's API certificate"`
	PrivateKey     string `env:"PRIVATE_KEY" secret:"whole" doc:"the private key of that certificate (PEM); it is never shown"`
	PrivateKeyFile string `env:"PRIVATE_KEY_FILE" doc:"or the file it lies in, read again for each call"`
	APIv3Key       string `env:"API_V3_KEY" secret:"whole" doc:"the APIv3 key, 32 characters, which opens notifications and certificates; it is never shown"`
	APIv3KeyFile   string `env:"API_V3_KEY_FILE" doc:"or the file it lies in, read again for each notification; a line for each while one is changed, the newest first"`
	// PlatformKeyFiles are what WeChat Pay's signatures are verified by.
	PlatformKeyFiles  map[string]string `env:"PLATFORM_KEY_FILES" envKeyValSeparator:"=" doc:"files of WeChat Pay's public keys or certificates, id=file, separated by commas, where the id is PUB_KEY_ID_... or a certificate's serial number; read again for each answer"`
	FetchCertificates bool              `env:"FETCH_CERTIFICATES" envDefault:"false" doc:"true: certificates that are not set are asked for from WeChat Pay; for merchants without a public key"`
	// AccountDirs are for merchants with credentials of their own.
	AccountDirs   map[string]string `env:"ACCOUNT_DIRS" envKeyValSeparator:"=" doc:"folders of the credentials of accounts that have their own, account=folder, separated by commas; each has the files merchant_id, serial_number, private_key and api_v3_key; those above are for all others"`
	Partner       bool              `env:"PARTNER" envDefault:"false" doc:"true: the merchant is a service provider, and a payment's account is the sub_mchid"`
	ByTradeNumber bool              `env:"BY_TRADE_NUMBER" envDefault:"false" doc:"true: payments' references are the merchant's own numbers (out_trade_no), not WeChat Pay's (transaction_id)"`
	NotifyURL     string            `env:"NOTIFY_URL" doc:"where WeChat Pay notifies of refunds; empty: what is set in the merchant's console"`
	RatePerSecond float64           `env:"RATE" envDefault:"100" doc:"calls a second and worker; WeChat Pay takes 150 refunds of a merchant in all"`
	URL           string            `env:"URL" envDefault:"https://api.mch.weixin.qq.com" doc:"WeChat Pay's API"`
}

// HasKey reports whether there are credentials for every account, or a part of them.
func (w WeChatPay) HasKey() bool {
	return w.MerchantID != "" || w.SerialNumber != "" || w.PrivateKey != "" || w.PrivateKeyFile != ""
}

// Verifies reports whether there is something to verify answers by.
func (w WeChatPay) Verifies() bool { return len(w.PlatformKeyFiles) > 0 || w.FetchCertificates }

func (p *problems) wechatpay(w WeChatPay) {
	p.oneSecret("WECHATPAY_PRIVATE_KEY", w.PrivateKey, w.PrivateKeyFile)
	p.oneSecret("WECHATPAY_API_V3_KEY", w.APIv3Key, w.APIv3KeyFile)
	p.named("WECHATPAY_PLATFORM_KEY_FILES", w.PlatformKeyFiles)
	p.named("WECHATPAY_ACCOUNT_DIRS", w.AccountDirs)
	if w.NotifyURL != "" {
		p.url("WECHATPAY_NOTIFY_URL", w.NotifyURL)
	}
	p.rate("WECHATPAY_RATE", w.RatePerSecond)
	p.url("WECHATPAY_URL", w.URL)
}
