package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
)

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
			d.no(d.Store.NotificationDone(d.ctx, "n1", "no refund in it"))
			d.no(d.Store.NotificationDone(d.ctx, "n1", ""))
			open, err = d.Store.OpenNotifications(d.ctx, 0)
			d.no(err)
			same(t, "open", len(open), 0)
			first, err := d.Store.KeepNotification(d.ctx, in)
			d.no(err)
			same(t, "told again when it is done", first, false)
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
