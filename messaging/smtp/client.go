package smtp

import (
	"cmp"
	"crypto/tls"
	"fmt"

	driver "github.com/wneessen/go-mail"

	"github.com/makegood/makegood/internal/line"
)

// newClient holds the settings as their files say them now. Its errors show no secret.
func newClient(config Config) (*driver.Client, error) {
	options := []driver.Option{driver.WithTimeout(cmp.Or(config.Timeout, timeoutDefault))}
	secure, err := tlsOption(config.TLS)
	if err != nil {
		return nil, err
	}
	options = append(options, secure)
	if config.Port != 0 { // after the policy, which has a port of its own
		options = append(options, driver.WithPort(config.Port))
	}
	if config.AuthorityFile != "" {
		trusted, err := line.Authorities(config.AuthorityFile)
		if err != nil {
			return nil, err
		}
		options = append(options, driver.WithTLSConfig(&tls.Config{ServerName: config.Host, RootCAs: trusted, MinVersion: tls.VersionTLS12}))
	}
	if config.Username == "" {
		return driver.NewClient(config.Host, options...)
	}
	var mechanism driver.SMTPAuthType
	if err := mechanism.UnmarshalString(cmp.Or(config.Auth, "auto")); err != nil {
		return nil, err
	}
	password, err := config.Password.ReadFilled()
	if err != nil {
		return nil, err
	}
	options = append(options, driver.WithSMTPAuth(mechanism), driver.WithUsername(config.Username), driver.WithPassword(password))
	return driver.NewClient(config.Host, options...)
}

func tlsOption(policy string) (driver.Option, error) {
	switch cmp.Or(policy, TLSMandatory) {
	case TLSMandatory:
		return driver.WithTLSPortPolicy(driver.TLSMandatory), nil
	case TLSOpportunistic:
		return driver.WithTLSPolicy(driver.TLSOpportunistic), nil
	case TLSImplicit:
		return driver.WithSSLPort(false), nil
	case TLSNone:
		return driver.WithTLSPolicy(driver.NoTLS), nil
	}
	return nil, fmt.Errorf("TLS policy %q is none of mandatory, opportunistic, implicit, none", policy)
}
