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
			id := d.Held("o1", "c1", 1)
			first := d.Begin(id)
			same(t, "key", first.Instruction.Key, refund.ProviderKey(id, "1", 1))
			again := d.Begin(id)
			same(t, "result", again.Result, refund.BeginLookUp)
			equal(t, "same instruction", again.Instruction, first.Instruction)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
		},
		"the kill switch stops begin and re-send, and lets them go when it is off": killSwitch,
		"a switch of a provider or a merchant stops what it names alone":           narrowSwitches,
		"what goes to store credit is stopped by no provider's switch":             storeCreditIsNobodysProvider,
		"an open circuit stops its account, and counts for its time":               circuits,
		"pending, unknown and what waits for someone keep the money sent": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			for _, kind := range []refund.OutcomeKind{
				refund.OutcomeUnknown, refund.OutcomePending, refund.OutcomeRequiresAction, refund.OutcomeAbnormal,
			} {
				same(t, "state", d.Record(id, kind).Status, refund.Outcome{Kind: kind}.LegStatus())
				same(t, "begin", d.Begin(id).Result, refund.BeginLookUp)
				d.Payment(id, Control{Open: 11300, Sent: 11300})
				d.Refused(id, withdrawing("customer:42"), refund.CodeAlreadySent)
				d.Status(id, refund.StatusPayingOut)
			}
		},
		"that a question about an accepted leg has no answer says nothing against it": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			for _, kind := range []refund.OutcomeKind{refund.OutcomePending, refund.OutcomeRequiresAction, refund.OutcomeAbnormal} {
				d.Record(id, kind)
				same(t, "state", d.Record(id, refund.OutcomeUnknown).Status, refund.Outcome{Kind: kind}.LegStatus())
			}
			d.Clock.Advance(lease)
			same(t, "it is not sent again", d.Resend(id, "1", 1, "a2").Result, refund.BeginDone)
		},
		"a declined leg is held, and tried again under a new key when a person says so": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeDeclined)
			d.Record(id, refund.OutcomeDeclined)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			same(t, "nobody said so", d.Begin(id).Result, refund.BeginDone)
			same(t, "status", d.Resolve(id, retry).Standing.Status, refund.StatusPayingOut)
			b := d.Begin(id)
			same(t, "result", b.Result, refund.BeginSend)
			same(t, "generation", b.Generation, 2)
			same(t, "key", b.Instruction.Key, refund.ProviderKey(id, "1", 2))
			d.Record(id, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			same(t, "closed", d.Standing(id).Closed, true)
		},
		"a leg that never left stays sent and goes again under the same key at once": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			same(t, "state", d.Record(id, refund.OutcomeNotSent).Status, refund.LegNotSent)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
			d.Status(id, refund.StatusPayingOut)
			b := d.BeginLeg(id, "1", "a2")
			same(t, "result", b.Result, refund.BeginSend)
			same(t, "key", b.Instruction.Key, refund.ProviderKey(id, "1", 1))
			d.Payment(id, Control{Open: 11300, Sent: 11300})
		},
		"one request that never left proves nothing of an earlier one that may have": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeUnknown)
			d.Clock.Advance(lease)
			same(t, "resend", d.Resend(id, "1", 1, "a1").Result, refund.BeginSend)
			same(t, "state", d.Record(id, refund.OutcomeNotSent).Status, refund.LegUnknown)
		},
		"a leg with its outcome is not sent again": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeSettled)
			same(t, "resend", d.Resend(id, "1", 1, "a2").Result, refund.BeginDone)
			same(t, "begin", d.Begin(id).Result, refund.BeginDone)
		},
		"an outcome of a leg that was not begun is a bug, unless money moved": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			_, err := d.Store.RecordOutcome(d.ctx, refund.Record{Refund: id, Leg: "1", Generation: 1, Outcome: refund.Outcome{Kind: refund.OutcomeUnknown}})
			broken(t, err)
			d.Record(id, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			d.Status(id, refund.StatusRefunded)
		},
	}
}

// automaticPath makes every call twice, as a batch that runs again after a crash does.
func automaticPath(t *testing.T, d *Desk) {
	c := Request("o1", "c1", 1)
	for range 2 {
		first := d.Decide(c, Proposing(Units(1)))
		same(t, "decide", first.Result, refund.DecidedNew)
		same(t, "status", first.Standing.Status, refund.StatusPayingOut)
	}
	for range 2 {
		d.Begin(c.ID())
	}
	d.Payment(c.ID(), Control{Open: 11300, Sent: 11300})
	for range 2 {
		same(t, "settled", d.Record(c.ID(), refund.OutcomeSettled).Status, refund.LegSettled)
	}
	d.Payment(c.ID(), Control{Open: 11300, Returned: 11300})
	s := d.Standing(c.ID())
	same(t, "status", s.Status, refund.StatusRefunded)
	same(t, "closed", s.Closed, true)
	same(t, "paid", s.PaidMinor, unitMinor)
	for _, name := range []string{"Received", "Assessing", "Reserved", "LegBegun", "LegSettled", "Settled", "Closed"} {
		same(t, name, d.Events(c.ID(), name), 1)
	}
}

func killSwitch(t *testing.T, d *Desk) {
	id := d.Held("o1", "c1", 1)
	sent := d.Sent("o2", "c1", 1)
	operator := refund.Cause{Actor: "operator:7", Reason: "provider incident"}
	d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: true, Cause: operator}))
	for range 3 {
		b := d.Begin(id)
		same(t, "begin", b.Result, refund.BeginStopped)
		same(t, "code", b.Code, refund.CodeKillSwitch)
		same(t, "detail", b.Detail, "provider incident")
	}
	s := d.Standing(id)
	same(t, "a stop is a wait", s.Status, refund.StatusPayingOut)
	same(t, "nobody is asked", s.NeedsHuman(), false)
	same(t, "shown", s.Legs[0].Stopped, refund.CodeKillSwitch)
	same(t, "once", d.Events(id, "LegStopped"), 1)
	d.Clock.Advance(lease)
	same(t, "re-send", d.Resend(sent, "1", 1, "a2").Code, refund.CodeKillSwitch)
	d.Record(sent, refund.OutcomeSettled)
	d.Payment(sent, Control{Open: 11300, Returned: 11300})
	d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: false, Cause: operator}))
	b := d.Begin(id)
	same(t, "begin after", b.Result, refund.BeginSend)
	same(t, "not shown any more", b.Standing.Legs[0].Stopped, refund.Code(""))
}
