package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/ledger/sqlstore"
)

// rawDatabase runs recorded statements. It prepares them ahead where the driver does not, as the books do: that
// takes a connection, and so a moment in which no transaction has the only one.
type rawDatabase struct {
	db       *sql.DB
	prepares bool
	ready    map[string]*sql.Stmt
}

// prepare makes a recording's statements ready.
func (d *rawDatabase) prepare(ctx context.Context, r recording) error {
	d.ready = map[string]*sql.Stmt{}
	if !d.prepares {
		return nil
	}
	for _, s := range slices.Concat(r.transactions...) {
		if d.ready[s.Query] != nil {
			continue
		}
		ready, err := d.db.PrepareContext(ctx, s.Query)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Query, err)
		}
		d.ready[s.Query] = ready
	}
	return nil
}

// write runs a recording's transactions one after the other, as the story calls the books.
func (d *rawDatabase) write(ctx context.Context, r recording) error {
	for _, statements := range r.transactions {
		if err := d.transact(ctx, statements); err != nil {
			return err
		}
	}
	return nil
}

func (d *rawDatabase) transact(ctx context.Context, statements []sqlstore.Statement) error {
	begun, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	var ids renumbered
	for _, s := range statements {
		s.Args = ids.in(s)
		if err := d.run(ctx, begun, s, &ids); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", s.Query, err), begun.Rollback())
		}
	}
	return begun.Commit()
}

func (d *rawDatabase) run(ctx context.Context, begun *sql.Tx, s sqlstore.Statement, ids *renumbered) error {
	ready := d.ready[s.Query]
	if s.Changes {
		var err error
		if ready != nil {
			_, err = begun.StmtContext(ctx, ready).ExecContext(ctx, s.Args...)
		} else {
			_, err = begun.ExecContext(ctx, s.Query, s.Args...)
		}
		return err
	}
	var rows *sql.Rows
	var err error
	if ready != nil {
		rows, err = begun.StmtContext(ctx, ready).QueryContext(ctx, s.Args...)
	} else {
		rows, err = begun.QueryContext(ctx, s.Query, s.Args...)
	}
	if err != nil {
		return err
	}
	return errors.Join(ids.read(s, rows), rows.Close())
}

// renumbered are the ids that the database gave to a transaction's postings, in their sequence, and those that
// were recorded.
type renumbered struct {
	given    []int64
	recorded []int64
}

// The statements that give and that take the ids of postings.
const (
	givesIDs   = "INSERT INTO postings"
	takesIDs   = "INSERT INTO entries"
	selectsIDs = "e.posting IN ("
	locksIDs   = "entries WHERE posting IN ("
	// entryArgs are an entry's arguments; the first is its posting.
	entryArgs = 5
)

// in are a statement's arguments with the ids that were given instead of the recorded ones, which are
// numbered without a gap.
func (r *renumbered) in(s sqlstore.Statement) []any {
	step := 0
	switch {
	case strings.HasPrefix(s.Query, takesIDs):
		step = entryArgs
	case strings.Contains(s.Query, selectsIDs), strings.Contains(s.Query, locksIDs):
		step = 1
	default:
		return s.Args
	}
	args := slices.Clone(s.Args)
	for at := 0; at < len(args); at += step {
		if id, ok := args[at].(int64); ok {
			args[at] = r.idFor(id)
		}
	}
	return args
}

// idFor is the id that was given to the posting with the recorded one. Entries come in the sequence of their
// postings, so a recorded id that is new belongs to the next that was given; later statements name a
// part of them again.
func (r *renumbered) idFor(recorded int64) int64 {
	at := slices.Index(r.recorded, recorded)
	if at < 0 {
		r.recorded = append(r.recorded, recorded)
		at = len(r.recorded) - 1
	}
	return r.given[at]
}

// read reads a query's rows to their end, as the books do, and keeps the ids of postings.
func (r *renumbered) read(s sqlstore.Statement, rows *sql.Rows) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	row := make([]any, len(columns))
	for i := range row {
		row[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(row...); err != nil {
			return err
		}
		if id, ok := (*row[0].(*any)).(int64); ok && strings.HasPrefix(s.Query, givesIDs) {
			r.given = append(r.given, id)
		}
	}
	return rows.Err()
}
