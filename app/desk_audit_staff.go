package app

import (
	"context"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/watch"
)

// staffNoter keeps in the ledger how the staff that a worker goes by changes. While the ledger does not take it, it is tried again at each
// tick; a refund never waits for it.
type staffNoter struct {
	books ledger.StaffLog
	staff func() ledger.StaffSeen
	log   *zap.Logger
	// noted is the hash of what was kept last; said: it was told that it cannot be kept.
	noted string
	said  bool
}

// noteStaff notes the staff now, and each change of it, until ctx ends.
func (a *App) noteStaff(ctx context.Context, books ledger.StaffLog, staff *watch.Reviewers) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	n := staffNoter{books: books, log: a.logger, staff: func() ledger.StaffSeen {
		people, hash := staff.Seen()
		return ledger.StaffSeen{Staff: people, Hash: hash}
	}}
	n.run(ctx, ticker.C)
}

func (n *staffNoter) run(ctx context.Context, ticks <-chan time.Time) {
	for {
		n.note(ctx)
		select {
		case <-ctx.Done():
			return
		case _, open := <-ticks:
			if !open {
				return
			}
		}
	}
}

func (n *staffNoter) note(ctx context.Context) {
	seen := n.staff()
	if seen.Hash == n.noted {
		return
	}
	changes, err := n.books.NoteStaff(ctx, seen)
	if err != nil {
		if !n.said && ctx.Err() == nil {
			n.log.Warn("a change of reviewers could not be kept for auditors; it is tried again", zap.Error(err))
		}
		n.said = true
		return
	}
	n.noted, n.said = seen.Hash, false
	if changes > 0 {
		n.log.Info("changes of reviewers are kept for auditors", zap.Int("changes", changes), zap.String("hash", seen.Hash))
	}
}
