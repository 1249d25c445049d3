package sqlstore

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// KeepHookEvent implements ledger.Hooks.
func (s *Store) KeepHookEvent(ctx context.Context, in refund.HookEvent, endpoints []string) error {
	return s.write(ctx, "keep the event "+in.ID, func(t *tx) error {
		if in.ID == "" || in.Type == "" || in.Body == "" {
			return invariant("an event of %s with id %q, type %q and %d bytes", in.Refund, in.ID, in.Type, len(in.Body))
		}
		if _, err := t.findCase(in.Refund); err != nil {
			return err
		}
		kept, err := t.changed(`INSERT INTO hook_events (event_id, refund, merchant, type, body, occurred_at, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (event_id) DO NOTHING`, in.ID, in.Refund, in.Merchant, in.Type, in.Body, micros(in.OccurredAt), micros(t.now))
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
	return t.exec(`INSERT INTO hook_deliveries (endpoint, event_id, state, due_at) VALUES ($1, $2, 'Waiting', $3)
		ON CONFLICT (endpoint, event_id) DO UPDATE SET state = 'Waiting', tries = 0, due_at = excluded.due_at, attempt = '', claimed_until = 0, problem = ''`,
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

func eventIDFromRow(row scanner) (id string, err error) { return id, row.Scan(&id) }

// PruneHooks implements ledger.Hooks. Events that wait for nobody go with what is known of them.
func (s *Store) PruneHooks(ctx context.Context, keptBefore time.Time, countMax int) (count int, err error) {
	err = s.write(ctx, "forget old events", func(t *tx) error {
		old, err := list(t, eventIDFromRow, `SELECT e.event_id FROM hook_events e WHERE e.kept_at < $1
			AND NOT EXISTS (SELECT 1 FROM hook_deliveries d WHERE d.event_id = e.event_id AND d.state = 'Waiting')
			ORDER BY e.kept_at, e.event_id LIMIT $2`, micros(keptBefore), countMax)
		if err != nil {
			return err
		}
		for _, event := range old {
			if err := t.exec(`DELETE FROM hook_deliveries WHERE event_id = $1`, event); err != nil {
				return err
			}
			if err := t.exec(`DELETE FROM hook_events WHERE event_id = $1`, event); err != nil {
				return err
			}
		}
		count = len(old)
		return nil
	})
	return count, err
}
