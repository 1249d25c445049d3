package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
)

// TryPageCheck implements ledger.Pages. Whatever is said, the same two statements run.
func (s *Store) TryPageCheck(ctx context.Context, in ledger.PageTry) (passed bool, err error) {
	err = s.write(ctx, "try the second check of "+string(in.Refund), func(t *tx) error {
		passed, err = t.tryPageCheck(in)
		return err
	})
	return passed, err
}

func (t *tx) tryPageCheck(in ledger.PageTry) (bool, error) {
	if _, err := t.lockedPageLink(in.Refund); err != nil {
		return false, err
	}
	now, window := micros(t.now), ledger.PageTryWindow.Microseconds()
	err := t.exec(`INSERT INTO page_checks (refund, tried, wrong_since) VALUES ($1, 0, $2) ON CONFLICT (refund) DO NOTHING`, in.Refund, now)
	if err != nil {
		return false, err
	}
	var wrong, since, locked int64
	if err := t.row(`SELECT wrong, wrong_since, locked_until FROM page_checks WHERE refund = $1`, in.Refund).Scan(&wrong, &since, &locked); err != nil {
		return false, err
	}
	passed := in.Right && now >= locked
	switch {
	case now < locked: // it counts nothing more
	case in.Right:
		wrong, since = 0, now
	case now-since >= window:
		wrong, since = 1, now
	default:
		wrong++
	}
	if wrong >= ledger.PageTriesMax {
		wrong, since, locked = 0, now, now+ledger.PageLockedTime.Microseconds()
	}
	return passed, t.exec(`UPDATE page_checks SET tried = tried + 1, wrong = $2, wrong_since = $3, locked_until = $4 WHERE refund = $1`, in.Refund, wrong, since, locked)
}
