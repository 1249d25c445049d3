package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Case implements ledger.Reader.
func (s *Store) Case(ctx context.Context, id refund.ID) (out refund.Case, err error) {
	err = s.read(ctx, "case "+string(id), func(t *tx) error {
		out, err = t.caseOf(id)
		return err
	})
	return out, err
}

func (t *tx) caseOf(id refund.ID) (refund.Case, error) {
	out := refund.Case{ID: id}
	var cancellation, proposal, messages string
	var opened int64
	var closedAt sql.NullInt64
	var desk deskRow
	err := t.row(`SELECT digest, status, offer, COALESCE((SELECT o.choice FROM offers o WHERE o.refund = refunds.refund), ''), closed, cancellation, proposal, messages, opened_at, closed_at, `+deskColumns+`
		FROM refunds WHERE refund = $1`, id).
		Scan(append([]any{&out.Digest, &out.Status, &out.Offer, &out.OfferChoice, &out.Closed, &cancellation, &proposal, &messages, &opened, &closedAt},
			desk.into()...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return out, ledger.ErrNotFound
	}
	if err != nil {
		return out, err
	}
	out.OpenedAt, out.ClosedAt, out.Desk = fromMicros(opened), optionalTime(closedAt), desk.read()
	if err := errors.Join(fromText(cancellation, &out.Cancellation), fromText(messages, &out.Messages)); err != nil {
		return out, err
	}
	if proposal != "" {
		out.Proposal = &refund.Proposal{}
	}
	if err := fromText(proposal, out.Proposal); err != nil {
		return out, err
	}
	legs, err := t.legs(id)
	if err != nil {
		return out, err
	}
	out.Legs = plainLegs(legs)
	out.Trail, err = t.trail(id)
	return out, err
}

// Totals implements ledger.Reader.
func (s *Store) Totals(ctx context.Context) (out []ledger.AssetTotals, err error) {
	err = s.read(ctx, "totals", func(t *tx) error {
		out, err = list(t, totalsFromRow, `SELECT asset, `+totalOf("captured")+`, `+totalOf("open")+`, `+totalOf("held")+`,
			`+totalOf("sent")+`, `+totalOf("returned")+`, `+totalOf("excess")+`, `+otherWay+`
			FROM accounts WHERE payment <> '' GROUP BY asset ORDER BY asset`)
		return err
	})
	return out, err
}

func totalOf(control string) string {
	return `CAST(SUM(CASE WHEN control = '` + control + `' THEN abs(balance) ELSE 0 END) AS BIGINT)`
}

// otherWay is what of a currency's returns no provider moved.
const otherWay = `CAST(COALESCE((SELECT SUM(CASE WHEN l.status = 'Settled' THEN l.amount_minor ELSE 0 END + l.extra_minor)
	FROM legs l JOIN payments p ON p.id = l.payment
	WHERE l.via IN ('STORE_CREDIT', 'ELSEWHERE') AND p.currency = accounts.asset), 0) AS BIGINT)`

func totalsFromRow(row scanner) (a ledger.AssetTotals, err error) {
	return a, row.Scan(&a.Currency, &a.CapturedMinor, &a.OpenMinor, &a.HeldMinor, &a.SentMinor, &a.ReturnedMinor, &a.ExcessMinor, &a.OtherWayMinor)
}
