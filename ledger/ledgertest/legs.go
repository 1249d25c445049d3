package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func legCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"the automatic path moves the money once, whatever is repeated": automaticPath,
		"a begun leg that is begun again is looked up under the same key": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			first := d.Begin(id, hash)
			same(t, "key", first.Key, refund.ProviderKey(id, "1", 1))
			again := d.Begin(id, hash)
			same(t, "result", again.Result, refund.BeginLookUp)
			same(t, "same key", again.Key, first.Key)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
		},
		"a leg is not begun on another assessment than the stored one": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			b := d.Begin(id, "another")
			same(t, "result", b.Result, refund.BeginStopped)
			same(t, "reason", b.Reason, "ASSESSMENT_MOVED")
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"the kill switch stops begin and re-send, and lets them go when it is off": killSwitch,
		"pending, unknown and what waits for someone keep the money sent": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			for _, kind := range []refund.OutcomeKind{
				refund.OutcomePending, refund.OutcomeUnknown, refund.OutcomeRequiresAction, refund.OutcomeAbnormal,
			} {
				leg := d.Record(id, 1, kind)
				same(t, "state", leg.Status, refund.Outcome{Kind: kind}.LegStatus())
				same(t, "begin", d.Begin(id, hash).Result, refund.BeginLookUp)
				d.Payment(id, Control{Open: 11300, Sent: 11300})
				problem(t, d.Release(id, refund.StatusWithdrawn), refund.CodeAlreadySent)
			}
		},
		"a declined leg is held, and tried again under a new key": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeDeclined)
			d.Record(id, 1, refund.OutcomeDeclined)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			b := d.Begin(id, hash)
			same(t, "result", b.Result, refund.BeginSend)
			same(t, "generation", b.Leg.Generation, 2)
			same(t, "key", b.Key, refund.ProviderKey(id, "1", 2))
			d.Record(id, 2, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			d.no(d.Close(id, refund.StatusRefunded))
		},
		"a leg that never left stays sent and goes again under the same key at once": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			same(t, "state", d.Record(id, 1, refund.OutcomeNotSent).Status, refund.LegNotSent)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
			a, err := d.Store.ResendLeg(d.ctx, refund.Resend{Refund: id, Leg: "1", Generation: 1, SettlingDelay: settlingDelay})
			d.no(err)
			same(t, "allowed", a.Allowed, true)
			same(t, "leg", d.Leg(id, 0).Status, refund.LegSending)
			same(t, "generation", d.Leg(id, 0).Generation, 1)
		},
		"a leg that never left may be begun again under a new key": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeNotSent)
			b := d.Begin(id, hash)
			same(t, "result", b.Result, refund.BeginSend)
			same(t, "generation", b.Leg.Generation, 2)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
		},
		"one request that never left proves nothing of an earlier one that may have": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeUnknown)
			d.Clock.Advance(settlingDelay)
			same(t, "resend", d.Resend(id).Allowed, true)
			same(t, "state", d.Record(id, 1, refund.OutcomeNotSent).Status, refund.LegUnknown)
		},
		"an unanswered leg goes again only after the settling delay": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeUnknown)
			d.Clock.Advance(settlingDelay / 4)
			a := d.Resend(id)
			same(t, "allowed", a.Allowed, false)
			same(t, "wait", a.Wait, settlingDelay-settlingDelay/4)
			d.Clock.Advance(a.Wait)
			same(t, "allowed then", d.Resend(id).Allowed, true)
			same(t, "repeated", d.Resend(id).Wait, settlingDelay)
			same(t, "told once", d.Events(id, "LegSentAgain"), 1)
		},
		"a leg with its outcome is not sent again": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			same(t, "resend", d.Resend(id).Allowed, false)
			b := d.Begin(id, hash)
			same(t, "begin", b.Result, refund.BeginDone)
			same(t, "outcome", b.Outcome.Kind, refund.OutcomeSettled)
		},
		"an outcome of a leg that was not begun is a bug, unless money moved": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			_, err := d.Store.RecordOutcome(d.ctx, refund.Record{Refund: id, Leg: "1", Generation: 1, Outcome: refund.Outcome{Kind: refund.OutcomeUnknown}})
			broken(t, err)
			d.Record(id, 1, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
	}
}

// Resend asks to send leg 1 of generation 1 again.
func (d *Desk) Resend(id refund.ID) refund.ResendAnswer {
	d.T.Helper()
	out, err := d.Store.ResendLeg(d.ctx, refund.Resend{Refund: id, Leg: "1", Generation: 1, SettlingDelay: settlingDelay})
	d.no(err)
	return out
}

// automaticPath makes every call twice, as a batch that runs again after a crash does.
func automaticPath(t *testing.T, d *Desk) {
	c := Request("o1", "c1", 1)
	p := Units(1, 1)
	for range 2 {
		same(t, "open", d.Open(c).Result, refund.OpenedNew)
	}
	hash := d.Reserve(c.ID(), p).AssessmentHash
	same(t, "reserve again", d.Reserve(c.ID(), p).AssessmentHash, hash)
	for range 2 {
		d.Begin(c.ID(), hash)
	}
	d.Payment(c.ID(), Control{Open: 11300, Sent: 11300})
	for range 2 {
		same(t, "settled", d.Record(c.ID(), 1, refund.OutcomeSettled).Status, refund.LegSettled)
	}
	for range 2 {
		d.no(d.Close(c.ID(), refund.StatusRefunded))
	}
	d.Payment(c.ID(), Control{Open: 11300, Returned: 11300})
	same(t, "status", d.Case(c.ID()).Status, refund.StatusRefunded)
	for _, name := range []string{"Received", "Reserved", "LegBegun", "LegSettled", "Closed"} {
		same(t, name, d.Events(c.ID(), name), 1)
	}
}

func killSwitch(t *testing.T, d *Desk) {
	id, hash := d.Held("o1", "c1", 1)
	sent, _ := d.Sent("o2", "c1", 1)
	operator := refund.Cause{Actor: "operator:7", Reason: "provider incident"}
	d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: true, Cause: operator}))
	same(t, "begin", d.Begin(id, hash).Reason, "KILL_SWITCH: provider incident")
	d.Clock.Advance(settlingDelay)
	same(t, "re-send", d.Resend(sent).Reason, "KILL_SWITCH: provider incident")
	d.Record(sent, 1, refund.OutcomeSettled)
	d.Payment(sent, Control{Open: 11300, Returned: 11300})
	d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: false, Cause: operator}))
	same(t, "begin after", d.Begin(id, hash).Result, refund.BeginSend)
}
