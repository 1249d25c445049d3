package config

// Alipay says how Alipay's gateway is asked.
type Alipay struct {
	AppID          string `env:"APP_ID" doc:"the application's number at Alipay; payments whose provider is alipay are asked for with it"`
	PrivateKey     string `env:"PRIVATE_KEY" secret:"whole" doc:"the application's private key (PEM or bare base64); it is never shown"`
	PrivateKeyFile string `env:"PRIVATE_KEY_FILE" doc:"or the file it lies in, read again for each call"`
	// AlipayKeyFiles are what Alipay's signatures are verified by.
	AlipayKeyFiles      []string `env:"PUBLIC_KEY_FILES" doc:"files of Alipay's public key or certificate (not the application's), separated by commas, two while one is changed; read again for each answer"`
	AppCertificateFile  string   `env:"APP_CERT_FILE" doc:"the application's certificate, in the mode with certificates; empty: the mode with public keys"`
	RootCertificateFile string   `env:"ROOT_CERT_FILE" doc:"Alipay's root certificates, which go with it"`
	AuthToken           string   `env:"APP_AUTH_TOKEN" secret:"whole" doc:"the token by which a merchant lets the application act for it; empty: the application is the merchant's own; it is never shown"`
	AuthTokenFile       string   `env:"APP_AUTH_TOKEN_FILE" doc:"or the file it lies in, read again for each call"`
	// AccountDirs are for applications of their own.
	AccountDirs map[string]string `env:"ACCOUNT_DIRS" envKeyValSeparator:"=" doc:"folders of the credentials of accounts that have their own, account=folder, separated by commas; each has the files app_id and private_key, alipay_key where it differs, and app_auth_token and royalties where there are some; those above are for all others"`
	// Royalties are for accounts whose trades are all divided among the same payees.
	Royalties     map[string]string `env:"ROYALTIES" envKeyValSeparator:"=" doc:"what payees of direct settlement give back of each refund, payee=share, separated by commas: a user id of Alipay (2088...) and a decimal of what is refunded, such as 0.1; empty: no payee is named, and the merchant pays it all. An account with a folder has its own in the file royalties, a line each"`
	ByTradeNumber bool              `env:"BY_TRADE_NUMBER" envDefault:"false" doc:"true: payments' references are the merchant's own numbers (out_trade_no), not Alipay's (trade_no)"`
	RatePerSecond float64           `env:"RATE" envDefault:"20" doc:"calls a second and worker"`
	URL           string            `env:"URL" envDefault:"https://openapi.alipay.com/gateway.do" doc:"Alipay's gateway; the sandbox is https://openapi-sandbox.dl.alipaydev.com/gateway.do"`
}

// HasKey reports whether there are credentials for every account, or a part of them.
func (a Alipay) HasKey() bool { return a.AppID != "" || a.PrivateKey != "" || a.PrivateKeyFile != "" }

func (p *problems) alipay(a Alipay) {
	p.oneSecret("ALIPAY_PRIVATE_KEY", a.PrivateKey, a.PrivateKeyFile)
	p.oneSecret("ALIPAY_APP_AUTH_TOKEN", a.AuthToken, a.AuthTokenFile)
	if (a.AppCertificateFile == "") != (a.RootCertificateFile == "") {
		p.add("ALIPAY_APP_CERT_FILE", a.AppCertificateFile, "goes with "+Prefix+"ALIPAY_ROOT_CERT_FILE: both, or none")
	}
	p.named("ALIPAY_ACCOUNT_DIRS", a.AccountDirs)
	p.rate("ALIPAY_RATE", a.RatePerSecond)
	p.url("ALIPAY_URL", a.URL)
}
