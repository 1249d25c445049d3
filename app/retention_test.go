package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
)

func TestTheWorkerEmptiesNotificationsThatAreKeptForLongEnough(t *testing.T) {
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	for i := range emptyBatch + 1 { // more than go in one transaction
		id := fmt.Sprint("n", i)
		_, err := books.KeepNotification(t.Context(), ledger.Notification{ID: id, Provider: "stripe", Body: []byte(id), At: clock.Now()})
		if err := errors.Join(err, books.NotificationDone(t.Context(), id, "")); err != nil {
			t.Fatal(err)
		}
	}
	counting := &countingFacts{Facts: books}
	e := emptier{books: counting, days: 30, now: clock.Now, logger: zap.NewNop()}
	ctx, cancel := context.WithCancel(t.Context())
	counting.onEmpty = cancel
	clock.Advance(30 * 24 * time.Hour)
	e.empty(t.Context())
	if counting.emptied != 0 {
		t.Errorf("%d are emptied a moment too early", counting.emptied)
	}
	clock.Advance(time.Hour)
	ticks := make(chan time.Time)
	e.run(ctx, ticks)
	if counting.emptied != emptyBatch+1 {
		t.Errorf("emptied %d", counting.emptied)
	}
}

// countingFacts counts what was emptied, and says when the last of it is.
type countingFacts struct {
	ledger.Facts
	emptied int64
	onEmpty func()
}

func (c *countingFacts) EmptyNotifications(ctx context.Context, before time.Time, limitMax int) (int64, error) {
	count, err := c.Facts.EmptyNotifications(ctx, before, limitMax)
	c.emptied += count
	if count > 0 && count < int64(limitMax) {
		c.onEmpty()
	}
	return count, err
}

func TestWhereNothingIsToBeEmptiedNothingRuns(t *testing.T) {
	a := &App{now: time.Now, logger: zap.NewNop()}
	a.emptyNotifications(t.Context(), nil)() // a nil ledger would be asked
}

func TestNoSettingEmptiesANotificationEarlierThanTheLedgerLets(t *testing.T) {
	for days, ok := range map[int]bool{ledger.NotificationDaysMin: true, ledger.NotificationDaysMin - 1: false} {
		_, err := config.Load(map[string]string{"MAKEGOOD_DATA_DIR": t.TempDir(), "MAKEGOOD_RETENTION_NOTIFICATION_DAYS": fmt.Sprint(days)})
		if (err == nil) != ok {
			t.Errorf("%d days: %v", days, err)
		}
	}
}
