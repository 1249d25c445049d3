package tender

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Progress is what a refund that is assessed again has planned and paid by now. The zero Progress is of a
// refund that is assessed for the first time.
type Progress struct {
	// Settled are the legs that are paid.
	Settled []refund.Leg
	// KeptBack is what the stored assessment kept back of indivisible instruments, or restored.
	KeptBack []refund.KeptBack
	// Reissued are the instruments that the stored assessment re-issues a share of.
	Reissued map[refund.PaymentID]bool
	// LastLeg is the highest number a leg of the refund has had (LastLeg).
	LastLeg int
	// balances are the payments as they are.
	balances []refund.PaymentBalance
}

// ProgressOf reads what a refund has planned and paid.
func ProgressOf(in refund.Reassessment) Progress {
	stored := &in.Stored.Assessment
	return Progress{Settled: in.Settled, KeptBack: stored.KeptBack, Reissued: reissuedBefore(stored.Components), LastLeg: LastLeg(in)}
}

// unsettled puts what the refund has paid back into the balances: the total and what is kept back of
// it are computed as they were, and only then it is asked what is left to pay.
func (b *Progress) unsettled(balances []refund.PaymentBalance) []refund.PaymentBalance {
	if len(b.Settled) == 0 {
		return balances
	}
	balances = slices.Clone(balances)
	for i := range balances {
		b.unsettle(&balances[i])
	}
	return balances
}

func (b *Progress) unsettle(balance *refund.PaymentBalance) {
	var paid int64
	for _, leg := range b.Settled {
		if leg.PaymentID == balance.PaymentID {
			paid += leg.AmountMinor // at most what was captured, which fits
		}
	}
	restored := min(paid, restoredIn(b.KeptBack, balance.PaymentID))
	balance.OwedMinor += paid - restored
	balance.OpenMinor += paid - restored
	balance.KeptBackMinor += restored
	balance.ReturnedMinor -= paid
}

// KeepSettled lets the legs that are paid stay as they are, and shares the rest over what the tenders
// still owe back (MONEY C8). More paid than the refund comes to is a Problem ALREADY_SENT: money that
// is gone is not taken back by an assessment.
func (p *Plan) KeepSettled(totalMinor int64) error {
	if len(p.progress.Settled) == 0 {
		return nil
	}
	planned, rest := p.Legs, totalMinor
	p.payments, p.Legs, p.lastLeg = p.progress.balances, nil, p.progress.LastLeg
	p.rounded = nil // the total has it already
	p.said = said{}
	p.steps.Remove(p.saidOfLegs)
	var inputs []refund.Input
	for _, leg := range p.progress.Settled {
		p.Legs = append(p.Legs, leg.PlannedLeg)
		rest -= leg.AmountMinor
		place := p.steps.Say("payment.settled", leg.AmountMinor, explain.Word("payment", leg.PaymentID), p.steps.Amount("amount", leg.AmountMinor))
		inputs = append(inputs, p.steps.Result("settled", place))
	}
	for _, leg := range planned { // what goes back whole, or is cancelled, cannot be shared
		if whole := p.Payment(leg.PaymentID).Indivisible(); (whole || leg.Void) && !p.settledOf(leg) {
			rest -= leg.AmountMinor
			p.addLeg(leg)
			inputs = p.results("whole", inputs, p.legSaid(leg.PaymentID))
		}
	}
	if rest < 0 {
		return refund.Problem{Code: refund.CodeAlreadySent, Detail: fmt.Sprintf("%d more is paid, or goes back whole, than the %s it comes to", -rest, refund.FormatAmount(totalMinor, p.order.Currency))}
	}
	if rest > 0 {
		p.said.rest = p.steps.Say("payment.rest", rest, append([]refund.Input{p.steps.Amount("due", totalMinor)}, inputs...)...)
	}
	return p.shareRest(rest)
}

// saidOfLegs reports whether a step is about a leg that is planned anew: what goes back whole and is not paid yet
// stays as it is.
func (p *Plan) saidOfLegs(step *refund.Step) bool {
	switch step.Key {
	case "payment.leg", "payment.leg_only":
		return true
	case "payment.leg_whole", "payment.leg_reissued":
		return p.settledOf(refund.PlannedLeg{PaymentID: paymentOf(step)})
	}
	return false
}

// legSaid is the step of a leg that stays; 0: there is none.
func (p *Plan) legSaid(id refund.PaymentID) int {
	for i := range p.steps.All {
		if step := &p.steps.All[i]; step.Adds == refund.SumLegs && paymentOf(step) == id {
			return i + 1
		}
	}
	return 0
}

// paymentOf is the payment a step is about.
func paymentOf(step *refund.Step) refund.PaymentID {
	for i := range step.Inputs {
		if step.Inputs[i].Name == "payment" {
			return refund.PaymentID(step.Inputs[i].Value)
		}
	}
	return ""
}

// settledOf reports whether a settled leg is against the same payment.
func (p *Plan) settledOf(leg refund.PlannedLeg) bool {
	return slices.ContainsFunc(p.progress.Settled, func(s refund.Leg) bool { return s.PaymentID == leg.PaymentID })
}

// shareRest adds legs for what is left to pay, over payments that can be shared.
func (p *Plan) shareRest(rest int64) error {
	shares, groups, err := p.overDivisible(rest, p.owed())
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		p.steps.Say("tenders.owe_less", 0, p.steps.Amount("due", rest))
		p.Problem = string(refund.CodeCapExceeded)
		return nil
	}
	if err != nil {
		return err
	}
	p.sayDue(groups, 0)
	before := slices.Clone(shares)
	minor, carrier := p.keepSteps(shares)
	p.saySteps(before, shares)
	for i, share := range shares {
		if err := p.planLeg(i, p.shareOf(i, share)); err != nil {
			return err
		}
	}
	p.round(minor, carrier)
	return nil
}
