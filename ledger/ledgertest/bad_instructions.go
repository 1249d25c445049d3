package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// tooOld is what a provider says to an instruction it does not take.
var tooOld = refund.Outcome{
	Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: "bad_request: charge older than 180 days",
}

// RefuseInstruction books that the provider refused a leg's instruction itself.
func (d *Desk) RefuseInstruction(id refund.ID, leg refund.LegID) {
	d.T.Helper()
	_, err := d.Store.RecordOutcome(d.ctx, refund.Record{Refund: id, Leg: leg, Generation: 1, Outcome: tooOld, Cause: workflow})
	d.no(err)
}

func badInstructionCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an instruction the provider refused is held, and is not sent again": func(t *testing.T, d *Desk) {
			id, hash := refusedInstruction(d)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			b := d.Begin(id, hash)
			same(t, "result", b.Result, refund.BeginStopped)
			same(t, "reason", b.Reason, "DECLINED_INSTRUCTION: bad_request: charge older than 180 days")
			same(t, "generation", b.Leg.Generation, 1)
		},
		"a retry of a refused instruction is refused, and changes nothing": func(t *testing.T, d *Desk) {
			id, hash := refusedInstruction(d)
			answer := d.Resolve(id, hash, retry)
			same(t, "accepted", answer.Accepted, false)
			same(t, "code", answer.Code, refund.CodeDeclinedInstruction)
			same(t, "begin", d.Begin(id, hash).Result, refund.BeginStopped)
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"a refused instruction is paid another way": func(t *testing.T, d *Desk) {
			id, hash := refusedInstruction(d)
			same(t, "status", d.Resolve(id, hash, asCredit).Status, refund.StatusPayingOut)
			same(t, "the new leg", d.BeginLeg(id, "1.s1", hash).Result, refund.BeginSend)
			d.RecordLeg(id, "1.s1", 1, refund.OutcomeSettled)
			d.no(d.Close(id, refund.StatusRefunded))
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a refused instruction is paid elsewhere": func(t *testing.T, d *Desk) {
			id, hash := refusedInstruction(d)
			same(t, "status", d.Resolve(id, hash, elsewhere).Status, refund.StatusRefunded)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a refused instruction is given up": func(t *testing.T, d *Desk) {
			id, hash := refusedInstruction(d)
			giveUp := refund.Resolution{ResolutionID: "r1", Action: refund.ResolveGiveUp, By: "anna"}
			same(t, "accepted", d.Resolve(id, hash, giveUp).Accepted, true)
			d.no(d.Release(id, refund.StatusRejected))
			d.Payment(id, Control{Open: 22600})
		},
		"a retry sends what can be tried again, and not the refused instruction beside it": retryBeside,
	}
}

// refusedInstruction is a refund of one unit whose provider refused the instruction itself.
func refusedInstruction(d *Desk) (refund.ID, string) {
	d.T.Helper()
	id, hash := d.Sent("o1", "c1", 1)
	d.RefuseInstruction(id, "1")
	d.attention(id)
	return id, hash
}

func retryBeside(t *testing.T, d *Desk) {
	c := redPacketOrder("c1")
	d.Open(c)
	p := Units(2, 1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor = 10000, 0
	a.Components = []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 2, AmountMinor: 10000}}
	a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", AmountMinor: 9500}, {LegID: "2", PaymentID: "rp", AmountMinor: 500}}
	hash := d.Reserve(c.ID(), p).AssessmentHash
	for _, leg := range []refund.LegID{"1", "2"} {
		same(t, "begin", d.BeginLeg(c.ID(), leg, hash).Result, refund.BeginSend)
	}
	d.RefuseInstruction(c.ID(), "1")
	d.RecordLeg(c.ID(), "2", 1, refund.OutcomeDeclined)
	d.attention(c.ID())
	same(t, "accepted", d.Resolve(c.ID(), hash, retry).Accepted, true)
	same(t, "the refused instruction", d.BeginLeg(c.ID(), "1", hash).Result, refund.BeginStopped)
	same(t, "the other leg", d.BeginLeg(c.ID(), "2", hash).Result, refund.BeginSend)
}
