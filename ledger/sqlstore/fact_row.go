package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// factRow is what became of a fact.
type factRow struct {
	result refund.FactResult
	refund refund.ID
	leg    refund.LegID
}

// knownFact answers a fact that was booked before, with how its refund stands by now. One that waits is not known.
func (t *tx) knownFact(f refund.Fact) (out refund.FactBooked, known bool, err error) {
	var row factRow
	err = t.row(`SELECT result, refund, leg FROM facts WHERE provider = $1 AND fact_id = $2`, strings.ToLower(f.Provider), f.ID).
		Scan(&row.result, &row.refund, &row.leg)
	if errors.Is(err, sql.ErrNoRows) || err == nil && row.result == refund.FactWaits {
		return out, false, nil
	}
	out = refund.FactBooked{Result: refund.FactIsKnown, Refund: row.refund, Leg: row.leg}
	if err != nil || row.refund == "" {
		return out, err == nil, err
	}
	c, err := t.findCase(row.refund)
	if err != nil {
		return out, false, err
	}
	standing, err := t.standing(c)
	out.Standing = &standing
	return out, err == nil, err
}

// keepFact stores what became of a fact that was not known, or that waited.
func (t *tx) keepFact(f refund.Fact, out refund.FactBooked) (refund.FactBooked, error) {
	body, err := text(f)
	if err != nil {
		return out, err
	}
	var bookedAt sql.NullInt64
	if out.Result != refund.FactWaits {
		bookedAt = t.nowMicros()
	}
	err = t.exec(`INSERT INTO facts (provider, fact_id, account, reference, kind, body, occurred_at, heard_at, result, refund, leg, booked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (provider, fact_id) DO UPDATE SET result = excluded.result, refund = excluded.refund, leg = excluded.leg, booked_at = excluded.booked_at
			WHERE facts.result = 'WAITS'`,
		strings.ToLower(f.Provider), f.ID, f.Account, f.Reference, f.Kind, body, micros(t.occurredAt(f)), micros(t.now), out.Result,
		out.Refund, out.Leg, bookedAt)
	return out, err
}

// waitingOfKnown are facts that wait although an order has named their payment, oldest first.
func (t *tx) waitingOfKnown(limitMax int) ([]refund.Fact, error) {
	return list(t, factFromRow, `SELECT f.body FROM facts f WHERE f.result = 'WAITS' AND EXISTS (SELECT 1 FROM payments p WHERE p.reference = f.reference
			UNION ALL SELECT 1 FROM captures k WHERE k.provider_reference = f.reference AND k.provider_reference <> '')
		ORDER BY f.heard_at, f.fact_id LIMIT $1`, cmp.Or(limitMax, waitingMax))
}

// waitingMax bounds how many waiting facts are looked at in one go.
const waitingMax = 1000

func factFromRow(row scanner) (f refund.Fact, err error) {
	var body string
	if err := row.Scan(&body); err != nil {
		return f, err
	}
	return f, fromText(body, &f)
}

// bookWaitingOf books, in the transaction that learns of an order's payments, what was heard of them before. They are
// booked before anything is decided: a refund that was made elsewhere has taken its headroom.
func (t *tx) bookWaitingOf(payments []refund.Payment) error {
	var references values
	for _, p := range payments {
		references.add(p.ProviderReference)
		for _, c := range p.Captures {
			if c.ProviderReference != "" {
				references.add(c.ProviderReference)
			}
		}
	}
	if len(references.rows) == 0 {
		return nil
	}
	waiting, err := list(t, factFromRow, `SELECT body FROM facts WHERE result = 'WAITS' AND reference IN (`+references.String()+`)
		ORDER BY heard_at, fact_id`, references.args...)
	for _, f := range waiting {
		if err == nil {
			_, err = t.bookFact(f)
		}
	}
	return err
}

// KeepNotification implements ledger.Facts.
func (s *Store) KeepNotification(ctx context.Context, in ledger.Notification) (first bool, err error) {
	err = s.write(ctx, "keep notification "+in.ID, func(t *tx) error {
		header, err := text(in.Header)
		if err != nil {
			return err
		}
		n, err := t.changed(`INSERT INTO notifications (id, provider, header, body, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
			in.ID, in.Provider, header, asText(in.Body), micros(in.At))
		first = n > 0
		return err
	})
	return first, err
}

// OpenNotifications implements ledger.Facts.
func (s *Store) OpenNotifications(ctx context.Context, limitMax int) (out []ledger.Notification, err error) {
	err = s.read(ctx, "open notifications", func(t *tx) error {
		out, err = list(t, notificationFromRow, `SELECT id, provider, header, body, at FROM notifications WHERE done_at IS NULL ORDER BY at, id LIMIT $1`,
			cmp.Or(limitMax, waitingMax))
		return err
	})
	return out, err
}

func notificationFromRow(row scanner) (n ledger.Notification, err error) {
	var header, body string
	var at int64
	if err := row.Scan(&n.ID, &n.Provider, &header, &body, &at); err != nil {
		return n, err
	}
	n.At = fromMicros(at)
	if n.Body, err = asBytes(body); err != nil {
		return n, err
	}
	return n, fromText(header, &n.Header)
}

// NotificationDone implements ledger.Facts.
func (s *Store) NotificationDone(ctx context.Context, id string, problem string) error {
	return s.write(ctx, "notification "+id+" is done", func(t *tx) error {
		return t.exec(`UPDATE notifications SET problem = $1, done_at = $2 WHERE id = $3 AND done_at IS NULL`, problem, micros(t.now), id)
	})
}
