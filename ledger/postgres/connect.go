package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/makegood/makegood/ledger/sqlstore"
)

const (
	// connectMax is how long a connection may take to come about.
	connectMax = 10 * time.Second
	// idleMax: a connection that nobody needed for so long is given back.
	idleMax = 5 * time.Minute
	// lockMax is how long a statement waits for a row, in milliseconds: above any transaction, below the
	// shortest deadline of an activity's retries.
	lockMax = "20000"
	// unattendedMax ends a transaction whose client has gone away while it held locks, in milliseconds.
	unattendedMax = "60000"
)

// Place names the ledger at url for people: host and database, and no secret.
func Place(url string) string {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return "the ledger's database"
	}
	return fmt.Sprintf("postgres %s:%d/%s", config.Host, config.Port, config.Database)
}

// connect opens a pool, and makes sure that it can be used. Each connection reads the URL's files and the password's
// file anew.
func (s settings) connect(ctx context.Context, url string, connectionsMax int) (*sql.DB, error) {
	config, err := s.parse(url)
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDB(*config, stdlib.OptionBeforeConnect(s.renew(url)))
	db.SetMaxOpenConns(connectionsMax)
	db.SetMaxIdleConns(connectionsMax)
	db.SetConnMaxIdleTime(idleMax)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: open %s: %w", Place(url), err), db.Close())
	}
	return db, nil
}

// dialect: transactions run side by side, and lock the rows they will change. The driver keeps the prepared
// statements of each connection.
func dialect() sqlstore.Dialect {
	return sqlstore.Dialect{
		RowLock:        " FOR UPDATE",
		Freeze:         `LOCK TABLE ledger_identity IN ACCESS EXCLUSIVE MODE`, // every transaction that writes reads it
		AfterCopy:      sequences(),
		AfterErase:     []string{`VACUUM customer_keys`, `VACUUM notifications`},
		DriverPrepares: true,
		Snapshot:       &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
		Broken:         func(err error) bool { return classOf(err) == classConstraint },
		Busy:           busy,
	}
}

// databaseNow is the server's clock in microseconds.
const databaseNow = `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)`

// sequences let the ids that the database gives out follow those that were copied.
func sequences() (out []string) {
	for _, table := range []string{"postings", "refund_event", "switches", "exchanges", "desk_acts"} {
		out = append(out, `SELECT setval(pg_get_serial_sequence('`+table+`', 'id'), GREATEST(1, (SELECT COALESCE(MAX(id), 0) FROM `+table+`)))`)
	}
	return out
}

// Codes of PostgreSQL's errors (its documentation, appendix A).
const (
	classConstraint      = "23"
	codeUniqueViolation  = "23505"
	codeSerialization    = "40001"
	codeDeadlock         = "40P01"
	codeLockNotAvailable = "55P03"
)

// busy reports what another transaction was faster with: it is run again, and then finds what the other did. A
// unique violation is one, because two transactions may make the same row; one that is still there after
// several runs is a broken promise.
func busy(err error) bool {
	switch code(err) {
	case codeUniqueViolation, codeSerialization, codeDeadlock, codeLockNotAvailable:
		return true
	}
	return false
}

func code(err error) string {
	var fault *pgconn.PgError
	if !errors.As(err, &fault) {
		return ""
	}
	return fault.Code
}

func classOf(err error) string {
	if c := code(err); len(c) >= len(classConstraint) {
		return c[:len(classConstraint)]
	}
	return ""
}
