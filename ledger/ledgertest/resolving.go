package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Resolve asks for a resolution of a person who may do everything.
func (d *Desk) Resolve(id refund.ID, hash string, r refund.Resolution) refund.Ruling {
	d.T.Helper()
	out, err := d.Store.AuthorizeResolution(d.ctx, refund.ResolutionRequest{
		Refund: id, AssessmentHash: hash, Resolution: r, Authority: Anything(r.By),
	})
	d.no(err)
	return out
}

// Attention is a refund of one unit whose leg was declined.
func (d *Desk) Attention(order string) (refund.ID, string) {
	d.T.Helper()
	id, hash := d.Sent(order, "c1", 1)
	d.Record(id, 1, refund.OutcomeDeclined)
	d.attention(id)
	return id, hash
}

func (d *Desk) attention(id refund.ID) {
	d.T.Helper()
	d.no(d.Store.MarkRefund(d.ctx, refund.Mark{Refund: id, Key: "attention", Status: refund.StatusNeedsAttention, Cause: workflow}))
}

var (
	asCredit  = refund.Resolution{ResolutionID: "r1", Action: refund.ResolvePayAnotherWay, By: "anna", Via: refund.ViaStoreCredit}
	elsewhere = refund.Resolution{ResolutionID: "r1", Action: refund.ResolvePaidElsewhere, By: "anna", Reference: "wire 7"}
	retry     = refund.Resolution{ResolutionID: "r1", Action: refund.ResolveRetry, By: "anna"}
)

func resolvingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what cannot be paid back is paid as store credit, in its leg's place":    paidAsCredit,
		"what was paid elsewhere settles by a person's word, under its reference": paidElsewhere,
		"a leg that never left is paid elsewhere like one that was refused": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeNotSent)
			d.attention(id)
			same(t, "status", d.Resolve(id, hash, elsewhere).Status, refund.StatusRefunded)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a leg that a switch stopped before it was sent is paid elsewhere too": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: true, Cause: workflow}))
			d.Begin(id, hash)
			d.attention(id)
			same(t, "status", d.Resolve(id, hash, elsewhere).Status, refund.StatusRefunded)
			d.no(d.Close(id, refund.StatusRefunded))
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a substituted leg that settles after all is returned twice, and stops the payment": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 2)
			d.Record(id, 1, refund.OutcomeDeclined)
			d.attention(id)
			d.Resolve(id, hash, elsewhere)
			for range 2 {
				d.Record(id, 1, refund.OutcomeSettled)
			}
			d.Payment(id, Control{Returned: 45200, Excess: 22600})
			d.no(d.Close(id, refund.StatusRefunded))
		},
		"what bounced is sent again under a new key when a person says so, and not before": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			d.Record(id, 1, refund.OutcomeFailed)
			d.attention(id)
			same(t, "before", d.Begin(id, hash).Result, refund.BeginDone)
			for range 2 {
				same(t, "resolved", d.Resolve(id, hash, retry).Accepted, true)
			}
			b := d.Begin(id, hash)
			same(t, "after", b.Result, refund.BeginSend)
			same(t, "generation", b.Leg.Generation, 2)
			d.Record(id, 2, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			d.Record(id, 2, refund.OutcomeFailed)
			same(t, "bounced again", d.Begin(id, hash).Result, refund.BeginDone)
		},
		"what bounced onto an excess is sent again only while headroom is left for it": bouncedOntoExcess,
		"a resolution is refused with a reason that says why":                          refusedResolutions,
		"an instrument in kind and points are not paid as store credit": func(t *testing.T, d *Desk) {
			c := redPacketOrder("c1")
			d.Open(c)
			p := Units(2, 1)
			a := &p.Assessment
			a.TotalMinor, a.TaxMinor = 10000, 0
			a.Components = []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 2, AmountMinor: 10000}}
			a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", AmountMinor: 9500}, {LegID: "2", PaymentID: "rp", AmountMinor: 500}}
			hash := d.Reserve(c.ID(), p).AssessmentHash
			d.attention(c.ID())
			answer := d.Resolve(c.ID(), hash, asCredit)
			same(t, "code", answer.Code, refund.CodeNotSupported)
			same(t, "leg", answer.Detail, "leg 2 is not money that store credit can take the place of")
			d.Payment(c.ID(), Control{Held: 9500})
		},
	}
}

func paidAsCredit(t *testing.T, d *Desk) {
	id, hash := d.Attention("o1")
	for range 2 {
		r := d.Resolve(id, hash, asCredit)
		same(t, "accepted", r.Accepted, true)
		same(t, "status", r.Status, refund.StatusPayingOut)
		same(t, "legs", len(r.Reserved.Legs), 1)
		leg := r.Reserved.Legs[0]
		same(t, "leg", leg.LegID, "1.s1")
		same(t, "in the place of", leg.Substitutes, "1")
		same(t, "via", leg.Via, refund.ViaStoreCredit)
		same(t, "state", leg.Status, refund.LegReserved)
		same(t, "the assessment stays", r.Reserved.AssessmentHash, hash)
		d.Payment(id, Control{Open: 11300, Held: 11300})
		d.BooksAgree()
	}
	other := asCredit
	other.Note = "another body"
	same(t, "another body", d.Resolve(id, hash, other).Code, refund.CodeConflict)
	same(t, "the old leg", d.Begin(id, hash).Result, refund.BeginStopped)
	same(t, "the new leg", d.BeginLeg(id, "1.s1", hash).Result, refund.BeginSend)
	d.RecordLeg(id, "1.s1", 1, refund.OutcomeSettled)
	d.no(d.Close(id, refund.StatusRefunded))
	d.Payment(id, Control{Open: 11300, Returned: 11300})
	totals, err := d.Store.Totals(d.ctx)
	d.no(err)
	same(t, "no provider moved it", totals[0].OtherWayMinor, 11300)
	same(t, "legs of the case", len(d.Case(id).Legs), 2)
}

