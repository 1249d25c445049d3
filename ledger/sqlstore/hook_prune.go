package sqlstore

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// PruneHooks implements ledger.Hooks. Old is by the ledger's clock: a worker's that is wrong forgets nothing.
func (s *Store) PruneHooks(ctx context.Context, in refund.HookPrune) (out refund.HooksPruned, err error) {
	if in.KeepFor <= 0 || in.CountMax <= 0 {
		return out, invariant("%d events of %s are forgotten", in.CountMax, in.KeepFor)
	}
	err = s.write(ctx, "forget old events", func(t *tx) error {
		out = refund.HooksPruned{Untold: map[string]int{}}
		before := micros(t.now) - in.KeepFor.Microseconds()
		old, err := list(t, nameFromRow, `SELECT e.event_id FROM hook_events e WHERE e.kept_at < $1
			AND NOT EXISTS (SELECT 1 FROM hook_deliveries d WHERE d.event_id = e.event_id AND d.state = 'Waiting' AND d.owed_at >= $1)
			ORDER BY e.kept_at, e.event_id LIMIT $2`, before, in.CountMax)
		if err != nil {
			return err
		}
		for _, event := range old {
			if err := t.forgetHook(event, out.Untold); err != nil {
				return err
			}
		}
		out.Count = len(old)
		return nil
	})
	return out, err
}

// forgetHook forgets an event, and counts for whom it still waited.
func (t *tx) forgetHook(event string, untold map[string]int) error {
	waited, err := list(t, nameFromRow, `SELECT endpoint FROM hook_deliveries WHERE event_id = $1 AND state = 'Waiting'`, event)
	if err != nil {
		return err
	}
	for _, endpoint := range waited {
		untold[endpoint]++
	}
	if err := t.exec(`DELETE FROM hook_deliveries WHERE event_id = $1`, event); err != nil {
		return err
	}
	return t.exec(`DELETE FROM hook_events WHERE event_id = $1`, event)
}

func nameFromRow(row scanner) (name string, err error) { return name, row.Scan(&name) }
