package ledgertest

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// hookClaim is how long an attempt of the suite may take to tell an event.
const hookClaim = time.Minute

// keepEvent keeps an event of a refund for endpoints, and returns it.
func (d *Desk) keepEvent(id refund.ID, name string, endpoints ...string) refund.HookEvent {
	d.T.Helper()
	event := refund.HookEvent{
		ID: "evt_" + name, Refund: id, Merchant: "m1", Type: "refund.sent", Body: `{"type":"refund.sent","name":"` + name + `"}`, OccurredAt: d.Clock.Now().Add(-time.Second),
	}
	d.no(d.Store.KeepHookEvent(d.ctx, event, endpoints))
	event.KeptAt = d.Clock.Now()
	return event
}

// claimEvents claims at most ten events for an endpoint, and returns their names.
func (d *Desk) claimEvents(endpoint, attempt string) (names []string) {
	d.T.Helper()
	claimed, err := d.Store.ClaimHooks(d.ctx, refund.HookClaim{Endpoint: endpoint, Attempt: attempt, CountMax: 10, ClaimMax: hookClaim})
	d.no(err)
	for _, one := range claimed.Deliveries {
		names = append(names, one.Event.ID[len("evt_"):])
	}
	return names
}

func (d *Desk) endEvent(endpoint, name, attempt string, in refund.HookEnd) {
	d.T.Helper()
	in.Endpoint, in.EventID, in.Attempt = endpoint, "evt_"+name, attempt
	d.no(d.Store.EndHook(d.ctx, in))
}

// hookTold and hookAgain are ends of a try.
var (
	hookTold  = refund.HookEnd{State: refund.HookTold}
	hookAgain = refund.HookEnd{State: refund.HookWaiting, Pause: time.Hour, Problem: "it is not well (500)"}
)

// endpoint is how an endpoint stands.
func (d *Desk) endpoint(name string) refund.HookEndpoint {
	d.T.Helper()
	all, err := d.Store.HookEndpoints(d.ctx)
	d.no(err)
	for _, one := range all {
		if one.Name == name {
			return one
		}
	}
	d.T.Fatalf("no endpoint %s in %+v", name, all)
	return refund.HookEndpoint{}
}

func hookCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an event is owed to each endpoint once, whoever tells of it again": func(t *testing.T, d *Desk) {
			event := d.keepEvent(d.Held("o1", "c1", 1), "a", "crm", "shop")
			d.no(d.Store.KeepHookEvent(d.ctx, event, []string{"crm", "shop", "new"}))
			claimed, err := d.Store.ClaimHooks(d.ctx, refund.HookClaim{Endpoint: "crm", Attempt: "a1", CountMax: 10, ClaimMax: hookClaim})
			d.no(err)
			equal(t, "claimed", claimed, refund.HookClaimed{Deliveries: []refund.HookDelivery{{Endpoint: "crm", Event: event, State: refund.HookWaiting, OwedAt: d.Clock.Now(), DueAt: d.Clock.Now()}}})
			d.endEvent("crm", "a", "a1", hookTold)
			equal(t, "crm again", d.claimEvents("crm", "a2"), []string(nil))
			equal(t, "shop", d.claimEvents("shop", "a2"), []string{"a"})
			equal(t, "an endpoint that came later", d.claimEvents("new", "a2"), []string(nil))
		},
		"a claimed event is nobody else's until its time is over, and then it is told again": func(t *testing.T, d *Desk) {
			d.keepEvent(d.Held("o1", "c1", 1), "a", "crm")
			equal(t, "first", d.claimEvents("crm", "a1"), []string{"a"})
			equal(t, "second", d.claimEvents("crm", "a2"), []string(nil))
			d.Clock.Advance(hookClaim - time.Microsecond)
			equal(t, "before its time is over", d.claimEvents("crm", "a2"), []string(nil))
			d.Clock.Advance(time.Microsecond)
			equal(t, "after a crash", d.claimEvents("crm", "a2"), []string{"a"})
			d.endEvent("crm", "a", "a1", hookTold) // the claim is another attempt's by now
			d.Clock.Advance(hookClaim)
			equal(t, "a late word of the first", d.claimEvents("crm", "a3"), []string{"a"})
			d.endEvent("crm", "a", "a3", hookTold)
			same(t, "told", *d.endpoint("crm").ToldAt, d.Clock.Now())
		},
		"what failed waits its pause, counts its tries, and keeps why": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.keepEvent(id, "a", "crm")
			d.claimEvents("crm", "a1")
			d.endEvent("crm", "a", "a1", hookAgain)
			d.Clock.Advance(time.Hour - time.Microsecond)
			equal(t, "before", d.claimEvents("crm", "a2"), []string(nil))
			d.Clock.Advance(time.Microsecond)
			equal(t, "then", d.claimEvents("crm", "a2"), []string{"a"})
			d.endEvent("crm", "a", "a2", refund.HookEnd{State: refund.HookGivenUp, Problem: "it is not well (503)"})
			rows, err := d.Store.HookDeliveries(d.ctx, ledger.HookFilter{Endpoint: "crm", State: refund.HookGivenUp, Refund: id})
			d.no(err)
			if len(rows) != 1 || rows[0].TryCount != 2 || rows[0].Problem != "it is not well (503)" || rows[0].ToldAt != nil || rows[0].Event.Body != "" {
				t.Errorf("got %+v", rows)
			}
			same(t, "given up", d.endpoint("crm").GivenUpCount, 1)
			equal(t, "nobody tries it", d.claimEvents("crm", "a3"), []string(nil))
		},
		"those that are due longest come first, and no more than are asked for": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			for i := range 12 {
				d.keepEvent(id, fmt.Sprintf("e%02d", i), "crm")
				d.Clock.Advance(time.Second)
			}
			first := d.claimEvents("crm", "a1")
			if len(first) != 10 || first[0] != "e00" || first[9] != "e09" {
				t.Errorf("first %v", first)
			}
			equal(t, "then", d.claimEvents("crm", "a2"), []string{"e10", "e11"})
		},
		"of many attempts at once each event has one": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			for i := range 20 {
				d.keepEvent(id, fmt.Sprintf("e%02d", i), "crm")
			}
			var claimed atomic.Int64
			atOnce(8, func(i int) {
				out, err := d.Store.ClaimHooks(d.ctx, refund.HookClaim{Endpoint: "crm", Attempt: fmt.Sprint("a", i), CountMax: 10, ClaimMax: hookClaim})
				if err != nil {
					t.Error(err)
				}
				claimed.Add(int64(len(out.Deliveries)))
			})
			same(t, "claimed", claimed.Load(), 20)
		},
		"an event that was told, or given up, is told again on a replay, also by an endpoint that never was": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.keepEvent(id, "a", "crm")
			d.claimEvents("crm", "a1")
			d.endEvent("crm", "a", "a1", hookTold)
			for _, endpoint := range []string{"crm", "new"} {
				count, err := d.Store.ActOnHooks(d.ctx, ledger.HookActed{
					Endpoint: endpoint, Act: refund.HookReplay, EventIDs: []string{"evt_a", "evt_unknown"}, Cause: refund.Cause{Actor: "ann", Reason: "they lost it"}, Authority: Anything("ann"),
				})
				d.no(err)
				same(t, "replayed", count, 1)
				equal(t, endpoint, d.claimEvents(endpoint, "a2"), []string{"a"})
			}
		},
		"an attempt under way when an event is replayed does not make it told": func(t *testing.T, d *Desk) {
			d.keepEvent(d.Held("o1", "c1", 1), "a", "crm")
			d.claimEvents("crm", "a1")
			_, err := d.Store.ActOnHooks(d.ctx, ledger.HookActed{Endpoint: "crm", Act: refund.HookReplay, EventIDs: []string{"evt_a"}, Cause: refund.Cause{Actor: "ann", Reason: "again"}, Authority: Anything("ann")})
			d.no(err)
			d.endEvent("crm", "a", "a1", hookTold)
			equal(t, "still owed", d.claimEvents("crm", "a2"), []string{"a"})
		},
		"events are read page by page in the sequence they were kept": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			var all []refund.HookEvent
			for _, name := range []string{"c", "a", "b"} {
				event := d.keepEvent(id, name)
				event.Body = ""
				all = append(all, event)
				d.Clock.Advance(time.Second)
			}
			var read []refund.HookEvent
			filter := ledger.HookEventFilter{LimitMax: 2}
			for {
				page, err := d.Store.HookEvents(d.ctx, filter)
				d.no(err)
				if read = append(read, page...); len(page) < 2 {
					break
				}
				filter.After = &page[1]
			}
			equal(t, "all", read, all)
			some, err := d.Store.HookEvents(d.ctx, ledger.HookEventFilter{Since: all[1].KeptAt, Until: all[2].KeptAt})
			d.no(err)
			equal(t, "those of a time", some, all[1:2])
			one, err := d.Store.HookEvents(d.ctx, ledger.HookEventFilter{EventID: "evt_b"})
			d.no(err)
			equal(t, "one", one, all[2:])
		},
	}
}
