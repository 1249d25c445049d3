package ledgertest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The size of a walk: few orders and requests, so that its steps collide.
const (
	walkSeeds   = 10
	walkSteps   = 150
	walkOrders  = 4
	walkClaims  = 4
	walkBonus   = 700
	outcomesMax = 8
	// walkMarket is the order whose line a seller sells, and whose purchase earned points; walkCard was paid with a gift card
	// of the merchant's.
	walkMarket = "o2"
	walkCard   = "o3"
)

// randomWalks calls everything in any sequence, twice, with outcomes that contradict each other, and lets
// the audit judge after every third step. Refusals are fine; a broken promise is not.
func randomWalks(t *testing.T, open Open) {
	for seed := range uint64(walkSeeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := walk{Desk: NewDesk(t, open), rand: rand.New(rand.NewPCG(seed, 1)), finance: rand.New(rand.NewPCG(seed, 2)), kept: map[time.Time]map[string]ledger.TrialLine{}}
			for step := range walkSteps {
				w.step(step)
				if step%3 == 0 {
					w.BooksAgree()
				}
				if t.Failed() {
					t.Fatalf("seed %d failed at step %d", seed, step)
				}
			}
			w.closedStay()
		})
	}
}

type walk struct {
	*Desk
	rand *rand.Rand
	// kept is what was booked until the end of each period, as it was when it was closed.
	kept map[time.Time]map[string]ledger.TrialLine
	// finance draws what finance does, and what providers say of a balance.
	finance *rand.Rand
}

func (w walk) step(step int) {
	quantity := 1 + w.rand.Int64N(2)
	c := Request(fmt.Sprintf("o%d", w.rand.IntN(walkOrders)), fmt.Sprintf("c%d", w.rand.IntN(walkClaims)), quantity)
	switch c.Key.Order {
	case walkMarket:
		c = OnMarket(c)
	case walkCard:
		p := &c.Order.Payments[0]
		p.Kind, p.Provider, p.ProviderReference = refund.PaymentGiftCard, refund.StoredProvider, "sv_"+walkCard
	}
	id := c.ID()
	if w.rand.IntN(2) == 0 {
		w.Clock.Advance(lease)
	}
	w.Decide(c, w.rules(id, quantity))
	if w.finance.IntN(4) == 0 {
		w.tryFund(step)
	}
	switch w.rand.IntN(13) {
	case 0, 1, 2:
		w.tryBegin(id)
	case 3, 4, 5:
		w.tryRecord(id)
	case 6:
		w.tryDeadline(id)
	case 7, 8:
		w.tryBank(string(c.Key.Order), step)
		w.equation(id, step)
	case 9:
		w.tryKeeper(id, step)
	default:
		w.tryAct(id, quantity, fmt.Sprint(step))
	}
	s := w.Standing(id)
	if s.Closed && !s.Status.Final() {
		w.T.Errorf("%s is closed as %s", id, s.Status)
	}
}

// rules propose any of what may be proposed, with what has settled in it.
func (w walk) rules(id refund.ID, quantity int64) *Rules {
	first := appealable(w.proposal(quantity))
	if w.rand.IntN(6) == 0 {
		first = appealable(refusing("EXCLUDED"))
	}
	return &Rules{
		First: func(c refund.Cancellation, _ refund.OrderHistory) (refund.Proposal, error) {
			return forMarket(c, first), nil
		},
		Again: func(in refund.Reassessment, _ refund.OrderHistory) (refund.Proposal, error) {
			return forMarket(in.Cancellation, w.again(in, quantity)), nil
		},
	}
}

// forMarket is a proposal with the seller's share and the points, where the order is the marketplace's.
func forMarket(c refund.Cancellation, p refund.Proposal) refund.Proposal {
	if c.Key.Order != walkMarket || p.Assessment.Disposition != refund.DispositionPay {
		return p
	}
	return Sold(p)
}

func (w walk) proposal(quantity int64) refund.Proposal {
	p := choosable(Units(quantity))
	switch w.rand.IntN(5) {
	case 0:
		p = Credit(w.rand.Int64N(2)*walkBonus, "1")
	case 1:
		p = withGoods(p, quantity)
	}
	if w.rand.IntN(3) == 0 {
		p = asking(p, "lead", "finance")
	}
	return p
}

