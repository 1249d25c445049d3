package sqlstore

import (
	"context"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// errRehearsed ends a rehearsal that went well: its transaction, or its part of one, is rolled back.
var errRehearsed = errors.New("ledger: rehearsed")

// Rehearse implements ledger.Rehearsals.
func (s *Store) Rehearse(ctx context.Context, work func(ledger.Rehearsal) error) error {
	err := s.written(ctx, func(t *tx) error {
		if err := work(rehearsal{t}); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		s.writer.statements.prepare(context.WithoutCancel(ctx), s.writer.db) // as after a commit: a desk rehearses far more than it writes
		return nil
	}
	s.health.note("rehearse", err, s.dialect.Broken)
	return s.explain("rehearse", err)
}

// rehearsal is the ledger within the transaction that is rolled back.
type rehearsal struct{ t *tx }

// DecideRefund implements ledger.Rehearsal. What it posts is written at once: the next request has to see it.
func (r rehearsal) DecideRefund(_ context.Context, in refund.Decide, rules ledger.Rules) (refund.Decided, error) {
	out, err := r.t.decideRefund(in, rules)
	if err != nil {
		return out, err
	}
	return out, r.t.journalRest()
}

// Case implements ledger.Rehearsal.
func (r rehearsal) Case(_ context.Context, id refund.ID) (refund.Case, error) {
	return r.t.wholeCase(id)
}
