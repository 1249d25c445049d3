package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	codes "modernc.org/sqlite/lib"

	"github.com/makegood/makegood/ledger"
)

const (
	// checkTimeMax bounds how long a start waits for the check: a file of several gigabytes.
	checkTimeMax = 30 * time.Second
	// problemsMax bounds how many damaged places are named.
	problemsMax = 3
)

// isLedger tells a ledger from another database, which a migration would write its tables into.
func isLedger(ctx context.Context, db *sql.DB) error {
	var count int
	err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('goose_db_version', 'refund_event')`).Scan(&count)
	switch {
	case damaged(err):
		return fmt.Errorf("%w: %w", ledger.ErrDamaged, err)
	case err != nil:
		return err
	case count < 2:
		return fmt.Errorf("%w: the file is another database", ledger.ErrNoLedger)
	}
	return nil
}

// check reads every page and says how long that took. It finds pages that were overwritten; what was
// changed into something that makes sense, only the audit finds.
func check(ctx context.Context, db *sql.DB, s settings) error {
	begun := time.Now()
	limited, cancel := context.WithTimeout(ctx, s.limits.checkTime)
	defer cancel()
	problems, err := quickCheck(limited, db)
	took := time.Since(begun).Round(time.Millisecond)
	switch {
	case len(problems) > 0:
		return fmt.Errorf("%w: %s", ledger.ErrDamaged, strings.Join(problems, "; "))
	case damaged(err):
		return fmt.Errorf("%w: %w", ledger.ErrDamaged, err)
	case err != nil && ctx.Err() == nil && limited.Err() != nil:
		s.log.Warn("the ledger's pages were not all checked", "gave_up_after", took)
		return nil
	case err != nil:
		return err
	}
	s.log.Info("the ledger's pages were checked", "took", took)
	return nil
}

// quickCheck returns what SQLite finds wrong.
func quickCheck(ctx context.Context, db *sql.DB) (problems []string, err error) {
	rows, err := db.QueryContext(ctx, fmt.Sprintf("PRAGMA quick_check(%d)", problemsMax))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return problems, err
		}
		if line != "ok" {
			problems = append(problems, strings.Join(strings.Fields(line), " "))
		}
	}
	return problems, rows.Err()
}

func damaged(err error) bool {
	return primary(err) == codes.SQLITE_CORRUPT || primary(err) == codes.SQLITE_NOTADB
}
