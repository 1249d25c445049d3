package sqlstore

import (
	"context"
	"database/sql"
	"math"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const (
	hookEventColumns    = `e.event_id, COALESCE(e.refund, ''), e.merchant, e.type, e.occurred_at, e.kept_at`
	hookDeliveryColumns = `SELECT d.endpoint, d.state, d.tries, d.owed_at, d.due_at, d.told_at, d.problem, ` + hookEventColumns
	hookDeliveryTables  = ` FROM hook_deliveries d JOIN hook_events e ON e.event_id = d.event_id`
	// hooksMax is how many deliveries are listed without a limit.
	hooksMax = 1000
)

// hookDeliveryFromRow reads hookDeliveryColumns, the body and the trace.
func hookDeliveryFromRow(row scanner) (d refund.HookDelivery, err error) {
	var owed, due, occurred, kept int64
	var told sql.NullInt64
	e := &d.Event
	err = row.Scan(&d.Endpoint, &d.State, &d.TryCount, &owed, &due, &told, &d.Problem, &e.ID, &e.Refund, &e.Merchant, &e.Type, &occurred, &kept, &e.Body, &e.Traceparent)
	d.OwedAt, d.DueAt, d.ToldAt = fromMicros(owed), fromMicros(due), optionalTime(told)
	e.OccurredAt, e.KeptAt = fromMicros(occurred), fromMicros(kept)
	return d, err
}

// HookDeliveries implements ledger.HookReader.
func (s *Store) HookDeliveries(ctx context.Context, filter ledger.HookFilter) (out []refund.HookDelivery, err error) {
	limit := filter.LimitMax
	if limit <= 0 {
		limit = hooksMax
	}
	err = s.read(ctx, "list events", func(t *tx) error {
		out, err = list(t, hookDeliveryFromRow, hookDeliveryColumns+`, '', ''`+hookDeliveryTables+`
			WHERE ($1 = '' OR d.endpoint = $1) AND ($2 = '' OR d.state = $2) AND ($3 = '' OR d.event_id = $3) AND ($4 = '' OR e.refund = $4)
			ORDER BY e.kept_at DESC, e.event_id, d.endpoint LIMIT $5`, filter.Endpoint, filter.State, filter.EventID, filter.Refund, limit)
		return err
	})
	return out, err
}

// HookEvents implements ledger.HookReader.
func (s *Store) HookEvents(ctx context.Context, filter ledger.HookEventFilter) (out []refund.HookEvent, err error) {
	limit, until := filter.LimitMax, int64(math.MaxInt64)
	if limit <= 0 {
		limit = ledger.HookReplayMax
	}
	if !filter.Until.IsZero() {
		until = micros(filter.Until)
	}
	afterKept, afterID := int64(math.MinInt64), ""
	if filter.After != nil {
		afterKept, afterID = micros(filter.After.KeptAt), filter.After.ID
	}
	err = s.read(ctx, "list events", func(t *tx) error {
		out, err = list(t, hookEventFromRow, `SELECT `+hookEventColumns+` FROM hook_events e WHERE e.kept_at >= $1 AND e.kept_at < $2
			AND ($3 = '' OR e.event_id = $3) AND (e.kept_at > $4 OR e.kept_at = $4 AND e.event_id > $5) ORDER BY e.kept_at, e.event_id LIMIT $6`,
			micros(filter.Since), until, filter.EventID, afterKept, afterID, limit)
		return err
	})
	return out, err
}

func hookEventFromRow(row scanner) (e refund.HookEvent, err error) {
	var occurred, kept int64
	err = row.Scan(&e.ID, &e.Refund, &e.Merchant, &e.Type, &occurred, &kept)
	e.OccurredAt, e.KeptAt = fromMicros(occurred), fromMicros(kept)
	return e, err
}

// HookEndpoints implements ledger.HookReader.
func (s *Store) HookEndpoints(ctx context.Context) (out []refund.HookEndpoint, err error) {
	err = s.read(ctx, "list endpoints", func(t *tx) error {
		out, err = list(t, t.hookEndpointFromRow, `SELECT h.endpoint, h.state, h.reason, h.changed_by, h.changed_verified, h.changed_subject, h.changed_at, h.failures, h.problem, h.paused_until, h.told_at, h.failed_at,
				COALESCE(w.waiting, 0), w.since, COALESCE(g.given_up, 0) FROM hook_endpoints h
			LEFT JOIN (SELECT endpoint, COUNT(*) AS waiting, MIN(owed_at) AS since FROM hook_deliveries WHERE state = 'Waiting' GROUP BY endpoint) w ON w.endpoint = h.endpoint
			LEFT JOIN (SELECT endpoint, COUNT(*) AS given_up FROM hook_deliveries WHERE state = 'GivenUp' GROUP BY endpoint) g ON g.endpoint = h.endpoint
			ORDER BY h.endpoint`)
		return err
	})
	return out, err
}

func (t *tx) hookEndpointFromRow(row scanner) (h refund.HookEndpoint, err error) {
	var state string
	var paused int64
	var changed, told, failed, since sql.NullInt64
	err = row.Scan(&h.Name, &state, &h.Reason, &h.ChangedBy, &h.ChangedVerified, &h.ChangedSubject, &changed, &h.FailureCount, &h.Problem, &paused, &told, &failed, &h.WaitingCount, &since, &h.GivenUpCount)
	h.Off, h.ChangedAt, h.ToldAt, h.FailedAt, h.WaitingSince = state == "Off", optionalTime(changed), optionalTime(told), optionalTime(failed), optionalTime(since)
	if paused > micros(t.now) {
		h.PausedUntil = optionalTime(sql.NullInt64{Int64: paused, Valid: true})
	}
	return h, err
}
