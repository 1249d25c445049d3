package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// readLedger reads all rows of a ledger, a SQLite file or a PostgreSQL database, in one read-only
// transaction. The error names the file; of a database's URL, which may hold a password, it shows nothing.
func readLedger(ctx context.Context, ledger string) (books, error) {
	if strings.HasPrefix(ledger, "postgres://") || strings.HasPrefix(ledger, "postgresql://") {
		db, err := sql.Open("pgx", ledger)
		if err != nil {
			return books{}, errors.New("read ledger: its URL is not one that PostgreSQL understands")
		}
		return readDatabase(ctx, db, "in the database", sql.LevelRepeatableRead)
	}
	if _, err := os.Stat(ledger); err != nil {
		return books{}, fmt.Errorf("read ledger: %w", err)
	}
	query := url.Values{"_pragma": {"busy_timeout(5000)", "query_only(ON)"}, "_txlock": {"deferred"}}
	name := &url.URL{Scheme: "file", Opaque: (&url.URL{Path: ledger}).EscapedPath(), RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return books{}, fmt.Errorf("read ledger %s: %w", ledger, err)
	}
	return readDatabase(ctx, db, ledger, sql.LevelDefault)
}

// readDatabase reads one snapshot of a database, and closes it. where is what errors call it.
func readDatabase(ctx context.Context, db *sql.DB, where string, isolation sql.IsolationLevel) (books, error) {
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: isolation})
	if err != nil {
		return books{}, fmt.Errorf("read ledger %s: %w", where, err)
	}
	defer func() { _ = tx.Rollback() }()
	b, err := readBooks(ctx, tx)
	if err != nil {
		return books{}, fmt.Errorf("read ledger %s: %w", where, err)
	}
	return b, nil
}

func readBooks(ctx context.Context, tx *sql.Tx) (books, error) {
	var b books
	return b, errors.Join(
		rows(ctx, tx, &b.entries, `SELECT e.posting, p.subject, p.leg, p.template, e.account, e.asset, e.amount_minor
			FROM entries e LEFT JOIN postings p ON p.id = e.posting ORDER BY e.posting, e.position`,
			func(e *entry) []any {
				return []any{&e.posting, &e.subject, &e.leg, &e.template, &e.account, &e.asset, &e.amount}
			}),
		rows(ctx, tx, &b.accounts, `SELECT name, asset, balance FROM accounts ORDER BY name, asset`,
			func(a *account) []any { return []any{&a.name, &a.asset, &a.balance} }),
		rows(ctx, tx, &b.payments, `SELECT id, provider, account, reference, currency, kind,
			CASE WHEN instrument = '' THEN id ELSE instrument END FROM payments ORDER BY id`,
			func(p *payment) []any {
				return []any{&p.id, &p.provider, &p.account, &p.reference, &p.currency, &p.kind, &p.instrument}
			}),
		rows(ctx, tx, &b.orders, `SELECT merchant || '/' || order_id, snapshot FROM orders ORDER BY 1`,
			func(o *order) []any { return []any{&o.id, &o.snapshot} }),
		rows(ctx, tx, &b.refunds, `SELECT refund, status, closed, total_minor, proposal, merchant, currency, assessment_hash,
			recognised, requested_by, merchant || '/' || order_id, reserved_version > 0 AND NOT released FROM refunds ORDER BY refund`, func(r *refundRow) []any {
			return []any{&r.id, &r.status, &r.closed, &r.total, &r.proposal, &r.merchant, &r.currency, &r.hash, &r.recognised, &r.requestedBy,
				&r.order, &r.stands}
		}),
		rows(ctx, tx, &b.legs, `SELECT refund, leg_id, payment, amount_minor, status, provider_key, via, replaced,
			substitutes, extra_minor, bonus_minor, budget, units, capture_reference FROM legs ORDER BY refund, position`,
			func(l *leg) []any {
				return []any{&l.refund, &l.id, &l.payment, &l.amount, &l.status, &l.key, &l.via, &l.replaced,
					&l.substitutes, &l.extra, &l.bonus, &l.budget, &l.units, &l.captureReference}
			}),
		rows(ctx, tx, &b.captures, `SELECT payment, provider_reference, amount_minor FROM captures ORDER BY payment, capture_id`,
			func(c *capture) []any { return []any{&c.payment, &c.reference, &c.amount} }),
		rows(ctx, tx, &b.claims, `SELECT refund, kind, released, replaced, merchant || '/' || order_id, line_id, quantity, amount_minor
			FROM claims ORDER BY refund, position`, func(c *claim) []any {
			return []any{&c.refund, &c.kind, &c.released, &c.replaced, &c.order, &c.line, &c.quantity, &c.amount}
		}),
		rows(ctx, tx, &b.disputes, `SELECT payment, dispute_id, stage, currency, amount_minor, value_minor FROM disputes ORDER BY payment, dispute_id`,
			func(d *dispute) []any { return []any{&d.payment, &d.id, &d.stage, &d.currency, &d.amount, &d.value} }),
		rows(ctx, tx, &b.outside, `SELECT payment, provider_refund_id, attributed_as, booked_minor, before_minor, sales_minor, allowed_minor,
			tax_minor, goodwill_minor FROM outside_refunds ORDER BY payment, provider_refund_id`, func(o *outside) []any {
			return []any{&o.payment, &o.id, &o.as, &o.booked, &o.before, &o.sales, &o.allowed, &o.taxes, &o.goodwill}
		}),
		rows(ctx, tx, &b.outsideClaims, `SELECT provider_refund_id, kind, released, merchant || '/' || order_id, line_id, quantity, amount_minor
			FROM outside_claims ORDER BY payment, provider_refund_id, position`, func(c *claim) []any {
			return []any{&c.refund, &c.kind, &c.released, &c.order, &c.line, &c.quantity, &c.amount}
		}),
		rows(ctx, tx, &b.decisions, `SELECT refund, verb, reviewer, COALESCE(amount_minor, 0), assessment_hash FROM decisions
			WHERE accepted ORDER BY refund, decided_at, decision_id`, func(d *decision) []any {
			return []any{&d.refund, &d.verb, &d.reviewer, &d.amount, &d.hash}
		}),
		rows(ctx, tx, &b.offers, `SELECT refund, merchant, currency, budget, terms, status, choice, code, amount_minor FROM offers ORDER BY refund`,
			func(o *offer) []any {
				return []any{&o.refund, &o.merchant, &o.currency, &o.budget, &o.terms, &o.status, &o.choice, &o.code, &o.held}
			}),
		rows(ctx, tx, &b.cards, `SELECT refund, line_id FROM bought_cards WHERE refund <> '' ORDER BY merchant, card`,
			func(c *voidedCard) []any { return []any{&c.refund, &c.line} }),
		rows(ctx, tx, &b.trail, `SELECT refund, at, event, from_status, to_status FROM refund_event ORDER BY id`,
			func(e *event) []any { return []any{&e.refund, &e.at, &e.name, &e.from, &e.to} }),
	)
}

// rows reads a query's rows into the list; fields says where a row's columns go.
func rows[T any](ctx context.Context, tx *sql.Tx, into *[]T, query string, fields func(*T) []any) error {
	found, err := tx.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	defer found.Close()
	for found.Next() {
		var row T
		if err := found.Scan(fields(&row)...); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		*into = append(*into, row)
	}
	return found.Err()
}
