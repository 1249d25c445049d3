package supporttest

import (
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// What the refunds of a World wait for.
const (
	Waiting     = "a lead's approval"
	TwoLooks    = "the second of two approvals"
	AskedFor    = "an approval of what boss asked for"
	Asked       = "the customer's answer"
	Goods       = "goods"
	Unknown     = "a provider that has not answered"
	OneWord     = "a second word on a leg"
	Declined    = "a person, as a leg was declined"
	PayingOut   = "the payout"
	Refunded    = "nothing, it is paid"
	Offered     = "the customer's answer to an offer"
	Appealable  = "an appeal"
	Appealed    = "a second look after an appeal"
	Rejected    = "nothing, it was refused"
	ByOther     = "nothing, but a refund was made elsewhere"
	ElsewhereOf = "a second word on a payment elsewhere"
	Sold        = "nothing, and its order is whole as order systems send it"
)

func (w *World) fill(d *ledgertest.Desk) {
	lead := refund.Role("lead")
	w.Known[Waiting] = d.Waiting("o1", lead)
	w.Known[TwoLooks] = d.Waiting("o2", "support", lead)
	d.DecideAs(w.Known[TwoLooks], ledgertest.As("low", "support"), refund.Decision{Verb: refund.VerbApprove})
	w.Known[AskedFor] = w.askedBy(d, "boss")
	w.Known[Asked] = d.Waiting("o4", lead)
	d.Act(w.Known[Asked], refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: "q1", By: "boss", Question: "Which one?"}})
	w.Known[Goods] = d.AwaitingGoods("o5")
	w.Known[Unknown] = d.Sent("o6", "c1", 1)
	d.Record(w.Known[Unknown], refund.OutcomeUnknown)
	w.Known[OneWord] = d.Sent("o7", "c1", 1)
	d.Record(w.Known[OneWord], refund.OutcomeUnknown)
	w.Known[Declined] = d.Attention("o8")
	w.Known[PayingOut] = d.Held("o9", "c1", 1)
	w.Known[Refunded] = d.Paid("o10", "c1", 1)
	w.Known[Offered] = d.Offered("o11", refund.OfferTerms{Budget: "goodwill", BudgetMonthlyMinor: 3000, ExpirySeconds: 3600, Choices: []refund.OfferChoice{
		{ID: "coupon", Kind: refund.OfferCoupon, AmountMinor: 1000, Promotion: "sorry"}, {ID: "repair", Kind: refund.OfferRepair},
	}})
	w.Known[Appealable], w.Known[Rejected] = d.Waiting("o12", lead), d.Waiting("o13", lead)
	for _, id := range []refund.ID{w.Known[Appealable], w.Known[Rejected]} {
		d.DecideAs(id, ledgertest.As("lead", "lead"), refund.Decision{Verb: refund.VerbReject})
	}
	d.Pass(w.Known[Rejected], refund.DeadlineAppeal, d.Standing(w.Known[Rejected]).AppealBy)
	w.Known[Appealed] = d.Waiting("o14", lead)
	d.DecideAs(w.Known[Appealed], ledgertest.As("boss", "finance"), refund.Decision{Verb: refund.VerbReject})
	d.ActBy(refund.ActRequest{Refund: w.Known[Appealed], Act: refund.Act{Kind: refund.ActAppeal, Appeal: &refund.Appeal{AppealID: "a1", By: "customer:42", Statement: "no"}}}, rules())
	w.Known[ByOther] = d.Paid("o15", "c1", 1)
	d.Outside("o15", "re_1", 600)
	w.Known[ElsewhereOf] = d.Attention("o16")
	w.Known[Sold] = w.sold(d)
	d.Clock.Advance(time.Hour) // no send is under way any more
	d.Act(w.Known[OneWord], refund.Act{Kind: refund.ActClear, Clearing: &refund.Clearing{ClearingID: "w1", Leg: "1", Fact: refund.FactPaid, Reference: "re_7", By: "boss"}})
	d.Act(w.Known[ElsewhereOf], refund.Act{Kind: refund.ActResolve, Resolution: &refund.Resolution{
		ResolutionID: "r1", Action: refund.ResolvePaidElsewhere, By: "boss", Reference: "bank-1", Note: "by transfer",
	}})
}

// askedBy is a refund that waits for a lead, and that a member of staff asked for.
func (w *World) askedBy(d *ledgertest.Desk, who refund.Person) refund.ID {
	c := ledgertest.Request("o3", "c1", 1)
	c.RequestedBy = who
	p := ledgertest.Units(1)
	p.ApprovalsRequired, p.ApprovalRoles = 1, []refund.Role{"lead"}
	d.Propose(c, p)
	return c.ID()
}

// sold is a paid refund of one unit of two, of an order that could come from an order system.
func (w *World) sold(d *ledgertest.Desk) refund.ID {
	c := ledgertest.Request("o20", "c1", 1)
	c.Initiator, c.OccurredAt = refund.InitiatorCustomer, d.Clock.Now()
	c.Order.PlacedAt = d.Clock.Now().AddDate(0, 0, -3)
	c.Order.Lines[0].BusinessModel, c.Order.Lines[0].Title = refund.ModelPhysicalGoods, "Blue mug"
	d.Propose(c, ledgertest.Units(1))
	d.Begin(c.ID())
	d.Record(c.ID(), refund.OutcomeSettled)
	return c.ID()
}
