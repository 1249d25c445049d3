package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ActOnHooks implements ledger.Hooks.
func (s *Store) ActOnHooks(ctx context.Context, in ledger.HookActed) (count int, err error) {
	if problem, refused := mayActAs(in.Acting, in.Authority.MayAct, in.Authority, in.Cause.Actor, refund.Stake{}); refused {
		return 0, problem
	}
	err = s.write(ctx, "act on the endpoint "+in.Endpoint, func(t *tx) error {
		count = 0
		if in.Endpoint == "" || in.Cause.Actor == "" || len(in.EventIDs) > ledger.HookReplayMax {
			return invariant("%q acts on the endpoint %q and %d events", in.Cause.Actor, in.Endpoint, len(in.EventIDs))
		}
		if err := t.makeHookEndpoint(in.Endpoint); err != nil {
			return err
		}
		if _, err := t.lockHookEndpoint(in.Endpoint); err != nil {
			return err
		}
		switch in.Act {
		case refund.HookSwitchOn, refund.HookSwitchOff:
			return t.switchHooks(in)
		case refund.HookReplay:
			count, err = t.replayHooks(in)
			return err
		}
		return invariant("%q is no act on an endpoint", in.Act)
	})
	return count, err
}

// switchHooks switches an endpoint. One that is switched on is tried at once.
func (t *tx) switchHooks(in ledger.HookActed) error {
	state := "On"
	if in.Act == refund.HookSwitchOff {
		state = "Off"
	}
	who := hookSubject(in)
	err := t.exec(`UPDATE hook_endpoints SET state = $2, reason = $3, changed_by = $4, changed_at = $5, changed_verified = $6, changed_subject = $7,
			paused_until = CASE WHEN $2 = 'On' THEN 0 ELSE paused_until END WHERE endpoint = $1`,
		in.Endpoint, state, in.Cause.Reason, in.Cause.Actor, micros(t.now), who.Verified, who.ID)
	if err != nil {
		return err
	}
	return t.keepHookAct(in, 0)
}

// replayHooks owes events again, and passes over those that are not known.
func (t *tx) replayHooks(in ledger.HookActed) (count int, err error) {
	for _, event := range in.EventIDs {
		var known int
		if err := t.row(`SELECT COUNT(*) FROM hook_events WHERE event_id = $1`, event).Scan(&known); err != nil {
			return 0, err
		}
		if known == 0 {
			continue
		}
		if err := t.oweHook(in.Endpoint, event); err != nil {
			return 0, err
		}
		count++
	}
	return count, t.keepHookAct(in, count)
}

// hookSubject is how it is known who acts on an endpoint; empty where the endpoint itself did, by its answer.
func hookSubject(in ledger.HookActed) refund.Subject {
	if in.Cause.Actor == hookGone {
		return refund.Subject{}
	}
	return storedSubject(in.Acting, in.Cause.Actor)
}

func (t *tx) keepHookAct(in ledger.HookActed, count int) error {
	var number int64
	if err := t.row(`SELECT COALESCE(MAX(number), 0) + 1 FROM hook_acts WHERE endpoint = $1`, in.Endpoint).Scan(&number); err != nil {
		return err
	}
	who := hookSubject(in)
	return t.exec(`INSERT INTO hook_acts (endpoint, number, act, actor, reason, events, acted_at, verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		in.Endpoint, number, in.Act, in.Cause.Actor, in.Cause.Reason, count, micros(t.now), who.Verified, who.ID)
}
