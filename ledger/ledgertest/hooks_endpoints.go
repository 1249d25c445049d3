package ledgertest

import (
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// actOn switches an endpoint.
func (d *Desk) actOn(endpoint string, act refund.HookAct) {
	d.T.Helper()
	_, err := d.Store.ActOnHooks(d.ctx, ledger.HookActed{Endpoint: endpoint, Act: act, Cause: refund.Cause{Actor: "ann", Reason: "they asked"}, Authority: Anything("ann")})
	d.no(err)
}

func hookEndpointCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an endpoint that is gone is switched off, its event waits, and a person switches it on": func(t *testing.T, d *Desk) {
			d.keepEvent(d.Held("o1", "c1", 1), "a", "crm")
			d.claimEvents("crm", "a1")
			since := d.Clock.Now()
			d.endEvent("crm", "a", "a1", refund.HookEnd{State: refund.HookWaiting, Gone: true, Problem: "it is gone (410)"})
			d.Clock.Advance(24 * time.Hour)
			equal(t, "off", d.claimEvents("crm", "a2"), []string(nil))
			equal(t, "how it stands", d.endpoint("crm"), refund.HookEndpoint{
				Name: "crm", Off: true, Reason: "it is gone (410)", ChangedBy: "endpoint", ChangedAt: &since, FailureCount: 1, Problem: "it is gone (410)", FailedAt: &since,
				WaitingCount: 1, WaitingSince: &since,
			})
			d.actOn("crm", refund.HookSwitchOn)
			same(t, "by whom", d.endpoint("crm").ChangedBy, "ann")
			equal(t, "on", d.claimEvents("crm", "a3"), []string{"a"})
			rows, err := d.Store.HookDeliveries(d.ctx, ledger.HookFilter{EventID: "evt_a"})
			d.no(err)
			same(t, "that it was gone is no try", rows[0].TryCount, 0)
		},
		"an endpoint that is switched off is told nothing, and loses nothing": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.actOn("crm", refund.HookSwitchOff)
			d.keepEvent(id, "a", "crm")
			equal(t, "off", d.claimEvents("crm", "a1"), []string(nil))
			d.actOn("crm", refund.HookSwitchOn)
			equal(t, "on", d.claimEvents("crm", "a1"), []string{"a"})
		},
		"an endpoint that asks for patience is paused whole, and one that is switched on is tried at once": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.keepEvent(id, "a", "crm", "shop")
			d.claimEvents("crm", "a1")
			pause := hookAgain
			pause.Pause, pause.EndpointPause = time.Second, time.Hour
			d.endEvent("crm", "a", "a1", pause)
			d.keepEvent(id, "b", "crm")
			d.Clock.Advance(time.Hour - time.Microsecond)
			equal(t, "paused", d.claimEvents("crm", "a2"), []string(nil))
			equal(t, "another endpoint", d.claimEvents("shop", "a2"), []string{"a"})
			same(t, "until", *d.endpoint("crm").PausedUntil, d.Clock.Now().Add(time.Microsecond))
			d.actOn("crm", refund.HookSwitchOn)
			same(t, "at once", len(d.claimEvents("crm", "a3")), 1)
		},
		"an endpoint that fails is tried with one event until it takes one": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			for _, name := range []string{"a", "b", "c", "d"} {
				d.keepEvent(id, name, "crm")
			}
			d.claimEvents("crm", "a1")
			d.endEvent("crm", "a", "a1", hookAgain)
			d.endEvent("crm", "b", "a1", hookAgain)
			d.endEvent("crm", "c", "a1", refund.HookEnd{State: refund.HookWaiting, Untouched: true})
			d.endEvent("crm", "d", "a1", refund.HookEnd{State: refund.HookWaiting, Untouched: true})
			same(t, "failed in a row", d.endpoint("crm").FailureCount, 2)
			equal(t, "one", d.claimEvents("crm", "a2"), []string{"c"})
			d.endEvent("crm", "c", "a2", hookTold)
			d.keepEvent(id, "e", "crm")
			equal(t, "then all that are due", d.claimEvents("crm", "a3"), []string{"d", "e"})
			same(t, "and no failure", d.endpoint("crm").FailureCount, 0)
		},
		"a person whom reviewers.yaml does not know, or another one's authority, acts on no endpoint": func(t *testing.T, d *Desk) {
			d.keepEvent(d.Held("o1", "c1", 1), "a", "crm")
			for name, who := range map[string]refund.Authority{"nobody known": {}, "another": Anything("bob")} {
				for _, act := range []refund.HookAct{refund.HookSwitchOff, refund.HookSwitchOn, refund.HookReplay} {
					_, err := d.Store.ActOnHooks(d.ctx, ledger.HookActed{Endpoint: "crm", Act: act, EventIDs: []string{"evt_a"}, Cause: refund.Cause{Actor: "ann", Reason: "x"}, Authority: who})
					var problem refund.Problem
					if !errors.As(err, &problem) || problem.Code != refund.CodeReviewerUnknown {
						t.Errorf("%s, %s: %v", name, act, err)
					}
				}
			}
			same(t, "changed by", d.endpoint("crm").ChangedBy, refund.Person(""))
		},
		"an endpoint that a person switched off meanwhile stays off by that person, whatever it answers": func(t *testing.T, d *Desk) {
			d.keepEvent(d.Held("o1", "c1", 1), "a", "crm")
			d.claimEvents("crm", "a1")
			d.actOn("crm", refund.HookSwitchOff)
			d.endEvent("crm", "a", "a1", refund.HookEnd{State: refund.HookWaiting, Gone: true, Problem: "it is gone (410)"})
			got := d.endpoint("crm")
			equal(t, "by whom and why", []any{got.Off, got.ChangedBy, got.Reason}, []any{true, refund.Person("ann"), "they asked"})
		},
		"what means nothing is refused": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			event := d.keepEvent(id, "a", "crm")
			d.claimEvents("crm", "a1")
			noBody, noRefund := event, event
			noBody.ID, noBody.Body = "evt_b", ""
			noRefund.ID, noRefund.Refund = "evt_c", "refund/m1/none/none"
			_, noActor := d.Store.ActOnHooks(d.ctx, ledger.HookActed{Endpoint: "crm", Act: refund.HookSwitchOn, Authority: Anything("")})
			_, noAct := d.Store.ActOnHooks(d.ctx, ledger.HookActed{Endpoint: "crm", Act: "DANCE", Cause: refund.Cause{Actor: "ann"}, Authority: Anything("ann")})
			_, tooMany := d.Store.ActOnHooks(d.ctx, ledger.HookActed{Endpoint: "crm", Act: refund.HookReplay, EventIDs: make([]string, ledger.HookReplayMax+1), Cause: refund.Cause{Actor: "ann"}, Authority: Anything("ann")})
			_, noTime := d.Store.PruneHooks(d.ctx, refund.HookPrune{CountMax: 1})
			_, noCount := d.Store.ClaimHooks(d.ctx, refund.HookClaim{Endpoint: "crm", Attempt: "a2", ClaimMax: hookClaim})
			for what, err := range map[string]error{
				"an event without a body": d.Store.KeepHookEvent(d.ctx, noBody, nil), "nobody's act": noActor, "no act": noAct, "too many": tooMany, "a claim of none": noCount, "forgetting all": noTime,
				"an end that is none": d.Store.EndHook(d.ctx, refund.HookEnd{Endpoint: "crm", EventID: "evt_a", Attempt: "a1", State: "Lost"}),
			} {
				if !errors.Is(err, ledger.ErrInvariant) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if err := d.Store.KeepHookEvent(d.ctx, noRefund, nil); !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("an event of no refund: %v", err)
			}
		},
	}
}