// again is a proposal with a new leg beside what is paid, lowered where that is asked for.
func (w walk) again(in refund.Reassessment, quantity int64) refund.Proposal {
	p := appealable(asking(Units(quantity), "lead"))
	a := &p.Assessment
	a.Legs[0].LegID = refund.LegID(fmt.Sprintf("n%d", len(in.UsedLegs)))
	if in.Appealed {
		p.ApprovalReasons = []string{refund.ReasonAppealed}
	}
	for _, leg := range in.Settled {
		a.Legs = append(a.Legs, leg.PlannedLeg)
		a.TotalMinor += leg.AmountMinor
		a.Components = append(a.Components, refund.Component{Kind: refund.ComponentWaiver, AmountMinor: leg.AmountMinor})
	}
	if in.AdjustToMinor != nil {
		less := a.TotalMinor - *in.AdjustToMinor
		a.Components = append(a.Components, refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: -less})
		a.TotalMinor, a.Legs[0].AmountMinor = *in.AdjustToMinor, a.Legs[0].AmountMinor-less
	}
	return p
}

// leg is any of a refund's legs; ok is false without one.
func (w walk) leg(id refund.ID) (refund.Leg, bool) {
	legs := w.Case(id).Legs
	if len(legs) == 0 {
		return refund.Leg{}, false
	}
	return legs[w.rand.IntN(len(legs))], true
}

func (w walk) attempt() string { return fmt.Sprint("a", w.rand.IntN(2)) }

func (w walk) tryBegin(id refund.ID) {
	leg, ok := w.leg(id)
	if !ok {
		return
	}
	w.BeginLeg(id, leg.LegID, w.attempt())
	if w.rand.IntN(2) == 0 {
		w.Resend(id, leg.LegID, leg.Generation, w.attempt())
	}
}

// tryRecord books any outcome of any generation so far, twice.
func (w walk) tryRecord(id refund.ID) {
	leg, ok := w.leg(id)
	if !ok {
		return
	}
	kinds := [outcomesMax]refund.OutcomeKind{
		refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeDeclined, refund.OutcomeNotSent,
		refund.OutcomeUnknown, refund.OutcomeFailed, refund.OutcomeRequiresAction, refund.OutcomeAbnormal,
	}
	in := refund.Record{
		Refund: id, Leg: leg.LegID, Generation: 1 + w.rand.IntN(leg.Generation), Attempt: w.attempt(),
		Outcome: w.declined(kinds[w.rand.IntN(outcomesMax)]), Cause: workflow,
	}
	for range 2 {
		_, err := w.Store.RecordOutcome(w.ctx, in)
		w.refusable(err)
	}
}

// tryDeadline lets any moment of the standing come.
func (w walk) tryDeadline(id refund.ID) {
	s := w.Standing(id)
	if s.Goods != nil && s.Goods.By != nil {
		w.Pass(id, refund.DeadlineGoods, s.Goods.By)
	}
	if s.AppealBy != nil {
		w.Pass(id, refund.DeadlineAppeal, s.AppealBy)
	}
}

// tryAct lets anybody do anything, twice.
func (w walk) tryAct(id refund.ID, quantity int64, step string) {
	s := w.Standing(id)
	leg, _ := w.leg(id)
	less := int64(9000)
	lower := approve("less"+step, "ruth")
	lower.Verb, lower.AmountMinor = refund.VerbAdjust, &less
	said := clearing("k"+step, []refund.Person{"anna", "ben"}[w.rand.IntN(2)], []refund.LegFact{refund.FactPaid, refund.FactNotPaid}[w.rand.IntN(2)])
	said.Clearing.Leg = leg.LegID
	choice := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: s.AssessmentHash, By: "customer:42"}
	outside := elsewhere
	outside.By = []refund.Person{"anna", "ben"}[w.rand.IntN(2)]
	acts := []refund.Act{
		deciding(approve("yes"+step, []string{"anna", "ben", "ruth"}[w.rand.IntN(3)])), deciding(reject("no"+step, "ben")), deciding(lower),
		withdrawing("customer:42"), named(retry, refund.DecisionID(step), leg.LegID), named(giveUp, refund.DecisionID(step), leg.LegID),
		named(outside, refund.DecisionID(step), leg.LegID), named(outside, refund.DecisionID(step), ""), named(asCredit, refund.DecisionID(step), ""), named(giveUp, refund.DecisionID(step), ""),
		said, inspecting("i"+step, quantity, 0), inspecting("j"+step, 0, quantity), appealing("ap" + step),
		{Kind: refund.ActChoose, Choice: &choice},
	}
	a := acts[w.rand.IntN(len(acts))]
	rules := w.rules(id, quantity)
	for range 2 {
		_, err := w.Store.CarryOut(w.ctx, refund.ActRequest{Refund: id, Act: a, Authority: Anything(a.By())}, rules)
		w.refusable(err)
	}
}

// refusable stops on a fault; a rule of the books that held is fine.
func (w walk) refusable(err error) {
	w.T.Helper()
	if errors.Is(err, ledger.ErrInvariant) {
		return
	}
	w.no(err)
}
