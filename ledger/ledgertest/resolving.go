package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func resolvingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what cannot be paid back is paid as store credit, in its leg's place":      paidAsCredit,
		"what was paid elsewhere settles by two people's word, under its reference": paidElsewhere,
		"a leg that never left is paid elsewhere when a person names it": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeNotSent)
			d.Refused(id, named(elsewhere, "r0", ""), refund.CodeWrongState)
			s := d.PaidElsewhere(id, "1")
			same(t, "status", s.Status, refund.StatusRefunded)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a substituted leg that settles after all is returned twice, and stops the payment": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 2)
			d.Record(id, refund.OutcomeDeclined)
			d.PaidElsewhere(id, "")
			for range 2 {
				d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeSettled})
			}
			d.Payment(id, Control{Returned: 45200, Excess: 22600})
			same(t, "status", d.Standing(id).Status, refund.StatusRefunded)
		},
		"what bounced is sent again under a new key when a person says so, and not before": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.Record(id, refund.OutcomeFailed)
			same(t, "before", d.Begin(id).Result, refund.BeginDone)
			d.Taken(id, resolving(retry))
			b := d.Begin(id)
			same(t, "after", b.Result, refund.BeginSend)
			same(t, "generation", b.Generation, 2)
			d.Record(id, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			d.Record(id, refund.OutcomeFailed)
			same(t, "bounced again", d.Begin(id).Result, refund.BeginDone)
		},
		"what bounced onto an excess is sent again only while headroom is left for it": bouncedOntoExcess,
		"a resolution is refused with a reason that says why":                          refusedResolutions,
		"an instruction the provider refused is held, and never sent again unchanged": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.RecordAs(id, "1", 1, "a1", tooOld)
			s := d.Standing(id)
			same(t, "why", s.Attention(), refund.CodeDeclinedInstruction)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			d.Refused(id, named(retry, "r1", ""), refund.CodeDeclinedInstruction)
			same(t, "begin", d.Begin(id).Result, refund.BeginDone)
			d.Taken(id, named(asCredit, "r2", ""))
			d.BeginLeg(id, "1.s1", "a1")
			d.RecordLeg(id, "1.s1", refund.OutcomeSettled)
			d.Status(id, refund.StatusRefunded)
		},
		"a retry sends what can be tried again, and not the refused instruction beside it": func(t *testing.T, d *Desk) {
			id := d.pendingAndDeclined("o1")
			d.RecordAs(id, "1", 1, "a1", tooOld)
			d.Taken(id, resolving(retry))
			same(t, "the refused instruction", d.BeginLeg(id, "1", "a2").Result, refund.BeginDone)
			same(t, "the other leg", d.BeginLeg(id, "2", "a2").Result, refund.BeginSend)
		},
		"an instrument in kind is not paid as store credit": func(t *testing.T, d *Desk) {
			c := redPacketOrder("c1")
			p := Units(2)
			a := &p.Assessment
			a.TotalMinor, a.TaxMinor = 10000, 0
			a.Components = []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 2, AmountMinor: 10000}}
			a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", AmountMinor: 9500}, {LegID: "2", PaymentID: "rp", AmountMinor: 500}}
			d.Propose(c, p)
			for _, leg := range []refund.LegID{"1", "2"} {
				d.BeginLeg(c.ID(), leg, "a1")
				d.RecordLeg(c.ID(), leg, refund.OutcomeDeclined)
			}
			d.Refused(c.ID(), named(asCredit, "r1", ""), refund.CodeNotSupported)
			d.Taken(c.ID(), named(asCredit, "r2", "1"))
			d.Status(c.ID(), refund.StatusPayingOut)
		},
		"what needs a person before anything is held is judged again, or given up": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			s := d.Decide(c, Refusing("NOT_SUPPORTED")).Standing
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			same(t, "why", s.Attention(), refund.CodeNotSupported)
			d.Refused(c.ID(), named(elsewhere, "r0", ""), refund.CodeWrongState)
			again := refund.ActRequest{Refund: c.ID(), Act: named(retry, "r1", ""), Authority: Anything("anna")}
			s = d.ActBy(again, Proposing(Units(1))).Standing
			same(t, "status", s.Status, refund.StatusPayingOut)
			d.Payment(c.ID(), Control{Open: 11300, Held: 11300})
			other := Request("o2", "c1", 1)
			d.Decide(other, Refusing("NOT_SUPPORTED"))
			s = d.Taken(other.ID(), resolving(giveUp))
			same(t, "given up", s.Status, refund.StatusRejected)
			same(t, "closed", s.Closed, true)
			third := Request("o3", "c1", 1)
			d.Decide(third, Refusing("NOT_SUPPORTED"))
			same(t, "withdrawn", d.Taken(third.ID(), withdrawing("customer:42")).Status, refund.StatusWithdrawn)
		},
	}
}

// tooOld is what a provider says to an instruction it does not take.
var tooOld = refund.Outcome{
	Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: "bad_request: charge older than 180 days",
}

