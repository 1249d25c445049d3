package sqlstore

import (
	"context"
	"database/sql"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// hookGone is who switched an endpoint off that wants nothing any more.
const hookGone refund.Person = "endpoint"

// EndHook implements ledger.Hooks.
func (s *Store) EndHook(ctx context.Context, in refund.HookEnd) error {
	return s.write(ctx, "end the telling of "+in.EventID+" to "+in.Endpoint, func(t *tx) error {
		if in.Endpoint == "" || in.EventID == "" || in.Attempt == "" || in.Pause < 0 || in.EndpointPause < 0 {
			return invariant("the telling of %q to %q has attempt %q", in.EventID, in.Endpoint, in.Attempt)
		}
		endpoint, err := t.lockHookEndpoint(in.Endpoint)
		if err != nil {
			return err
		}
		if in.Unwanted {
			return t.exec(`DELETE FROM hook_deliveries WHERE endpoint = $1 AND event_id = $2 AND attempt = $3`, in.Endpoint, in.EventID, in.Attempt)
		}
		ours, err := t.endHook(in)
		if err != nil || !ours || in.Untouched {
			return err
		}
		if in.State == refund.HookTold {
			return t.exec(`UPDATE hook_endpoints SET failures = 0, problem = '', paused_until = 0, told_at = $2 WHERE endpoint = $1`, in.Endpoint, micros(t.now))
		}
		return t.hookFailed(in, endpoint)
	})
}

// endHook ends the claim, and reports whether the attempt still had it.
func (t *tx) endHook(in refund.HookEnd) (bool, error) {
	told, tries := sql.NullInt64{}, 1
	switch in.State {
	case refund.HookTold:
		told = sql.NullInt64{Int64: micros(t.now), Valid: true}
	case refund.HookWaiting, refund.HookGivenUp:
	default:
		return false, invariant("the telling of %s to %s ends as %q", in.EventID, in.Endpoint, in.State)
	}
	if in.Untouched || in.Gone {
		tries = 0
	}
	changed, err := t.changed(`UPDATE hook_deliveries SET state = $4, tries = tries + $5, due_at = $6, problem = $7, told_at = COALESCE($8, told_at),
			attempt = '', claimed_until = 0 WHERE endpoint = $1 AND event_id = $2 AND attempt = $3 AND state = 'Waiting'`,
		in.Endpoint, in.EventID, in.Attempt, in.State, tries, micros(t.now)+in.Pause.Microseconds(), in.Problem, told)
	return changed > 0, err
}

// hookFailed keeps that a try at the endpoint failed. One that was switched off meanwhile stays so, by whom and why it was.
func (t *tx) hookFailed(in refund.HookEnd, endpoint hookRow) error {
	var paused int64
	if in.EndpointPause > 0 {
		paused = micros(t.now) + in.EndpointPause.Microseconds()
	}
	err := t.exec(`UPDATE hook_endpoints SET failures = failures + 1, problem = $2, failed_at = $3,
			paused_until = CASE WHEN paused_until > $4 THEN paused_until ELSE $4 END WHERE endpoint = $1`, in.Endpoint, in.Problem, micros(t.now), paused)
	if err != nil || !in.Gone || endpoint.state != "On" {
		return err
	}
	return t.switchHooks(ledger.HookActed{
		Endpoint: in.Endpoint, Act: refund.HookSwitchOff, Cause: refund.Cause{Actor: hookGone, Reason: in.Problem},
	})
}
