package ledgertest

import (
	"github.com/makegood/makegood/refund"
)

// asking is a proposal that people of roles have to agree to.
func asking(p refund.Proposal, roles ...refund.Role) refund.Proposal {
	p.ApprovalsRequired, p.ApprovalRoles = len(roles), roles
	return p
}

// appealable is a proposal whose refusal may be appealed for a day.
func appealable(p refund.Proposal) refund.Proposal {
	p.Assessment.AppealSeconds = 86400
	return p
}

// onLeg is a proposal whose one leg has another id.
func onLeg(p refund.Proposal, leg refund.LegID) refund.Proposal {
	p.Assessment.Legs = []refund.PlannedLeg{{LegID: leg, PaymentID: "p1", AmountMinor: p.Assessment.TotalMinor}}
	return p
}

// refusing is a proposal that refuses the request for reasons.
func refusing(reasons ...string) refund.Proposal {
	p := Units(1)
	a := &p.Assessment
	a.Disposition, a.Reasons = refund.DispositionReject, reasons
	a.TotalMinor, a.TaxMinor, a.Components, a.Legs = 0, 0, nil, nil
	return p
}

// Lowered proposes one unit for less, on a leg.
func Lowered(toMinor int64, leg refund.LegID, roles ...refund.Role) refund.Proposal {
	p := asking(Units(1), roles...)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor = toMinor, toMinor*13/113
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: toMinor - unitMinor})
	a.Legs = []refund.PlannedLeg{{LegID: leg, PaymentID: "p1", AmountMinor: toMinor}}
	return p
}

// onAppeal is a proposal of one unit that another person decides.
func onAppeal(leg refund.LegID) refund.Proposal {
	p := asking(onLeg(Units(1), leg), "lead")
	p.ApprovalReasons = []string{refund.ReasonAppealed}
	return p
}

// withGoods is a proposal of which the goods come back first, within a day.
func withGoods(p refund.Proposal, quantity int64) refund.Proposal {
	p.Assessment.Goods = &refund.GoodsTerms{
		First: true, ReturnSeconds: 86400, RemindSeconds: 3600, Lines: []refund.GoodsLine{{LineID: "1", Quantity: quantity}},
	}
	return p
}

// choosable is a proposal with an alternative of store credit and one of an exchange.
func choosable(p refund.Proposal) refund.Proposal {
	p.Assessment.Alternatives = []refund.Alternative{
		{ID: refund.AlternativeStoreCredit, Kind: refund.AlternativeStoreCredit, TotalMinor: p.Assessment.TotalMinor},
		{ID: refund.AlternativeExchange, Kind: refund.AlternativeExchange, TotalMinor: p.Assessment.TotalMinor},
	}
	return p
}

// exchange is what the rules say when the customer wants an exchange.
func exchange() refund.Proposal {
	p := Units(1)
	p.Assessment.Disposition, p.Assessment.Reasons = refund.DispositionAttention, []string{string(refund.CodeExchangeChosen)}
	return p
}

// The order of two tenders: 17600 from a card, 5000 from a gift card.
const (
	cardMinor = int64(17600)
	giftMinor = int64(5000)
)

// TwoTenders is a request for the whole order, paid by two tenders, and the proposal for it.
func TwoTenders(order string) (refund.Cancellation, refund.Proposal) {
	c := Request(order, "c1", 2)
	card, gift := cardMinor, giftMinor
	c.Order.Payments[0].CapturedMinor, c.Order.Payments[0].OrderShareMinor = card, &card
	c.Order.Payments = append(c.Order.Payments, refund.Payment{
		PaymentID: "p2", Kind: refund.PaymentGiftCard, Provider: "simulator", ProviderReference: "gc_" + order,
		CapturedMinor: gift, OrderShareMinor: &gift, Currency: "CNY",
	})
	p := Units(2)
	p.Assessment.Legs = []refund.PlannedLeg{
		{LegID: "1", PaymentID: "p1", AmountMinor: card}, {LegID: "2", PaymentID: "p2", AmountMinor: gift},
	}
	return c, p
}

// HeldOfTwo holds the whole order of two tenders.
func (d *Desk) HeldOfTwo(order string) refund.ID {
	d.T.Helper()
	c, p := TwoTenders(order)
	same(d.T, "status", d.Propose(c, p).Status, refund.StatusPayingOut)
	return c.ID()
}

// Waiting is a request of one unit that waits for people of roles.
func (d *Desk) Waiting(order string, roles ...refund.Role) refund.ID {
	d.T.Helper()
	return d.WaitingFor(order, "c1", roles...)
}

// WaitingFor is Waiting under a request's own id.
func (d *Desk) WaitingFor(order, request string, roles ...refund.Role) refund.ID {
	d.T.Helper()
	c := Request(order, request, 1)
	c.Order.Market = "CN"
	s := d.Propose(c, appealable(choosable(asking(Units(1), roles...))))
	same(d.T, "status", s.Status, refund.StatusAwaitingApproval)
	same(d.T, "asked first", s.Approval.NextRole, roles[0])
	return c.ID()
}

// Attention is a refund of one unit whose leg was declined.
func (d *Desk) Attention(order string) refund.ID {
	d.T.Helper()
	id := d.Sent(order, "c1", 1)
	d.Record(id, refund.OutcomeDeclined)
	d.Status(id, refund.StatusNeedsAttention)
	return id
}

// Exchanged waits for a person to carry out an exchange: nothing was sent.
func (d *Desk) Exchanged(order string) refund.ID {
	d.T.Helper()
	id := d.Waiting(order, "lead")
	d.Choose(id, refund.AlternativeExchange, exchange())
	d.Taken(id, deciding(approve("d1", "ben")))
	same(d.T, "attention", d.Standing(id).Attention(), refund.CodeExchangeChosen)
	return id
}

// Choose lets the customer choose an alternative, by rules that propose p then.
func (d *Desk) Choose(id refund.ID, alternative string, p refund.Proposal) refund.Acted {
	d.T.Helper()
	choice := refund.Choice{AlternativeID: alternative, AssessmentHash: d.Standing(id).AssessmentHash, By: "customer:42"}
	out := d.ActBy(refund.ActRequest{Refund: id, Act: refund.Act{Kind: refund.ActChoose, Choice: &choice}}, Proposing(p))
	if !out.Accepted {
		d.T.Errorf("choice of %s: %s %s", alternative, out.Code, out.Detail)
	}
	return out
}
