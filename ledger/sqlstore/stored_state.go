package sqlstore

import (
	"context"
	"slices"

	"github.com/makegood/makegood/refund"
)

// SetStoredState implements ledger.StoredValue: states are appended, the last one counts.
func (s *Store) SetStoredState(ctx context.Context, in refund.StoredChange) error {
	return s.write(ctx, "state of "+in.Instrument, func(t *tx) error {
		switch {
		case in.Merchant == "" || in.Instrument == "" || in.Cause.Actor == "":
			return invariant("a stored instrument's state needs its merchant, its name and who sets it")
		case !in.Kind.Stored() || !slices.Contains(refund.StoredStates(), in.State):
			return invariant("nobody sets a %q to %q", in.Kind, in.State)
		}
		if problem, refused := in.Acting.MayActAs(in.Cause.Actor); refused {
			return problem
		}
		return t.setStoredState(in)
	})
}

func (t *tx) setStoredState(in refund.StoredChange) error {
	who := storedSubject(in.Acting, in.Cause.Actor)
	return t.exec(`INSERT INTO stored_states (merchant, kind, instrument, state, actor, reason, set_at, verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		in.Merchant, in.Kind, in.Instrument, in.State, in.Cause.Actor, in.Cause.Reason, micros(t.now), who.Verified, who.ID)
}

// storedState is the last state that was set of an instrument; one that nobody ever set is open.
func (t *tx) storedState(of refund.StoredInstrument) (refund.StoredState, error) {
	last, err := list(t, func(row scanner) (s refund.StoredState, err error) { return s, row.Scan(&s) },
		`SELECT state FROM stored_states WHERE merchant = $1 AND kind = $2 AND instrument = $3 ORDER BY id DESC LIMIT 1`,
		of.Merchant, of.Kind, of.Instrument)
	if err != nil || len(last) == 0 {
		return refund.StoredOpen, err
	}
	return last[0], nil
}
