package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func endingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a withdrawn refund gives back money, line and sequence": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 2)
			s := d.Taken(id, withdrawing("customer:42"))
			same(t, "status", s.Status, refund.StatusWithdrawn)
			same(t, "closed", s.Closed, true)
			same(t, "not appealable", s.AppealBy == nil, true)
			d.Payment(id, Control{Open: 22600})
			same(t, "leg", d.Leg(id, 0).Status, refund.LegReleased)
			rules := Proposing(Units(2))
			d.Decide(Request("o1", "c2", 2), rules)
			same(t, "it is no part of the sequence", len(rules.History.Earlier), 0)
			d.Payment(id, Control{Held: 22600})
		},
		"a leg of a released refund cannot be begun": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Taken(id, withdrawing("customer:42"))
			same(t, "begin", d.Begin(id).Result, refund.BeginDone)
			d.Payment(id, Control{Open: 22600})
		},
		"a refund that was paid, or may have been, cannot be withdrawn": func(t *testing.T, d *Desk) {
			for i, kind := range []refund.OutcomeKind{refund.OutcomeUnknown, refund.OutcomeDeclined, refund.OutcomeNotSent} {
				id := d.Sent("o"+string(rune('1'+i)), "c1", 1)
				d.Record(id, kind)
				d.Refused(id, withdrawing("customer:42"), refund.CodeAlreadySent)
			}
			d.Refused(d.Paid("o9", "c1", 1), withdrawing("customer:42"), refund.CodeWrongState)
		},
		"a refund that a stop keeps back can be withdrawn": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.stopPayouts(true)
			same(t, "stopped", d.Begin(id).Result, refund.BeginStopped)
			same(t, "withdrawn", d.Taken(id, withdrawing("customer:42")).Status, refund.StatusWithdrawn)
			d.Payment(id, Control{Open: 22600})
		},
		"a case that has not ended does not close": func(t *testing.T, d *Desk) {
			for _, id := range []refund.ID{d.Held("o1", "c1", 1), d.Sent("o2", "c1", 1), d.Waiting("o3", "lead")} {
				before := d.Standing(id)
				s, err := d.Store.CloseRefund(d.ctx, refund.Close{Refund: id, Cause: workflow})
				d.no(err)
				equal(t, "standing", s, before)
			}
		},
		"a case closes once": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Taken(id, deciding(reject("d1", "anna")))
			for range 2 {
				s, err := d.Store.CloseRefund(d.ctx, refund.Close{Refund: id, Cause: workflow})
				d.no(err)
				same(t, "closed", s.Closed, true)
				same(t, "nothing to appeal", s.AppealBy == nil, true)
			}
			same(t, "once", d.Events(id, "Closed"), 1)
		},
		"a refund of nothing after a fee is refunded, recognised and closed at once": zeroTotal,
		"nothing to refund is closed at once": func(t *testing.T, d *Desk) {
			p := refusing("ALREADY_REFUNDED")
			p.Assessment.Disposition = refund.DispositionNothing
			s := d.Propose(Request("o1", "c1", 1), p)
			same(t, "status", s.Status, refund.StatusNothingToRefund)
			same(t, "closed", s.Closed, true)
			d.Payment(s.Refund, Control{Open: 22600})
		},
		"a void leg moves no money and ends as settled": func(t *testing.T, d *Desk) {
			id := d.voidSettled()
			d.Payment(id, Control{})
			same(t, "closed", d.Standing(id).Closed, true)
		},
		"a void names what was captured of its authorisation, a refund does not": voidOfTheRest,
		"a refund nobody opened is not found, and a bad id is a problem": func(t *testing.T, d *Desk) {
			_, err := d.Store.CarryOut(d.ctx, refund.ActRequest{Refund: "refund/m1/o9/c9", Act: withdrawing("x")}, nil)
			same(t, "not found", isNotFound(err), true)
			_, err = d.Store.Standing(d.ctx, "refund/m1/o9/c9")
			same(t, "not found", isNotFound(err), true)
			_, err = d.Store.CarryOut(d.ctx, refund.ActRequest{Refund: "refund/o9", Act: withdrawing("x")}, nil)
			problem, _ := refund.ProblemIn(err)
			same(t, "code", problem.Code, refund.CodeBadID)
		},
	}
}

// zeroTotal: a unit of 11300 with 1300 tax, all of it kept as a fee (10000 and 1300 tax).
func zeroTotal(t *testing.T, d *Desk) {
	p := Units(1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor, a.DeductionTaxMinor, a.Legs = 0, 0, unitTaxMinor, nil
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentRestocking, AmountMinor: -unitMinor})
	s := d.Propose(Request("o1", "c1", 1), p)
	same(t, "status", s.Status, refund.StatusRefunded)
	same(t, "closed", s.Closed, true)
	d.Payment(s.Refund, Control{Open: 22600})
	agreed := d.Propose(Request("o2", "c1", 1), asking(p, "lead"))
	same(t, "people agree first", agreed.Status, refund.StatusAwaitingApproval)
	same(t, "then it is over", d.Taken(agreed.Refund, deciding(approve("d1", "anna"))).Closed, true)
}

// voidOfTheRest is a refund's void of an authorisation of which the half was captured.
func voidOfTheRest(t *testing.T, d *Desk) {
	c := Request("void", "c1", 2)
	authorised, share := capturedMinor, unitMinor
	paid := &c.Order.Payments[0]
	paid.CapturedMinor, paid.OrderShareMinor, paid.AuthorizedMinor = unitMinor, &share, &authorised
	p := Units(1)
	p.Assessment.Legs = append(p.Assessment.Legs, refund.PlannedLeg{LegID: "2", PaymentID: "p1", Void: true})
	same(t, "status", d.Propose(c, p).Status, refund.StatusPayingOut)
	same(t, "of the refund", d.BeginLeg(c.ID(), "1", "a1").Instruction.CapturedMinor, 0)
	void := d.BeginLeg(c.ID(), "2", "a2").Instruction
	same(t, "void", void.Void, true)
	same(t, "captured", void.CapturedMinor, unitMinor)
}

// voidSettled is an order that was authorised and never captured, with its authorisation cancelled.
func (d *Desk) voidSettled() refund.ID {
	d.T.Helper()
	c := Request("void", "c1", 2)
	authorised := capturedMinor
	c.Order.Payments[0].CapturedMinor, c.Order.Payments[0].AuthorizedMinor = 0, &authorised
	p := Units(2)
	p.Assessment.TotalMinor, p.Assessment.TaxMinor, p.Assessment.Components = 0, 0, nil
	p.Assessment.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", Void: true}}
	same(d.T, "status", d.Propose(c, p).Status, refund.StatusPayingOut)
	b := d.Begin(c.ID())
	same(d.T, "begin", b.Result, refund.BeginSend)
	same(d.T, "void", b.Instruction.Void, true)
	same(d.T, "leg", d.Record(c.ID(), refund.OutcomeSettled).Status, refund.LegSettled)
	return c.ID()
}
