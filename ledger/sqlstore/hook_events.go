package sqlstore

import (
	"context"
	"database/sql"

	"github.com/makegood/makegood/refund"
)

// KeepHookEvent implements ledger.Hooks.
func (s *Store) KeepHookEvent(ctx context.Context, in refund.HookEvent, endpoints []string) error {
	return s.write(ctx, "keep the event "+in.ID, func(t *tx) error {
		if in.ID == "" || in.Type == "" || in.Body == "" {
			return invariant("an event of %s with id %q, type %q and %d bytes", in.Refund, in.ID, in.Type, len(in.Body))
		}
		if in.Refund != "" {
			if _, err := t.findCase(in.Refund); err != nil {
				return err
			}
		}
		kept, err := t.changed(`INSERT INTO hook_events (event_id, refund, merchant, type, body, traceparent, occurred_at, kept_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (event_id) DO NOTHING`,
			in.ID, sql.NullString{String: string(in.Refund), Valid: in.Refund != ""}, in.Merchant, in.Type, in.Body, in.Traceparent, micros(in.OccurredAt), micros(t.now))
		if err != nil || kept == 0 {
			return err
		}
		for _, endpoint := range endpoints {
			if err := t.oweHook(endpoint, in.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// oweHook lets an event wait for an endpoint, from its first try on. An attempt that has it by now changes nothing of it
// any more.
func (t *tx) oweHook(endpoint, event string) error {
	if err := t.makeHookEndpoint(endpoint); err != nil {
		return err
	}
	return t.exec(`INSERT INTO hook_deliveries (endpoint, event_id, state, owed_at, due_at) VALUES ($1, $2, 'Waiting', $3, $3)
		ON CONFLICT (endpoint, event_id) DO UPDATE SET state = 'Waiting', tries = 0, owed_at = excluded.owed_at, due_at = excluded.due_at, attempt = '',
			claimed_until = 0, problem = ''`,
		endpoint, event, micros(t.now))
}

func (t *tx) makeHookEndpoint(endpoint string) error {
	return t.exec(`INSERT INTO hook_endpoints (endpoint) VALUES ($1) ON CONFLICT (endpoint) DO NOTHING`, endpoint)
}

// lockHookEndpoint lets one transaction at a time claim, end or act on what an endpoint is told.
func (t *tx) lockHookEndpoint(endpoint string) (h hookRow, err error) {
	err = t.row(`SELECT state, paused_until, failures FROM hook_endpoints WHERE endpoint = $1 `+t.dialect.RowLock, endpoint).Scan(&h.state, &h.pausedUntil, &h.failures)
	return h, err
}

// hookRow is an endpoint under its lock.
type hookRow struct {
	state       string
	pausedUntil int64
	failures    int
}
