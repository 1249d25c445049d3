package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// hookKeep is how long the suite keeps events.
const hookKeep = 30 * 24 * time.Hour

// forget forgets at most so many old events, and returns what it forgot and the names of what is left.
func (d *Desk) forget(countMax int) (out refund.HooksPruned, left []string) {
	d.T.Helper()
	out, err := d.Store.PruneHooks(d.ctx, refund.HookPrune{KeepFor: hookKeep, CountMax: countMax})
	d.no(err)
	events, err := d.Store.HookEvents(d.ctx, ledger.HookEventFilter{})
	d.no(err)
	for _, one := range events {
		left = append(left, one.ID[len("evt_"):])
	}
	return out, left
}

func hookPruneCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"old events are forgotten, some at a time, and it is said who was never told of one": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.keepEvent(id, "told", "crm")
			d.claimEvents("crm", "a1")
			d.endEvent("crm", "told", "a1", hookTold)
			d.keepEvent(id, "nobody's")
			d.keepEvent(id, "waits", "crm", "left")
			d.Clock.Advance(hookKeep)
			out, _ := d.forget(10)
			same(t, "not before their time is over", out.Count, 0)
			d.Clock.Advance(time.Microsecond)
			d.keepEvent(id, "young", "crm")
			out, left := d.forget(2)
			same(t, "at most two", out.Count, 2)
			equal(t, "nobody waited for them", out.Untold, map[string]int{})
			equal(t, "left", left, []string{"waits", "young"})
			out, left = d.forget(2)
			equal(t, "then", out, refund.HooksPruned{Count: 1, Untold: map[string]int{"crm": 1, "left": 1}})
			equal(t, "left then", left, []string{"young"})
			same(t, "an endpoint that left the file is owed nothing any more", d.endpoint("left").WaitingCount, 0)
		},
		"an old event that is replayed is kept until it is old again": func(t *testing.T, d *Desk) {
			d.keepEvent(d.Held("o1", "c1", 1), "a", "crm")
			d.Clock.Advance(hookKeep - time.Hour)
			_, err := d.Store.ActOnHooks(d.ctx, ledger.HookActed{
				Endpoint: "crm", Act: refund.HookReplay, EventIDs: []string{"evt_a"}, Cause: refund.Cause{Actor: "ann", Reason: "again"}, Authority: Anything("ann"),
			})
			d.no(err)
			same(t, "it waits since the replay", *d.endpoint("crm").WaitingSince, d.Clock.Now())
			d.Clock.Advance(2 * time.Hour)
			_, left := d.forget(10)
			equal(t, "left", left, []string{"a"})
			equal(t, "and is told", d.claimEvents("crm", "a1"), []string{"a"})
			d.endEvent("crm", "a", "a1", hookTold)
			_, left = d.forget(10)
			equal(t, "told", left, []string(nil))
		},
		"an event of no refund is kept and told like any other, with its trace": func(t *testing.T, d *Desk) {
			event := refund.HookEvent{ID: "evt_r", Type: refund.HookReconciled, Body: "{}", Traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", OccurredAt: d.Clock.Now()}
			d.no(d.Store.KeepHookEvent(d.ctx, event, []string{"lake"}))
			claimed, err := d.Store.ClaimHooks(d.ctx, refund.HookClaim{Endpoint: "lake", Attempt: "a1", CountMax: 10, ClaimMax: hookClaim})
			d.no(err)
			event.KeptAt = d.Clock.Now()
			equal(t, "claimed", claimed.Deliveries[0].Event, event)
			rows, err := d.Store.HookDeliveries(d.ctx, ledger.HookFilter{Endpoint: "lake"})
			d.no(err)
			equal(t, "listed, without body and trace", rows[0].Event, refund.HookEvent{ID: "evt_r", Type: refund.HookReconciled, OccurredAt: event.OccurredAt, KeptAt: event.KeptAt})
		},
		"an event that its endpoint does not want any more is not owed any more": func(t *testing.T, d *Desk) {
			d.keepEvent(d.Held("o1", "c1", 1), "a", "crm")
			d.claimEvents("crm", "a1")
			d.endEvent("crm", "a", "another", refund.HookEnd{Unwanted: true})
			same(t, "by another attempt", d.endpoint("crm").WaitingCount, 1)
			d.endEvent("crm", "a", "a1", refund.HookEnd{Unwanted: true})
			got := d.endpoint("crm")
			equal(t, "the endpoint", got, refund.HookEndpoint{Name: "crm"})
		},
	}
}
