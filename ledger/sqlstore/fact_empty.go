package sqlstore

import (
	"cmp"
	"context"
	"time"

	"github.com/makegood/makegood/ledger"
)

// EmptyNotifications implements ledger.Facts.
func (s *Store) EmptyNotifications(ctx context.Context, doneBefore time.Time, limitMax int) (count int64, err error) {
	err = s.write(ctx, "empty notifications", func(t *tx) error {
		if doneBefore.After(t.now.AddDate(0, 0, -ledger.NotificationDaysMin)) {
			return invariant("notifications are kept as they came for %d days", ledger.NotificationDaysMin)
		}
		count, err = t.changed(`UPDATE notifications SET header = '', body = '', emptied_at = $1
			WHERE id IN (SELECT id FROM notifications WHERE done_at < $2 AND emptied_at IS NULL ORDER BY done_at, id LIMIT $3)`,
			micros(t.now), micros(doneBefore), cmp.Or(limitMax, waitingMax))
		return err
	})
	if err == nil && count > 0 {
		err = s.afterErase(ctx)
	}
	return count, err
}
