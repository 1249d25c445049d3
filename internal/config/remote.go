package config

import (
	"net"
	"net/url"
	"time"
)

// Remote says where commands find the API of another process; without a URL they work beside the ledger.
type Remote struct {
	URL              string        `env:"URL" doc:"where the commands about refunds and makegood mcp find the API (makegood api), such as https://refunds.example; they then need no ledger and no Temporal; empty: they work beside both"`
	Token            string        `env:"TOKEN" secret:"whole" doc:"the bearer token that says to the API who calls; it is never shown"`
	TokenFile        string        `env:"TOKEN_FILE" doc:"or the file it lies in, read again for each call, so that a new one needs no restart"`
	TLSAuthorityFile string        `env:"URL_AUTHORITY_FILE" doc:"the authorities that the API's certificate is held against (PEM), read again for each connection; empty: the system's"`
	CallTimeout      time.Duration `env:"URL_TIMEOUT" envDefault:"40s" doc:"the longest wait for one answer of the API"`
	Unsecured        bool          `env:"URL_UNSECURED" envDefault:"false" doc:"true: an API on another machine may be reached by http://, with the token readable on the way; otherwise that is refused"`
}

// On reports whether commands go over the wire.
func (r Remote) On() bool { return r.URL != "" }

// RemoteIn reports whether variables say that commands go over the wire.
func RemoteIn(variables map[string]string) bool { return variables[Prefix+"API_URL"] != "" }

// remote checks where the API is. A token goes in the clear only where whoever listens on the way is the machine itself, or
// is trusted.
func (p *problems) remote(r Remote) {
	p.oneSecret("API_TOKEN", r.Token, r.TokenFile)
	if r.CallTimeout <= 0 {
		p.add("API_URL_TIMEOUT", r.CallTimeout.String(), "must be longer than nothing")
	}
	if !r.On() {
		return
	}
	p.url("API_URL", r.URL)
	at, err := url.Parse(r.URL)
	if err == nil && at.Scheme == "http" && at.User == nil && !r.Unsecured && !loopback(net.JoinHostPort(at.Hostname(), "0")) {
		p.add("API_URL", r.URL, "must be https:// on another machine, or "+Prefix+"API_URL_UNSECURED=true where the network is trusted")
	}
}
