package config

import (
	"net/url"
	"time"
)

// Remote says where commands find the API of another process; without a URL they work beside the ledger.
type Remote struct {
	URL              string        `env:"URL" doc:"where makegood mcp finds the API (makegood api), such as https://refunds.example; it then needs no ledger and no Temporal; empty: it works beside both"`
	Token            string        `env:"TOKEN" secret:"whole" doc:"whose token makegood mcp acts by: a machine's; it is never shown. Beside the ledger and without one it acts as a machine that is only asserted: whatever it asks for waits for a person"`
	TokenFile        string        `env:"TOKEN_FILE" doc:"or the file it lies in, read again for each call, so that a new one needs no restart"`
	TLSAuthorityFile string        `env:"TLS_AUTHORITY_FILE" doc:"the authorities that the API's certificate is held against (PEM), read again for each connection; empty: the system's"`
	CallTimeout      time.Duration `env:"CALL_TIMEOUT" envDefault:"40s" doc:"the longest wait for one answer of the API"`
}

// On reports whether commands go over the wire.
func (r Remote) On() bool { return r.URL != "" }

// remote checks where the API is, and that no token goes to another machine in the clear.
func (p *problems) remote(r Remote) {
	p.oneSecret("API_TOKEN", r.Token, r.TokenFile)
	if r.CallTimeout <= 0 {
		p.add("API_CALL_TIMEOUT", r.CallTimeout.String(), "must be longer than nothing")
	}
	if !r.On() {
		return
	}
	p.url("API_URL", r.URL)
	if at, err := url.Parse(r.URL); err == nil && at.Scheme == "http" && !loopback(at.Host) {
		p.add("API_URL", r.URL, "must be https:// on another machine")
	}
}
