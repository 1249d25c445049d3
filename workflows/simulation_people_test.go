package workflows_test

import (
	"errors"
	"fmt"
	"slices"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
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

// send does it by signal or by update, as chance wills. At times the ledger carries it out and the story does
// not hear of it: its worker died before the task was completed.
func (p *person) send(kind refund.ActKind, in any) {
	p.w.acted++
	switch p.r.chance.IntN(9) {
	case 0, 1, 2:
		p.b.signal(kind, in)
	case 3, 4:
		p.lose(kind, in)
	default:
		p.r.answers = append(p.r.answers, p.b.update(kind, in))
	}
}

// lose carries an act out in the ledger alone. One that is refused is lost whole.
func (p *person) lose(kind refund.ActKind, in any) {
	door := activities.Ledger{Books: p.w.books, Rules: p.b.rules, Staff: simulatedStaff{}}
	acted, err := door.CarryOutAct(p.w.t.Context(), refund.ActRequest{Refund: p.b.in.Cancellation.ID(), Act: actOf(kind, in)})
	if errors.Is(err, ledger.ErrNotFound) {
		return // nobody has claimed it yet
	}
	p.b.must(err)
	if acted.Accepted {
		p.w.lost++
		p.w.did["lost "+string(kind)]++
	}
}

// actOf is what is sent, as the ledger takes it.
func actOf(kind refund.ActKind, in any) refund.Act {
	act := refund.Act{Kind: kind}
	switch in := in.(type) {
	case refund.Decision:
		act.Decision = &in
	case refund.Withdrawal:
		act.Withdrawal = &in
	case refund.Resolution:
		act.Resolution = &in
	case refund.Clearing:
		act.Clearing = &in
	case refund.LookNow:
		act.LookNow = &in
	case refund.Assignment:
		act.Assignment = &in
	case refund.InfoRequest:
		act.Question = &in
	case refund.InfoReply:
		act.Reply = &in
	case refund.Inspection:
		act.Inspection = &in
	case refund.Appeal:
		act.Appeal = &in
	case refund.Choice:
		act.Choice = &in
	case refund.OfferReply:
		act.OfferReply = &in
	}
	return act
}

// proposed is the stored proposal; nil: there is none.
func (p *person) proposed() *refund.Proposal {
	stored, err := p.w.books.Case(p.w.t.Context(), p.b.in.Cancellation.ID())
	if err != nil {
		return nil
	}
	return stored.Proposal
}

// drawAct is something a person does at a bad moment.
func (w *world) drawAct(r *simulated, b *bundle, i int) func() {
	p := &person{w: w, r: r, b: b, id: refund.DecisionID(fmt.Sprintf("d-%d-%d", w.runs, i))}
	return pick(r.chance, []func(){
		func() { p.decide(refund.VerbApprove) }, func() { p.decide(refund.VerbReject) }, p.adjust,
		func() {
			p.send(refund.ActWithdraw, refund.Withdrawal{By: pick(r.chance, []refund.Person{"ann", simulatedCustomer})})
		},
		func() { p.resolve(refund.ResolveRetry) }, func() { p.resolve(refund.ResolveGiveUp) },
		func() { p.resolve(refund.ResolvePaidElsewhere) }, func() { p.resolve(refund.ResolvePayAnotherWay) },
		p.answerOffer, p.inspect, p.appeal, p.ask, p.answer, p.assign, p.choose, p.lookNow, p.clear,
		func() { w.acted++; b.env.CancelWorkflow() },
	})
}

func (p *person) decide(verb refund.Verb) {
	p.send(refund.ActDecide, decision(p.id, verb, p.anyone()))
}

// adjust lowers to anything below the amount as it stands; without one it is nonsense.
func (p *person) adjust() {
	minor := int64(1)
	if total := p.sees().TotalMinor; total > 1 {
		minor += p.r.chance.Int64N(total - 1)
	}
	d := decision(p.id, refund.VerbAdjust, p.anyone())
	d.AmountMinor = &minor
	p.send(refund.ActDecide, d)
}

func (p *person) resolve(action refund.ResolveAction) {
	in := refund.Resolution{ResolutionID: p.id, Action: action, By: p.anyone(), Note: "simulated"}
	switch action {
	case refund.ResolvePaidElsewhere:
		in.Reference = "bank-" + string(p.id)
		p.send(refund.ActResolve, in)
		in.ResolutionID, in.By = p.id+"-too", p.anyone()
	case refund.ResolvePayAnotherWay:
		in.Via = refund.ViaStoreCredit
	case refund.ResolveRetry, refund.ResolveGiveUp:
	}
	p.send(refund.ActResolve, in)
}

// answerOffer takes one of the choices, or none; at times one that is not there.
func (p *person) answerOffer() {
	in := refund.OfferReply{By: simulatedCustomer, Accept: !p.chance(4), Choice: "coupon"}
	if terms := p.sees().Offer.Terms; terms != nil {
		in.Choice = pick(p.r.chance, terms.Choices).ID
	}
	p.send(refund.ActAnswerOffer, in)
}

func (p *person) appeal() {
	p.send(refund.ActAppeal, refund.Appeal{AppealID: p.id, By: simulatedCustomer, Statement: "it was new"})
}

func (p *person) ask() {
	p.send(refund.ActAsk, refund.InfoRequest{InfoID: p.id, By: p.anyone(), Question: "Which unit?"})
}

func (p *person) answer() {
	p.send(refund.ActAnswer, refund.InfoReply{By: simulatedCustomer, Answer: "the blue one"})
}

func (p *person) assign() {
	p.send(refund.ActAssign, refund.Assignment{By: p.anyone(), To: p.anyone()})
}

// choose takes an alternative of the assessment as it stands.
func (p *person) choose() {
	view := p.sees()
	in := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: view.AssessmentHash, By: simulatedCustomer}
	if len(view.Alternatives) > 0 {
		in.AlternativeID = pick(p.r.chance, view.Alternatives).ID
	}
	p.send(refund.ActChoose, in)
}

func (p *person) lookNow() { p.send(refund.ActLookNow, refund.LookNow{By: p.anyone()}) }

// clear says what became of the first undecided leg, as the provider's own book has it, and another person
// agrees.
func (p *person) clear() {
	for _, leg := range p.sees().Legs {
		if !leg.Status.Undecided() {
			continue
		}
		in := refund.Clearing{ClearingID: p.id + "-first", Leg: leg.LegID, Fact: refund.FactNotPaid, Reference: "letter", By: "ann"}
		if p.w.movedUnder(refund.ProviderKey(p.b.in.Cancellation.ID(), leg.LegID, leg.Generation)) {
			in.Fact = refund.FactPaid
		}
		p.send(refund.ActClear, in)
		in.ClearingID, in.By = p.id+"-second", "bob"
		p.send(refund.ActClear, in)
		return
	}
}

// movedUnder reports whether the provider has moved money, or cancelled an authorisation, under a key.
func (w *world) movedUnder(key string) bool {
	w.t.Helper()
	refunds, err := simulator.ReadRefunds(w.t.Context(), w.url, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.ContainsFunc(refunds, func(r simulator.Refund) bool { return r.Key == key && r.Status == simulator.StatusSettled })
}
