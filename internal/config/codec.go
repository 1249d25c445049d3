package config

import (
	"net"
	"net/netip"
	"net/url"
)

// Codec says how what is kept in Temporal is encrypted, and who may read it in the Temporal UI.
type Codec struct {
	KeysFile string `env:"KEYS_FILE" doc:"the keys that encrypt everything kept in Temporal (makegood codec keys new), watched and reloaded; empty: nothing is encrypted"`

	TokensFile     string `env:"TOKENS_FILE" doc:"who may read it through makegood codec serve (makegood codec tokens new), read again for each request"`
	Address        string `env:"ADDRESS" envDefault:"127.0.0.1:8234" doc:"where makegood codec serve listens; other than on this machine only with TLS"`
	UIOrigin       string `env:"UI_ORIGIN" doc:"the Temporal UI whose pages may ask it, such as https://temporal.example.com; empty: that of MAKEGOOD_TEMPORAL_UI_URL"`
	TLSCertFile    string `env:"TLS_CERT_FILE" doc:"its certificate (PEM), read again for each connection"`
	TLSKeyFile     string `env:"TLS_KEY_FILE" doc:"its certificate's key (PEM)"`
	MetricsAddress string `env:"METRICS_ADDRESS" envDefault:"127.0.0.1:9466" doc:"its /metrics; off: none"`
}

// Served reports whether a codec server can run: it has keys, and tokens of who may ask.
func (c Codec) Served() bool { return c.KeysFile != "" && c.TokensFile != "" }

// Endpoint is where the Temporal UI on this machine finds the codec server, or "" where none can run.
func (c Codec) Endpoint() string {
	switch {
	case !c.Served():
		return ""
	case c.TLSCertFile != "":
		return "https://" + c.Address
	}
	return "http://" + c.Address
}

// Origin is the Temporal UI whose pages may ask the codec server: scheme, host and port.
func (s Settings) Origin() string {
	if s.Codec.UIOrigin != "" {
		return s.Codec.UIOrigin
	}
	return originOf(s.Temporal.UIURL)
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// codec checks the codec's settings.
func (p *problems) codec(c Codec) {
	p.address("CODEC_ADDRESS", c.Address)
	p.metrics("CODEC_METRICS_ADDRESS", c.MetricsAddress)
	if c.UIOrigin != "" && originOf(c.UIOrigin) != c.UIOrigin {
		p.add("CODEC_UI_ORIGIN", c.UIOrigin, "must be a page's origin: https://host, with a port where it has one, and no more")
	}
	if (c.TLSCertFile == "") != (c.TLSKeyFile == "") {
		p.add("CODEC_TLS_CERT_FILE", c.TLSCertFile, "goes with "+Prefix+"CODEC_TLS_KEY_FILE: both, or none")
	}
	if c.TLSCertFile == "" && !loopback(c.Address) {
		p.add("CODEC_ADDRESS", c.Address, "is reached from other machines, so it needs "+Prefix+"CODEC_TLS_CERT_FILE")
	}
}

// loopback reports whether an address is on this machine alone.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
