package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/refund"
)

// ClaimHooks implements ledger.Hooks. It asks before it writes: most of the time nothing is due.
func (s *Store) ClaimHooks(ctx context.Context, in refund.HookClaim) (out refund.HookClaimed, err error) {
	if in.Endpoint == "" || in.Attempt == "" || in.CountMax <= 0 || in.ClaimMax <= 0 {
		return out, invariant("a claim of %d events for endpoint %q has attempt %q", in.CountMax, in.Endpoint, in.Attempt)
	}
	due := false
	err = s.read(ctx, "whether "+in.Endpoint+" is owed anything", func(t *tx) error {
		var count int
		err := t.row(`SELECT COUNT(*) FROM (SELECT 1 FROM hook_deliveries d JOIN hook_endpoints h ON h.endpoint = d.endpoint
			WHERE d.endpoint = $1 AND h.state = 'On' AND h.paused_until <= $2 AND d.state = 'Waiting' AND d.due_at <= $2 AND d.claimed_until <= $2 LIMIT 1) one`,
			in.Endpoint, micros(t.now)).Scan(&count)
		due = count > 0
		return err
	})
	if err != nil || !due {
		return out, err
	}
	err = s.write(ctx, "claim events for "+in.Endpoint, func(t *tx) error {
		out, err = t.claimHooks(in)
		return err
	})
	return out, err
}

// claimHooks locks the endpoint, so that its events are shared out one attempt after the other.
func (t *tx) claimHooks(in refund.HookClaim) (out refund.HookClaimed, err error) {
	endpoint, err := t.lockHookEndpoint(in.Endpoint)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return out, nil
	case err != nil || endpoint.state != "On" || endpoint.pausedUntil > micros(t.now):
		return out, err
	}
	out.FailureCount = endpoint.failures
	limit := in.CountMax
	if out.FailureCount > 0 {
		limit = 1
	}
	out.Deliveries, err = list(t, hookDeliveryFromRow, hookDeliveryColumns+`, e.body, e.traceparent`+hookDeliveryTables+`
		WHERE d.endpoint = $1 AND d.state = 'Waiting' AND d.due_at <= $2 AND d.claimed_until <= $2 ORDER BY d.due_at, d.event_id LIMIT $3`,
		in.Endpoint, micros(t.now), limit)
	if err != nil {
		return out, err
	}
	for _, one := range out.Deliveries {
		err := t.exec(`UPDATE hook_deliveries SET attempt = $3, claimed_until = $4 WHERE endpoint = $1 AND event_id = $2`,
			in.Endpoint, one.Event.ID, in.Attempt, micros(t.now)+in.ClaimMax.Microseconds())
		if err != nil {
			return out, err
		}
	}
	return out, nil
}
