package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CopiedTables are all tables of a ledger but its identity and the row that is written to try writing, each after
// those that it refers to.
func CopiedTables() []string {
	return []string{
		"customers", "orders", "order_versions", "order_lines", "order_caps", "payments", "order_payments", "captures",
		"refunds", "legs", "claims", "kept_back", "reservations", "accounts", "postings", "entries", "decisions",
		"refund_event", "offers", "switches", "resolutions", "deliveries", "acts", "case_evidence", "refusals", "messages", "dispatches", "customer_keys",
		"disputes", "outside_refunds", "outside_claims", "write_offs",
		"notifications", "facts",
		"exchanges",
		"stored_movements", "stored_states", "bought_cards",
		"funds", "fund_acts", "fund_waits",
		"hook_endpoints", "hook_events", "hook_deliveries", "hook_acts",
		"reconciliations", "reconciliation_items",
		"machines", "machine_requests",
		"desk_claims", "desk_views", "desk_absences", "desk_acts",
		"contacts",
		"staff_revisions", "staff_changes", "audit_samples", "audit_results", "audit_notes", "audit_exports",
		"link_acts", "page_checks", "page_files", "surveys",
		"registered_orders", "withdrawal_statements", "withdrawal_firsts", "withdrawal_acts",
		"desk_sessions",
		"rule_revisions", "book_periods", "period_totals", // these two after what they close
	}
}

// Copied is how many rows of a table were copied.
type Copied struct {
	Table string
	Rows  int64
}

// CopyTo copies every row of the ledger into an empty database of the same schema, under the same id, and seals this
// one: nobody writes meanwhile, and nobody writes here any more afterwards. The copy is compared with its source row
// counts and balances first, and audited. told hears of each table.
//
// What fails leaves the source as it was, and the target empty. Only if the target cannot be committed after the
// source was sealed is the source sealed without a copy: run it again, a sealed source may be copied.
func (s *Store) CopyTo(ctx context.Context, target *Store, cause refund.Cause, told func(Copied)) error {
	if cause.Actor == "" || cause.Reason == "" {
		return errors.New("ledger: copy: who copies it, and why, is missing")
	}
	if s.newerSchema {
		return fmt.Errorf("ledger: copy: %w: this program would leave out what it does not know", ledger.ErrNewerSchema)
	}
	begun, err := target.writer.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("ledger: copy: %w", err)
	}
	to := target.newTx(begun, target.writer)
	err = s.frozen(ctx, cause, func(from *tx) error {
		if err := copyAll(from, to, told); err != nil {
			return err
		}
		return to.auditedAs(from)
	})
	if err != nil {
		return errors.Join(fmt.Errorf("ledger: copy: %w", err), rolledBack(begun))
	}
	if err := begun.Commit(); err != nil {
		return fmt.Errorf("ledger: copy: the source is sealed, and the copy could not be kept; run it again: %w", err)
	}
	return nil
}

// frozen runs work while nobody writes the ledger, and seals it.
func (s *Store) frozen(ctx context.Context, cause refund.Cause, work func(*tx) error) error {
	who, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	if who.Sealed { // nobody writes anyway
		return s.read(ctx, "copy", work)
	}
	return s.write(ctx, "copy", func(t *tx) error {
		if s.dialect.Freeze != "" {
			if err := t.exec(s.dialect.Freeze); err != nil {
				return err
			}
		}
		if err := work(t); err != nil {
			return err
		}
		return t.seal(cause, refund.Subject{})
	})
}

func copyAll(from, to *tx, told func(Copied)) error {
	var there int64
	if err := to.row(`SELECT COUNT(*) FROM ledger_identity`).Scan(&there); err != nil {
		return err
	}
	if there > 0 {
		return ledger.ErrLedgerExists
	}
	for _, table := range CopiedTables() {
		rows, err := copyTable(from, to, table)
		if err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
		told(Copied{table, rows})
	}
	for _, statement := range to.dialect.AfterCopy {
		if err := to.exec(statement); err != nil {
			return err
		}
	}
	var id string
	var createdAt int64
	if err := from.row(`SELECT ledger_id, created_at FROM ledger_identity`).Scan(&id, &createdAt); err != nil {
		return err
	}
	return to.exec(`INSERT INTO ledger_identity (one, ledger_id, created_at) VALUES (1, $1, $2)`, id, createdAt)
}

// copyTable copies a table in the sequence of its rows, and returns how many there were.
func copyTable(from, to *tx, table string) (count int64, err error) {
	flags, err := to.flagsOf(table)
	if err != nil {
		return 0, err
	}
	rows, err := from.rows(`SELECT * FROM ` + table)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	into := table + " (" + strings.Join(columns, ", ") + ")"
	var batch [][]any
	for rows.Next() {
		row, err := rowOf(rows, columns, flags)
		if err != nil {
			return count, err
		}
		if batch = append(batch, row); len(batch) == copyBatch {
			if err := to.insert(into, batch); err != nil {
				return count, err
			}
			batch = batch[:0]
		}
		count++
	}
	return count, errors.Join(rows.Err(), to.insert(into, batch))
}

// copyBatch is how many rows go in one statement: a table has at most 60 columns, and an engine takes 32,766 arguments.
const copyBatch = insertRowsMax

// flagsOf are the columns of a table that are booleans where the table is; SQLite has none.
func (t *tx) flagsOf(table string) (map[string]bool, error) {
	rows, err := t.rows(`SELECT * FROM ` + table + ` WHERE 1 = 0`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	flags := map[string]bool{}
	for _, column := range types {
		flags[column.Name()] = column.DatabaseTypeName() == "BOOL"
	}
	return flags, nil
}

// rowOf reads a row as it can be written elsewhere.
func rowOf(rows *sql.Rows, columns []string, flags map[string]bool) ([]any, error) {
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	if err := rows.Scan(places...); err != nil {
		return nil, err
	}
	for i, value := range values {
		if raw, ok := value.([]byte); ok {
			values[i] = string(raw)
		}
		if number, ok := value.(int64); ok && flags[columns[i]] {
			values[i] = number != 0
		}
	}
	return values, nil
}

// auditedAs holds a copy to its source: as many rows, the same balances, and every promise of the books.
func (t *tx) auditedAs(from *tx) error {
	for _, table := range CopiedTables() {
		var here, there int64
		if err := errors.Join(t.row(`SELECT COUNT(*) FROM `+table).Scan(&here), from.row(`SELECT COUNT(*) FROM `+table).Scan(&there)); err != nil {
			return err
		}
		if here != there {
			return invariant("the copy has %d rows of %s, its source %d", here, table, there)
		}
	}
	here, err := t.balanceList()
	if err != nil {
		return err
	}
	there, err := from.balanceList()
	if err != nil {
		return err
	}
	if len(here) != len(there) {
		return invariant("the copy has %d accounts, its source %d", len(here), len(there))
	}
	for account, minor := range there {
		if got, ok := here[account]; !ok || got != minor {
			return invariant("account %s is %d in the copy, %d in its source", account, got, minor)
		}
	}
	findings, err := t.auditAll()
	if err == nil && len(findings) > 0 {
		err = invariant("the copy does not keep %s: %s (of %d findings)", findings[0].Code, findings[0].Detail, len(findings))
	}
	return err
}

// balanceList is every account and what it comes to.
func (t *tx) balanceList() (map[string]int64, error) {
	entries, err := list(t, entryFromRow, `SELECT name, asset, balance FROM balances`)
	out := make(map[string]int64, len(entries))
	for _, e := range entries {
		out[e.Account+" "+e.Asset] = e.AmountMinor
	}
	return out, err
}
