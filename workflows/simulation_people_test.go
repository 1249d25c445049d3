package workflows_test

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// person is somebody who does something about one refund: a customer, a member of staff, the
// warehouse. It may be refused; it may not break anything.
type person struct {
	w  *world
	r  *simulated
	b  *bundle
	id refund.DecisionID
}

const simulatedCustomer refund.Person = "customer:42"

func (p *person) chance(oneIn int) bool { return p.r.chance.IntN(oneIn) == 0 }

// sees is what the person sees of the refund: nothing before its first workflow task.
func (p *person) sees() (view refund.View) {
	if value, err := p.b.env.QueryWorkflow(refund.QueryRefund); err != nil || value.Get(&view) != nil {
		return refund.View{}
	}
	return view
}

func (p *person) anyone() refund.Person { return pick(p.r.chance, simulatedReviewers()) }

// send does it by signal or by update, as chance wills.
func (p *person) send(name string, in any) {
	p.w.acted++
	if p.chance(2) {
		p.b.env.SignalWorkflow(name, in)
		return
	}
	p.r.answers = append(p.r.answers, p.b.update(name, in))
}

// drawAct is something a person does at a bad moment.
func (w *world) drawAct(r *simulated, b *bundle, i int) func() {
	p := &person{w: w, r: r, b: b, id: refund.DecisionID(fmt.Sprintf("d-%d", i))}
	return pick(r.chance, []func(){
		func() { p.decide(refund.VerbApprove) }, func() { p.decide(refund.VerbReject) }, p.adjust,
		func() {
			p.send(refund.MessageWithdraw, refund.Withdrawal{By: pick(r.chance, []refund.Person{"ann", simulatedCustomer})})
		},
		func() { p.resolve(refund.ResolveRetry) }, func() { p.resolve(refund.ResolveGiveUp) },
		func() { p.resolve(refund.ResolvePaidElsewhere) }, func() { p.resolve(refund.ResolvePayAnotherWay) },
		p.answerOffer, p.inspect, p.appeal, p.ask, p.answer, p.assign, p.choose,
		func() { w.acted++; b.env.CancelWorkflow() },
	})
}

func (p *person) decide(verb refund.Verb) {
	p.send(refund.MessageDecide, decision(p.id, verb, p.anyone()))
}

// adjust lowers to anything below the amount as it stands; without one it is nonsense.
func (p *person) adjust() {
	minor := int64(1)
	if proposal := p.sees().Proposal; proposal != nil && proposal.Assessment.TotalMinor > 1 {
		minor += p.r.chance.Int64N(proposal.Assessment.TotalMinor - 1)
	}
	d := decision(p.id, refund.VerbAdjust, p.anyone())
	d.AmountMinor = &minor
	p.send(refund.MessageDecide, d)
}

func (p *person) resolve(action refund.ResolveAction) {
	in := refund.Resolution{ResolutionID: p.id, Action: action, By: p.anyone(), Note: "simulated"}
	switch action {
	case refund.ResolvePaidElsewhere:
		in.Reference = "bank-" + string(p.id)
	case refund.ResolvePayAnotherWay:
		in.Via = refund.ViaStoreCredit
	case refund.ResolveRetry, refund.ResolveGiveUp:
	}
	p.send(refund.MessageResolve, in)
}

// answerOffer takes one of the choices, or none; at times one that is not there.
func (p *person) answerOffer() {
	in := refund.OfferReply{By: simulatedCustomer, Accept: !p.chance(4), Choice: "coupon"}
	if terms := p.sees().OfferTerms; terms != nil {
		in.Choice = pick(p.r.chance, terms.Choices).ID
	}
	p.send(refund.MessageAnswerOffer, in)
}

func (p *person) appeal() {
	p.send(refund.MessageAppeal, refund.Appeal{AppealID: p.id, By: simulatedCustomer, Statement: "it was new"})
}

func (p *person) ask() {
	p.send(refund.MessageAskInfo, refund.InfoRequest{InfoID: p.id, By: p.anyone(), Question: "Which unit?"})
}

func (p *person) answer() {
	p.send(refund.MessageAnswerInfo, refund.InfoReply{By: simulatedCustomer, Answer: "the blue one"})
}

func (p *person) assign() {
	p.send(refund.MessageAssign, refund.Assignment{By: p.anyone(), To: p.anyone()})
}

// choose takes an alternative of the assessment as it stands.
func (p *person) choose() {
	view := p.sees()
	in := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: view.AssessmentHash, By: simulatedCustomer}
	if view.Proposal != nil && len(view.Proposal.Assessment.Alternatives) > 0 {
		in.AlternativeID = pick(p.r.chance, view.Proposal.Assessment.Alternatives).ID
	}
	p.send(refund.MessageChooseAlternative, in)
}
