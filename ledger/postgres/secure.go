package postgres

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/makegood/makegood/internal/secret"
)

// ErrNotSecured: the database is on another machine, and its URL asks for no TLS, or for TLS that does not check whose
// certificate it is.
var ErrNotSecured = errors.New("the line to the database would not be secured")

// WithPassword signs in with a password that is not in the URL; one in a file is read for each connection.
func WithPassword(password secret.Value) Option {
	return func(s *settings) { s.password = password }
}

// WithoutSecurity allows a database on another machine to be reached without TLS, or without checking its
// certificate: for a private network that is trusted as a whole.
func WithoutSecurity() Option {
	return func(s *settings) { s.unsecured = true }
}

// parse reads a ledger's URL, and the files it names. Its errors show no secret.
func (s settings) parse(url string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", withoutURL(err))
	}
	if err := s.checkSecured(config); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if !s.password.IsZero() {
		if config.Password, err = s.password.ReadFilled(); err != nil {
			return nil, fmt.Errorf("ledger: the database's password: %w", err)
		}
	}
	addDefaults(config)
	return config, nil
}

// renew replaces what a pool connects with by what the files say now.
func (s settings) renew(url string) func(context.Context, *pgx.ConnConfig) error {
	return func(_ context.Context, config *pgx.ConnConfig) error {
		now, err := s.parse(url)
		if err != nil {
			return err
		}
		*config = *now
		return nil
	}
}

func addDefaults(config *pgx.ConnConfig) {
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectMax
	}
	params := map[string]string{
		"application_name": "makegood", "timezone": "UTC", "lock_timeout": lockMax,
		"idle_in_transaction_session_timeout": unattendedMax, "synchronous_commit": "on",
	}
	for name, value := range params {
		if _, named := config.RuntimeParams[name]; !named || name == "synchronous_commit" {
			config.RuntimeParams[name] = value
		}
	}
}

// withoutURL is the driver's error without the URL, which may hold a password. What it says about TLS names files and
// parameters alone.
func withoutURL(err error) error {
	if inner := errors.Unwrap(err); inner != nil && strings.Contains(err.Error(), "failed to configure TLS") {
		return fmt.Errorf("the TLS of the database's URL (sslmode, sslrootcert, sslcert, sslkey): %w", inner)
	}
	return errors.New("the database's URL is not one that PostgreSQL understands (postgres://user@host:port/database)")
}

// checkSecured refuses a host on another machine to which any of the ways is not secured: the driver falls back from one
// to the next.
func (s settings) checkSecured(config *pgx.ConnConfig) error {
	if s.unsecured {
		return nil
	}
	ways := map[string][]*tls.Config{config.Host: {config.TLSConfig}}
	for _, fallback := range config.Fallbacks {
		ways[fallback.Host] = append(ways[fallback.Host], fallback.TLSConfig)
	}
	for host, configs := range ways {
		for _, way := range configs {
			if !onThisMachine(host) && !checks(way) {
				return fmt.Errorf("%w: %s is on another machine, and its certificate would not be checked: "+
					"sslmode=verify-full, with sslrootcert where the authority is your own", ErrNotSecured, host)
			}
		}
	}
	return nil
}

// onThisMachine: a socket, or a loopback address.
func onThisMachine(host string) bool {
	if host == "localhost" || strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// checks reports whether TLS checks the server's certificate: by its name, or by an authority of one's own.
func checks(config *tls.Config) bool {
	if config == nil {
		return false
	}
	return !config.InsecureSkipVerify || config.VerifyPeerCertificate != nil && config.RootCAs != nil
}
