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
	p.steps.Remove(func(step *refund.Step) bool { return step.Key == "payment.leg" || step.Key == "payment.step" })
	for _, leg := range p.progress.Settled {
		p.Legs = append(p.Legs, leg.PlannedLeg)
		rest -= leg.AmountMinor
		p.steps.Say("payment.settled", leg.AmountMinor, explain.Word("payment", leg.PaymentID))
	}
	for _, leg := range planned { // what goes back whole, or is cancelled, cannot be shared
		if whole := p.Payment(leg.PaymentID).Indivisible(); (whole || leg.Void) && !p.settledOf(leg) {
			rest -= leg.AmountMinor
			p.addLeg(leg)
		}
	}
	if rest < 0 {
		return refund.Problem{Code: refund.CodeAlreadySent, Detail: fmt.Sprintf("%d more is paid, or goes back whole, than the %s it comes to", -rest, refund.FormatAmount(totalMinor, p.order.Currency))}
	}
	return p.shareRest(rest)
}

// settledOf reports whether a settled leg is against the same payment.
func (p *Plan) settledOf(leg refund.PlannedLeg) bool {
	return slices.ContainsFunc(p.progress.Settled, func(s refund.Leg) bool { return s.PaymentID == leg.PaymentID })
}

// shareRest adds legs for what is left to pay, over payments that can be shared.
func (p *Plan) shareRest(rest int64) error {
	shares, err := p.overDivisible(rest, p.owed())
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		p.steps.Say("tenders.owe_less", 0, p.steps.Amount("due", rest))
		p.Problem = string(refund.CodeCapExceeded)
		return nil
	}
	if err != nil {
		return err
	}
	minor, carrier := p.keepSteps(shares)
	for i, share := range shares {
		if err := p.planLeg(i, share, ""); err != nil {
			return err
		}
	}
	p.round(minor, carrier)
	return nil
}
