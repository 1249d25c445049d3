package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Told implements ledger.Dispatches.
func (s *Store) Told(ctx context.Context, in refund.Dispatch) (told bool, err error) {
	err = s.read(ctx, "whether "+in.MessageID+" was told by "+in.Channel, func(t *tx) error {
		var count int
		err := t.row(`SELECT COUNT(*) FROM dispatches WHERE digest = $1 AND state = 'Told'`, digestOf(in)).Scan(&count)
		told = count > 0
		return err
	})
	return told, err
}

// ClaimDispatch implements ledger.Dispatches.
func (s *Store) ClaimDispatch(ctx context.Context, in refund.Dispatch) (state refund.DispatchState, err error) {
	err = s.write(ctx, "claim the dispatch of "+in.MessageID+" by "+in.Channel, func(t *tx) error {
		state, err = t.claimDispatch(in)
		return err
	})
	return state, err
}

// claimDispatch takes a message that nobody has. A row that is there is taken over where the channel is repeatable and
// no attempt can be at work on it any more.
func (t *tx) claimDispatch(in refund.Dispatch) (refund.DispatchState, error) {
	if err := checkDispatch(in); err != nil {
		return "", err
	}
	now := micros(t.now)
	taken, err := t.changed(`INSERT INTO dispatches (digest, refund, message_id, channel, state, attempt, claimed_until, changed_at)
		VALUES ($1, $2, $3, $4, 'Claimed', $5, $6, $7)
		ON CONFLICT (digest) DO UPDATE SET refund = excluded.refund, message_id = excluded.message_id, channel = excluded.channel, state = excluded.state,
			attempt = excluded.attempt, claimed_until = excluded.claimed_until, changed_at = excluded.changed_at
			WHERE CAST($8 AS INTEGER) = 1 AND (dispatches.state = 'Unknown' OR dispatches.state = 'Claimed' AND dispatches.claimed_until <= excluded.changed_at)`,
		digestOf(in), in.Refund, in.MessageID, in.Channel, in.Attempt, now+in.ClaimMax.Microseconds(), now, flag(in.Repeatable))
	if err != nil || taken > 0 {
		return refund.DispatchClaimed, err
	}
	return t.dispatchState(in)
}

// dispatchState is how a message that cannot be claimed stands.
func (t *tx) dispatchState(in refund.Dispatch) (state refund.DispatchState, err error) {
	var until int64
	err = t.row(`SELECT state, claimed_until FROM dispatches WHERE digest = $1`, digestOf(in)).Scan(&state, &until)
	switch {
	case errors.Is(err, sql.ErrNoRows): // its attempt took the claim back this moment
		return refund.DispatchBusy, nil
	case err != nil:
		return "", err
	case state != refund.DispatchClaimed:
		return state, nil
	case micros(t.now) < until || in.Repeatable:
		return refund.DispatchBusy, nil
	}
	return refund.DispatchUnknown, nil
}

// EndDispatch implements ledger.Dispatches.
func (s *Store) EndDispatch(ctx context.Context, in refund.Dispatch, end refund.DispatchState) error {
	return s.write(ctx, "end the dispatch of "+in.MessageID+" by "+in.Channel, func(t *tx) error {
		if err := checkDispatch(in); err != nil {
			return err
		}
		return t.endDispatch(in, end)
	})
}

func (t *tx) endDispatch(in refund.Dispatch, end refund.DispatchState) error {
	switch end {
	case refund.DispatchTold:
		return t.exec(`INSERT INTO dispatches (digest, refund, message_id, channel, state, attempt, changed_at) VALUES ($1, $2, $3, $4, 'Told', $5, $6)
			ON CONFLICT (digest) DO UPDATE SET state = excluded.state, attempt = excluded.attempt, changed_at = excluded.changed_at
				WHERE dispatches.state <> 'Told'`,
			digestOf(in), in.Refund, in.MessageID, in.Channel, in.Attempt, micros(t.now))
	case refund.DispatchUnknown:
		return t.exec(`UPDATE dispatches SET state = 'Unknown', changed_at = $3 WHERE digest = $1 AND attempt = $2 AND state = 'Claimed'`,
			digestOf(in), in.Attempt, micros(t.now))
	case refund.DispatchNotSent:
		return t.exec(`DELETE FROM dispatches WHERE digest = $1 AND attempt = $2 AND state = 'Claimed'`, digestOf(in), in.Attempt)
	case refund.DispatchClaimed, refund.DispatchBusy:
	}
	return invariant("the dispatch of %s by %s ends as %q", in.MessageID, in.Channel, end)
}

// ImportDispatches implements ledger.Dispatches.
func (s *Store) ImportDispatches(ctx context.Context, known []ledger.KnownDispatch) error {
	return s.write(ctx, "import dispatches", func(t *tx) error {
		for _, k := range known {
			if k.State != refund.DispatchTold && k.State != refund.DispatchUnknown {
				return invariant("a dispatch is imported as %q", k.State)
			}
			err := t.exec(`INSERT INTO dispatches (digest, state, changed_at) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING`,
				k.Digest, k.State, micros(t.now))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func checkDispatch(in refund.Dispatch) error {
	if in.MessageID == "" || in.Channel == "" || in.Attempt == "" || in.Refund == "" {
		return invariant("a dispatch of message %q of %q by channel %q has attempt %q", in.MessageID, in.Refund, in.Channel, in.Attempt)
	}
	return nil
}

func digestOf(in refund.Dispatch) string { return ledger.DispatchDigest(in.Channel, in.MessageID) }

// flag is a condition as a number, which every engine compares alike.
func flag(on bool) int64 {
	if on {
		return 1
	}
	return 0
}
