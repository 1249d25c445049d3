package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// providerLegColumns are read by providerLegFrom.
const providerLegColumns = `l.refund, l.leg_id, p.provider, p.account, p.reference, l.capture_reference, p.currency, l.generation, l.provider_refund_id,
	l.amount_minor, l.extra_minor, l.status, l.outcome, l.fee_minor, l.fee_currency, l.begun_at, l.settled_at, l.leased_until`

// referencesAtOnce bounds what is named in one statement.
const referencesAtOnce = 200

// EachProviderLeg implements ledger.ReconcileReader.
func (s *Store) EachProviderLeg(ctx context.Context, q ledger.ProviderLegQuery, visit func(ledger.ProviderLeg) error) error {
	return s.read(ctx, "legs over "+q.Provider, func(t *tx) error {
		if !q.Period.From.IsZero() || !q.Period.To.IsZero() {
			of := accountOf(q, 2)
			err := t.visitLegs(visit, `((l.begun_at >= $1 AND l.begun_at < $2) OR (l.settled_at >= $1 AND l.settled_at < $2))`+of.where,
				append([]any{micros(q.Period.From), micros(q.Period.To)}, of.args...)...)
			if err != nil {
				return err
			}
		}
		for start := 0; start < len(q.References); start += referencesAtOnce {
			part := q.References[start:min(start+referencesAtOnce, len(q.References))]
			of := accountOf(q, len(part))
			named := numbered(len(part))
			err := t.visitLegs(visit, `(l.payment IN (SELECT id FROM payments WHERE reference IN (`+named+`)
				UNION SELECT payment FROM captures WHERE provider_reference IN (`+named+`) AND provider_reference <> ''))`+of.where,
				append(asArgs(part), of.args...)...)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// visitLegs hands over the legs of a condition that were begun and are paid by their payment's provider.
func (t *tx) visitLegs(visit func(ledger.ProviderLeg) error, where string, args ...any) error {
	rows, err := t.rows(`SELECT `+providerLegColumns+` FROM legs l JOIN payments p ON p.id = l.payment
		WHERE `+where+` AND l.via = '' AND NOT l.void AND l.begun_at IS NOT NULL`, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		l, err := providerLegFrom(rows)
		if err == nil {
			err = visit(l)
		}
		if err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return t.noted(errors.Join(rows.Err(), rows.Close()))
}

func providerLegFrom(row scanner) (l ledger.ProviderLeg, err error) {
	var capture, outcome string
	var generation int
	var fee refund.Settlement
	var begun, settled, leased sql.NullInt64
	err = row.Scan(&l.Refund, &l.Leg, &l.Provider, &l.Account, &l.Reference, &capture, &l.Currency, &generation, &l.ProviderRefundID,
		&l.AmountMinor, &l.ExtraMinor, &l.Status, &outcome, &fee.AmountMinor, &fee.Currency, &begun, &settled, &leased)
	if err != nil {
		return l, err
	}
	l.Reference = cmp.Or(capture, l.Reference)
	l.BegunAt, l.SettledAt, l.LeasedUntil = fromMicros(begun.Int64), optionalTime(settled), optionalTime(leased)
	for n := range generation {
		l.Keys = append(l.Keys, refund.ProviderKey(l.Refund, l.Leg, n+1))
	}
	if fee.Currency != "" {
		l.Fee = &fee
	}
	var heard refund.Outcome
	if err := fromText(outcome, &heard); err != nil {
		return l, err
	}
	if l.Status == refund.LegSettled {
		l.Settlement, l.BankReference = heard.Settlement, heard.BankReference
	}
	return l, nil
}

// condition is a part of a WHERE with its arguments.
type condition struct {
	where string
	args  []any
}

// accountOf is the condition for the payments of a query's account; taken is how many arguments come before.
func accountOf(q ledger.ProviderLegQuery, taken int) (c condition) {
	next := func(value any) string {
		c.args = append(c.args, value)
		return fmt.Sprintf("$%d", taken+len(c.args))
	}
	c.where = ` AND lower(p.provider) = lower(` + next(q.Provider) + `)`
	if q.Account != "" {
		c.where += ` AND p.account = ` + next(q.Account)
		return c
	}
	for _, account := range q.Except {
		c.where += ` AND p.account <> ` + next(account)
	}
	return c
}

// numbered are the places of so many arguments: $1, $2, ...
func numbered(count int) string {
	all := make([]string, count)
	for i := range all {
		all[i] = fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(all, ", ")
}

func asArgs[T any](all []T) []any {
	out := make([]any, len(all))
	for i, one := range all {
		out[i] = one
	}
	return out
}

// OutsideOfAccount implements ledger.ReconcileReader.
func (s *Store) OutsideOfAccount(ctx context.Context, q ledger.ProviderLegQuery, ids []string) (out []ledger.OutsideRefund, err error) {
	err = s.read(ctx, "refunds made elsewhere of "+q.Provider, func(t *tx) error {
		out = nil
		of := accountOf(q, 2)
		found, err := t.outsideWhere(`o.first_heard_at >= $1 AND o.first_heard_at < $2`+of.where,
			append([]any{micros(q.Period.From), micros(q.Period.To)}, of.args...)...)
		for start := 0; err == nil && start < len(ids); start += referencesAtOnce {
			var more []ledger.OutsideRefund
			part := ids[start:min(start+referencesAtOnce, len(ids))]
			of := accountOf(q, len(part))
			more, err = t.outsideWhere(`o.provider_refund_id IN (`+numbered(len(part))+`)`+of.where, append(asArgs(part), of.args...)...)
			found = append(found, more...)
		}
		seen := map[[2]string]bool{}
		for _, o := range found {
			if at := [2]string{o.Payment.ID, o.ProviderRefundID}; !seen[at] {
				seen[at] = true
				out = append(out, o)
			}
		}
		return err
	})
	return out, err
}

func (t *tx) outsideWhere(where string, args ...any) ([]ledger.OutsideRefund, error) {
	return list(t, storedOutsideFromRow, `SELECT `+storedOutsideColumns+`
		FROM outside_refunds o JOIN payments p ON p.id = o.payment WHERE `+where+` ORDER BY o.first_heard_at, o.provider_refund_id`, args...)
}

// ProviderAccounts implements ledger.ReconcileReader.
func (s *Store) ProviderAccounts(ctx context.Context) (out []ledger.ProviderAccount, err error) {
	err = s.read(ctx, "provider accounts", func(t *tx) error {
		out, err = list(t, func(row scanner) (a ledger.ProviderAccount, err error) { return a, row.Scan(&a.Provider, &a.Account) },
			`SELECT DISTINCT lower(provider), account FROM payments ORDER BY 1, 2`)
		return err
	})
	return out, err
}
