package ledgertest

import (
	"database/sql"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const day = 24 * time.Hour

func notified(id string, at time.Time) ledger.Notification {
	return ledger.Notification{ID: id, Provider: "stripe", Header: map[string]string{"Signed": "by lin@example.com"}, Body: []byte(id), At: at}
}

// kept keeps notifications of these ids.
func (d *Desk) kept(ids ...string) {
	d.T.Helper()
	for _, id := range ids {
		_, err := d.Store.KeepNotification(d.ctx, notified(id, d.Clock.Now()))
		d.no(err)
	}
}

// NotificationsStay holds a database itself to it that a notification stays as it came, whoever writes, but for its bytes
// and headers a week after it was done. store's clock stands at clock's.
func NotificationsStay(t *testing.T, store ledger.Store, db *sql.DB, clock *Clock) {
	t.Helper()
	d := At(t, store, clock)
	d.kept("open", "young", "old", "emptied")
	for _, id := range []string{"old", "emptied"} {
		d.no(store.NotificationDone(d.ctx, id, ""))
	}
	d.Clock.Advance(8 * day)
	d.no(store.NotificationDone(d.ctx, "young", ""))
	now := d.Clock.Now().UnixMicro()
	empty := func(id string, at int64) error {
		_, err := db.Exec(`UPDATE notifications SET header = '', body = '', emptied_at = $1 WHERE id = $2`, at, id)
		return err
	}
	d.no(empty("emptied", now))
	for name, do := range map[string]func() error{
		"one that is open is emptied":  func() error { return empty("open", now) },
		"one that is young is emptied": func() error { return empty("young", now) },
		"one that is emptied, again":   func() error { return empty("emptied", now+1) },
		"emptied without a time": func() error {
			_, err := db.Exec(`UPDATE notifications SET header = '', body = '' WHERE id = 'old'`)
			return err
		},
		"another body in its place": func() error {
			_, err := db.Exec(`UPDATE notifications SET header = '', body = 'eA==', emptied_at = $1 WHERE id = 'old'`, now)
			return err
		},
		"half of it": func() error {
			_, err := db.Exec(`UPDATE notifications SET body = '', emptied_at = $1 WHERE id = 'old'`, now)
			return err
		},
		"with another problem": func() error {
			_, err := db.Exec(`UPDATE notifications SET header = '', body = '', problem = 'x', emptied_at = $1 WHERE id = 'old'`, now)
			return err
		},
		"its row goes": func() error { _, err := db.Exec(`DELETE FROM notifications WHERE id = 'emptied'`); return err },
		"it comes from somebody else": func() error {
			_, err := db.Exec(`UPDATE notifications SET provider = 'x', done_at = 1 WHERE id = 'open'`)
			return err
		},
		"it is done, with another body": func() error {
			_, err := db.Exec(`UPDATE notifications SET body = '', done_at = 1 WHERE id = 'open'`)
			return err
		},
	} {
		if err := do(); err == nil {
			t.Errorf("%s: the database lets it", name)
		}
	}
	d.no(empty("old", now))
	d.BooksAgree()
}

func notificationCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what a provider sent is kept once, byte for byte, until it is done": func(t *testing.T, d *Desk) {
			in := ledger.Notification{
				ID: "n1", Provider: "stripe", Header: map[string]string{"Content-Type": "application/json"}, Body: []byte{0, 0xff, '{', '}'}, At: d.Clock.Now(),
			}
			for _, want := range []bool{true, false} {
				first, err := d.Store.KeepNotification(d.ctx, in)
				d.no(err)
				same(t, "first", first, want)
			}
			open, err := d.Store.OpenNotifications(d.ctx, 0)
			d.no(err)
			equal(t, "open", open, []ledger.Notification{in})
			same(t, "unused since", *d.figures().UnusedSince, in.At)
			d.no(d.Store.NotificationDone(d.ctx, "n1", "no refund in it"))
			if since := d.figures().UnusedSince; since != nil {
				t.Errorf("it is used, and unused since %s", since)
			}
			d.no(d.Store.NotificationDone(d.ctx, "n1", ""))
			open, err = d.Store.OpenNotifications(d.ctx, 0)
			d.no(err)
			same(t, "open", len(open), 0)
			first, err := d.Store.KeepNotification(d.ctx, in)
			d.no(err)
			same(t, "told again when it is done", first, false)
		},
		"what is done is emptied after its time, and is known when it is repeated": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.kept("done", "waits")
			d.no(d.Store.NotificationDone(d.ctx, "done", ""))
			d.factIs(Fact(id, 1, refund.OutcomeSettled, 1), refund.FactIsBooked)
			_, err := d.Store.EmptyNotifications(d.ctx, d.Clock.Now(), 0)
			broken(t, err)
			d.Clock.Advance(8 * day)
			week := d.Clock.Now().Add(-7 * day)
			for _, want := range []int64{1, 0} {
				count, err := d.Store.EmptyNotifications(d.ctx, week, 10)
				d.no(err)
				same(t, "emptied", count, want)
			}
			first, err := d.Store.KeepNotification(d.ctx, notified("done", d.Clock.Now()))
			d.no(err)
			same(t, "repeated", first, false)
			open, err := d.Store.OpenNotifications(d.ctx, 0)
			d.no(err)
			same(t, "what is not booked stays", len(open), 1)
			same(t, "as it came", string(open[0].Body), "waits")
			d.factIs(Fact(id, 1, refund.OutcomeSettled, 1), refund.FactIsKnown)
			same(t, "leg", d.Leg(id, 0).Status, refund.LegSettled)
		},
		"no more are emptied at once than asked for, the oldest first": func(t *testing.T, d *Desk) {
			d.kept("a", "b", "c")
			for _, id := range []string{"c", "a", "b"} {
				d.no(d.Store.NotificationDone(d.ctx, id, ""))
				d.Clock.Advance(time.Minute)
			}
			d.Clock.Advance(8 * day)
			for _, want := range []int64{2, 1, 0} {
				count, err := d.Store.EmptyNotifications(d.ctx, d.Clock.Now().Add(-7*day), 2)
				d.no(err)
				same(t, "emptied", count, want)
			}
		},
		"the oldest open ones come first": func(t *testing.T, d *Desk) {
			for _, id := range []string{"b", "c", "a"} {
				_, err := d.Store.KeepNotification(d.ctx, ledger.Notification{ID: id, Provider: "stripe", Body: []byte(id), At: d.Clock.Now()})
				d.no(err)
				if id == "b" {
					d.Clock.Advance(lease)
				}
			}
			open, err := d.Store.OpenNotifications(d.ctx, 2)
			d.no(err)
			same(t, "count", len(open), 2)
			same(t, "first", open[0].ID, "b")
			same(t, "then by id", open[1].ID, "a")
		},
	}
}
