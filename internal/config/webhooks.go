package config

// Webhooks says where the starter takes the notifications of providers.
type Webhooks struct {
	Address     string `env:"ADDRESS" envDefault:"off" doc:"where the starter takes providers' notifications, POST /v1/webhooks/NAME, such as 127.0.0.1:8236; other than on this machine only with TLS, or behind a proxy that has it; off: nowhere"`
	TLSCertFile string `env:"TLS_CERT_FILE" doc:"its certificate (PEM), read again for each connection"`
	TLSKeyFile  string `env:"TLS_KEY_FILE" doc:"its certificate's key (PEM)"`
}

// On reports whether notifications are taken.
func (w Webhooks) On() bool { return w.Address != MetricsOff }

// webhooks checks the settings of the intake of notifications.
func (p *problems) webhooks(w Webhooks) {
	p.metrics("WEBHOOKS_ADDRESS", w.Address)
	if (w.TLSCertFile == "") != (w.TLSKeyFile == "") {
		p.add("WEBHOOKS_TLS_CERT_FILE", w.TLSCertFile, "goes with "+Prefix+"WEBHOOKS_TLS_KEY_FILE: both, or none")
	}
}
