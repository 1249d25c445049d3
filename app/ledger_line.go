package app

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/ledger/postgres"
)

// ledgerOptions are how the settings say that the ledger's PostgreSQL is reached.
func ledgerOptions(s config.Settings) []postgres.Option {
	options := []postgres.Option{postgres.WithPassword(secret.Either(s.LedgerLine.Password, s.LedgerLine.PasswordFile))}
	if s.LedgerLine.Unsecured {
		options = append(options, postgres.WithoutSecurity())
	}
	return options
}

// withLedgerSetting adds to an error of the line to PostgreSQL the setting that it points at.
func withLedgerSetting(err error) error {
	if setting := ledgerSetting(err); setting != "" {
		return fmt.Errorf("look at %s: %w", setting, err)
	}
	return err
}

// Codes by which PostgreSQL refuses a connection (its documentation, appendix A).
const (
	codeWrongPassword = "28P01"
	codeNotLetIn      = "28000"
	codeNoDatabase    = "3D000"
)

func ledgerSetting(err error) string {
	const at, password = config.Prefix + "LEDGER_URL", config.Prefix + "LEDGER_PASSWORD"
	var answer *pgconn.PgError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, postgres.ErrNotSecured):
		return at + " (or " + config.Prefix + "LEDGER_UNSECURED, where the network is trusted)"
	case errors.As(err, &answer) && answer.Code == codeWrongPassword:
		return password + "_FILE, " + password + " or the password in " + at
	case errors.As(err, &answer) && answer.Code == codeNotLetIn:
		return at + " (the user, sslmode, sslcert: the server lets nobody in like this)"
	case errors.As(err, &answer) && answer.Code == codeNoDatabase:
		return at + " (the database)"
	case strings.Contains(err.Error(), "the database's password"):
		return password + "_FILE"
	case strings.Contains(err.Error(), "server refused TLS connection"), strings.Contains(err.Error(), "sslmode is invalid"):
		return at + " (sslmode)"
	}
	if part := ledgerPart(err); part != "" {
		return at + " (" + part + ")"
	}
	return ""
}

// ledgerPart is the part of the URL that a broken connection points at.
func ledgerPart(err error) string {
	var connecting *pgconn.ConnectError
	if !errors.As(err, &connecting) && !strings.Contains(err.Error(), "database's URL") {
		return "" // the connection is not what is wrong
	}
	switch line.FaultOf(err) {
	case line.FaultAuthority:
		return "sslrootcert"
	case line.FaultName:
		return "the host, which the server's certificate does not name"
	case line.FaultTheirCertificate:
		return "the server's certificate is no good"
	case line.FaultOurCertificate:
		return "sslcert and sslkey"
	case line.FaultNoTLS:
		return "sslmode"
	case line.FaultFile:
		return "sslrootcert, sslcert and sslkey"
	case line.FaultAddress:
		return "host and port"
	case line.FaultOther:
	}
	if hungUpOnOurCertificate(err, connecting) {
		return "sslcert and sslkey"
	}
	return "host, port and sslmode"
}

// hungUpOnOurCertificate reports whether the server hung up right after TLS was agreed on. In TLS 1.3 it judges our
// certificate after we have begun to write, so that its alert is lost where our first message meets a closed line.
func hungUpOnOurCertificate(err error, connecting *pgconn.ConnectError) bool {
	hungUp := errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
	return hungUp && connecting != nil && connecting.Config.TLSConfig != nil && strings.Contains(err.Error(), "failed to write startup message")
}
