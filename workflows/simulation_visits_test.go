package workflows_test

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

const (
	visits = 60
	// patience is after how many visits what waits is ended, come what may.
	patience = 45
)

// lookAfter is who comes every day and a half and does what the refund waits for: staff, the
// warehouse, the customer.
func (w *world) lookAfter(r *simulated, b *bundle, visit int) {
	p := &person{w: w, r: r, b: b, id: refund.DecisionID(fmt.Sprintf("visit-%d-%d", w.runs, visit))}
	if visit > 0 {
		b.killSwitch(false)
	}
	switch view := p.sees(); view.Status {
	case refund.StatusAwaitingApproval:
		p.review(visit)
	case refund.StatusNeedsInfo:
		if p.chance(2) {
			p.answer()
		}
	case refund.StatusAwaitingGoods:
		pick(r.chance, []func(){p.inspect, p.inspect, p.choose, func() {}, func() {}})()
	case refund.StatusNeedsAttention:
		p.resolve(p.wayOut(visit))
	case refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected:
		p.lookBack(view)
	case refund.StatusPayingOut:
		p.leadLegsOn(view, visit)
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusWithdrawn, refund.StatusNothingToRefund: // nothing waits
	}
}

// leadLegsOn acts on a leg while others are open, and has providers looked at.
func (p *person) leadLegsOn(view refund.View, visit int) {
	if !view.NeedsHuman() {
		pick(p.r.chance, []func(){p.lookNow, p.clear, func() {}, func() {}})()
		return
	}
	pick(p.r.chance, []func(){p.lookNow, p.clear, p.clear, func() { p.resolve(p.wayOut(visit)) }, func() { p.resolve(p.wayOut(visit)) }})()
}

// review mostly agrees; a customer may choose something else meanwhile.
func (p *person) review(visit int) {
	approve, reject := func() { p.decide(refund.VerbApprove) }, func() { p.decide(refund.VerbReject) }
	if visit > patience {
		reject()
		return
	}
	pick(p.r.chance, []func(){approve, approve, approve, approve, reject, p.adjust, p.adjust, p.ask, p.assign, p.choose})()
}

func (p *person) wayOut(visit int) refund.ResolveAction {
	if visit > patience {
		return refund.ResolveGiveUp
	}
	return pick(p.r.chance, refund.ResolveActions())
}

// lookBack is the customer after the end.
func (p *person) lookBack(view refund.View) {
	if view.AppealBy != nil && !p.chance(3) {
		p.appeal()
	}
	if view.Offer.Status == refund.OfferOpen && p.chance(2) {
		p.answerOffer()
	}
}

// How goods come back. The inspection's id begins with it.
const (
	cameWhole    = "whole"
	cameShort    = "short"
	cameWorn     = "worn"
	cameRefused  = "refused"
	cameNonsense = "nonsense"
)

// inspect is the warehouse: what it found of the goods that were waited for, or nonsense.
func (p *person) inspect() {
	kind := pick(p.r.chance, []string{cameWhole, cameShort, cameShort, cameWorn, cameWorn, cameRefused, cameRefused, cameNonsense, cameNonsense})
	in := refund.Inspection{InspectionID: refund.DecisionID(kind) + "-" + p.id, By: "warehouse"}
	if proposal := p.proposed(); proposal != nil && proposal.Assessment.Goods != nil {
		for _, goods := range proposal.Assessment.Goods.Lines {
			in.Lines = append(in.Lines, p.found(kind, goods))
		}
	}
	p.send(refund.ActInspect, in)
}

func (p *person) found(kind string, goods refund.GoodsLine) refund.InspectedLine {
	out := refund.InspectedLine{LineID: goods.LineID, Reason: kind}
	switch kind {
	case cameWhole:
		out.AcceptedQuantity = goods.Quantity
	case cameShort:
		out.AcceptedQuantity = p.r.chance.Int64N(goods.Quantity)
	case cameWorn:
		out.PartialQuantity = 1 + p.r.chance.Int64N(goods.Quantity)
		out.AcceptedQuantity = p.r.chance.Int64N(goods.Quantity - out.PartialQuantity + 1)
		out.DeductMinor = p.r.chance.Int64N(9000)
	case cameRefused:
		out.RefusedQuantity = 1 + p.r.chance.Int64N(goods.Quantity)
		out.AcceptedQuantity = goods.Quantity - out.RefusedQuantity
	case cameNonsense:
		out.AcceptedQuantity = goods.Quantity + 1
	}
	return out
}