func paidElsewhere(t *testing.T, d *Desk) {
	id, hash := d.Attention("o1")
	for range 2 {
		r := d.Resolve(id, hash, elsewhere)
		same(t, "status", r.Status, refund.StatusRefunded)
		leg := r.Reserved.Legs[0]
		same(t, "via", leg.Via, refund.ViaElsewhere)
		same(t, "state", leg.Status, refund.LegSettled)
		same(t, "reference", leg.Outcome.ProviderRefundID, "wire 7")
	}
	d.Payment(id, Control{Open: 11300, Returned: 11300})
	d.no(d.Close(id, refund.StatusRefunded))
	same(t, "substituted once", d.Events(id, "LegSubstituted"), 1)
}

// bouncedOntoExcess: the failure of one refund pays off the excess of another, so that nothing is
// held for it.
func bouncedOntoExcess(t *testing.T, d *Desk) {
	givenUp, other := excessOf(t, d)
	d.Record(other, 1, refund.OutcomeFailed)
	d.attention(other)
	hash := d.Reserve(other, Units(1, 1)).AssessmentHash
	same(t, "resolved", d.Resolve(other, hash, retry).Accepted, true)
	same(t, "no headroom", d.Begin(other, hash).Reason, "CAP_EXCEEDED: the payment has too little left for what bounced")
	d.Record(givenUp, 1, refund.OutcomeFailed)
	d.Payment(other, Control{Open: 22600})
	same(t, "headroom", d.Begin(other, hash).Result, refund.BeginSend)
	d.Payment(other, Control{Sent: 22600})
}

func refusedResolutions(t *testing.T, d *Desk) {
	id, hash := d.Attention("o1")
	poor := staff("poor", "lead", 11299)
	for name, row := range map[string]struct {
		who  refund.Authority
		hash string
		r    refund.Resolution
		code refund.Code
	}{
		"another action":            {Anything("anna"), hash, refund.Resolution{Action: "wait"}, refund.CodeBadDecision},
		"elsewhere, but where":      {Anything("anna"), hash, refund.Resolution{Action: refund.ResolvePaidElsewhere, Reference: " "}, refund.CodeBadDecision},
		"by cheque":                 {Anything("anna"), hash, refund.Resolution{Action: refund.ResolvePayAnotherWay, Via: "CHEQUE"}, refund.CodeUnknownVia},
		"the requester":             {Anything("Customer:42"), hash, retry, refund.CodeReviewerIsAuthor},
		"nobody known":              {refund.Authority{}, hash, retry, refund.CodeReviewerUnknown},
		"store credit over a limit": {poor, hash, asCredit, refund.CodeReviewerLimit},
		"elsewhere over a limit":    {poor, hash, elsewhere, refund.CodeReviewerLimit},
		"another assessment":        {Anything("anna"), "other", retry, refund.CodeAmountMoved},
	} {
		row.r.By, row.r.ResolutionID = "anna", refund.DecisionID(name)
		if row.who.Reviewer != nil {
			row.r.By = row.who.Reviewer.Name
		}
		in := refund.ResolutionRequest{Refund: id, AssessmentHash: row.hash, Resolution: row.r, Authority: row.who}
		for range 2 {
			out, err := d.Store.AuthorizeResolution(d.ctx, in)
			d.no(err)
			same(t, name, out.Code, row.code)
		}
	}
	same(t, "refused ones are kept", d.Events(id, "ResolutionRefused"), 8)
	again := retry
	again.ResolutionID, again.By = "poor", "poor"
	out, err := d.Store.AuthorizeResolution(d.ctx, refund.ResolutionRequest{Refund: id, AssessmentHash: hash, Resolution: again, Authority: poor})
	d.no(err)
	same(t, "a retry needs no limit", out.Accepted, true)
	d.Payment(id, Control{Open: 11300, Held: 11300})

	undecided, hash := d.Sent("o2", "c1", 1)
	same(t, "nobody asked", d.Resolve(undecided, hash, retry).Code, refund.CodeWrongState)
	d.Record(undecided, 1, refund.OutcomeUnknown)
	d.attention(undecided)
	late := asCredit
	late.ResolutionID = "r2"
	same(t, "undecided", d.Resolve(undecided, hash, late).Code, refund.CodeAlreadySent)
	empty := Request("o3", "c1", 1)
	d.Open(empty)
	d.attention(empty.ID())
	same(t, "nothing reserved", d.Resolve(empty.ID(), "", elsewhere).Code, refund.CodeWrongState)
}