func paidAsCredit(t *testing.T, d *Desk) {
	id := d.Attention("o1")
	hash := d.Standing(id).AssessmentHash
	for range 2 {
		s := d.Taken(id, resolving(asCredit))
		same(t, "status", s.Status, refund.StatusPayingOut)
		same(t, "legs", len(s.Legs), 1)
		leg := s.Legs[0]
		same(t, "leg", leg.LegID, "1.s1")
		same(t, "in the place of", leg.Substitutes, "1")
		same(t, "via", leg.Via, refund.ViaStoreCredit)
		same(t, "state", leg.Status, refund.LegReserved)
		same(t, "the assessment stays", s.AssessmentHash, hash)
		d.Payment(id, Control{Open: 11300, Held: 11300})
		d.BooksAgree()
	}
	other := asCredit
	other.Note = "another body"
	d.Refused(id, resolving(other), refund.CodeConflict)
	same(t, "the old leg", d.Begin(id).Result, refund.BeginDone)
	same(t, "the new leg", d.BeginLeg(id, "1.s1", "a1").Result, refund.BeginSend)
	d.RecordLeg(id, "1.s1", refund.OutcomeSettled)
	d.Payment(id, Control{Open: 11300, Returned: 11300})
	same(t, "no provider moved it", d.totals()[0].OtherWayMinor, 11300)
	same(t, "legs of the case", len(d.Case(id).Legs), 2)
}

func paidElsewhere(t *testing.T, d *Desk) {
	id := d.Attention("o1")
	for range 2 {
		s := d.PaidElsewhere(id, "")
		same(t, "status", s.Status, refund.StatusRefunded)
		leg := s.Legs[0]
		same(t, "via", leg.Via, refund.ViaElsewhere)
		same(t, "state", leg.Status, refund.LegSettled)
		same(t, "reference", leg.Outcome.ProviderRefundID, "wire 7")
	}
	d.Payment(id, Control{Open: 11300, Returned: 11300})
	same(t, "asked once", d.Events(id, "ElsewhereSaid"), 1)
	same(t, "substituted once", d.Events(id, "LegSubstituted"), 1)
}

// bouncedOntoExcess: the failure of one refund pays off the excess of another, so that nothing is
// held for it.
func bouncedOntoExcess(t *testing.T, d *Desk) {
	givenUp, other := excessOf(d)
	d.Record(other, refund.OutcomeFailed)
	d.Taken(other, resolving(retry))
	b := d.Begin(other)
	same(t, "no headroom", b.Result, refund.BeginDone)
	same(t, "why", b.Code, refund.CodeCapExceeded)
	same(t, "a person is needed", b.Standing.Status, refund.StatusNeedsAttention)
	same(t, "for that", b.Standing.Attention(), refund.CodeCapExceeded)
	d.RecordAs(givenUp, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeFailed})
	d.Payment(other, Control{Open: 22600})
	d.Taken(other, named(retry, "r2", ""))
	same(t, "headroom", d.Begin(other).Result, refund.BeginSend)
	d.Payment(other, Control{Sent: 22600})
}

func refusedResolutions(t *testing.T, d *Desk) {
	id := d.Attention("o1")
	poor := staff("poor", "lead", 11299)
	for name, row := range map[string]struct {
		who  refund.Authority
		r    refund.Resolution
		code refund.Code
	}{
		"another action":            {Anything("anna"), refund.Resolution{Action: "wait"}, refund.CodeBadDecision},
		"elsewhere, but where":      {Anything("anna"), refund.Resolution{Action: refund.ResolvePaidElsewhere, Reference: ""}, refund.CodeBadDecision},
		"by cheque":                 {Anything("anna"), refund.Resolution{Action: refund.ResolvePayAnotherWay, Via: "CHEQUE"}, refund.CodeUnknownVia},
		"the requester":             {Anything("Customer:42"), retry, refund.CodeReviewerIsAuthor},
		"nobody known":              {refund.Authority{}, retry, refund.CodeReviewerUnknown},
		"store credit over a limit": {poor, asCredit, refund.CodeReviewerLimit},
		"elsewhere over a limit":    {poor, elsewhere, refund.CodeReviewerLimit},
	} {
		row.r.By, row.r.ResolutionID = "anna", refund.DecisionID(name)
		if row.who.Reviewer != nil {
			row.r.By = row.who.Reviewer.Name
		}
		in := refund.ActRequest{Refund: id, Act: resolving(row.r), Authority: row.who}
		for range 2 {
			d.RefusedBy(in, Refusing("NO_RULES"), row.code)
		}
	}
	same(t, "refused ones are told, one that is not whole each time", d.Events(id, "ResolutionRefused"), 10)
	again := retry
	again.ResolutionID, again.By = "poor", "poor"
	in := refund.ActRequest{Refund: id, Act: resolving(again), Authority: poor}
	same(t, "a retry needs no limit", d.ActBy(in, nil).Accepted, true)
	d.Payment(id, Control{Open: 11300, Held: 11300})
	undecided := d.Sent("o2", "c1", 1)
	d.Refused(undecided, resolving(retry), refund.CodeAlreadySent)
	d.Refused(d.Waiting("o3", "lead"), resolving(retry), refund.CodeWrongState)
	d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: true, Cause: workflow}))
	stopped := d.Held("o4", "c1", 1)
	d.Begin(stopped)
	d.Refused(stopped, resolving(retry), refund.CodeWrongState) // a stop goes away by itself
}
