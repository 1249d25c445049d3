package sqlite_test

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
)

func TestTheDatabaseItselfKeepsNotificationsAsTheyCame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	store := open(t, path, clock.Now)
	db, err := sql.Open("sqlite", path)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	ledgertest.NotificationsStay(t, store, db, clock)
}

// TestAnEmptiedNotificationIsNowhereOnTheDisk: what it said about a person is in no free page either.
func TestAnEmptiedNotificationIsNowhereOnTheDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	store := open(t, path, clock.Now)
	body := bytes.Repeat([]byte("lin@example.com, "), 2000)
	_, err := store.KeepNotification(t.Context(), ledger.Notification{ID: "n1", Provider: "paypal", Body: body, At: clock.Now()})
	must(t, err)
	must(t, store.NotificationDone(t.Context(), "n1", ""))
	kept := []byte(base64.StdEncoding.EncodeToString(body[:300]))
	if !bytes.Contains(onDisk(t, path), kept) {
		t.Fatal("it was never on the disk: the test sees nothing")
	}
	clock.Advance(8 * 24 * time.Hour)
	count, err := store.EmptyNotifications(t.Context(), clock.Now().AddDate(0, 0, -7), 10)
	must(t, err)
	if count != 1 || bytes.Contains(onDisk(t, path), kept) {
		t.Errorf("%d emptied, and it is still on the disk", count)
	}
}
