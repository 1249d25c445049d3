package policy

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/tender"
	"github.com/makegood/makegood/refund"
)

// choose carries out the alternative a customer chose (refund.Proposal.Choose), before anything was
// paid. Without a choice, store credit that was chosen earlier stays chosen, with its bonus on the
// new amount.
func choose(in refund.Reassessment, a refund.Assessment, order refund.Order) (refund.Assessment, error) {
	if in.Choice == nil {
		return keepChosen(in, a, order)
	}
	moved := in.Inspection == nil && in.AdjustToMinor == nil && a.TotalMinor != in.Stored.Assessment.TotalMinor
	switch {
	case len(in.Settled) > 0:
		return a, refund.Problem{Code: refund.CodeAlreadySent, Detail: "a part is paid already: there is nothing left to choose"}
	case moved || !a.Eligible():
		return a, refund.Problem{Code: refund.CodeAssessmentMoved, Detail: "the refund comes to something else by now: look again"}
	}
	if stored := in.Stored.Assessment; stored.Eligible() && stored.TotalMinor == a.TotalMinor {
		stored.HistoryVersion = a.HistoryVersion
		stored.Legs = tender.Renumbered(stored.Legs, tender.LastLeg(in))
		a = stored
	}
	return carryOut(*in.Choice, in.AssessmentHash, a, order)
}

// keepChosen keeps store credit that was chosen. Where it is not offered any more, the money goes back
// the way it came.
func keepChosen(in refund.Reassessment, a refund.Assessment, order refund.Order) (refund.Assessment, error) {
	chosen := in.Stored.Assessment.Chosen
	if chosen == nil || chosen.Kind != refund.AlternativeStoreCredit || !a.Eligible() || len(in.Settled) > 0 {
		return a, nil
	}
	for _, offered := range a.Alternatives {
		if offered.ID == chosen.ID {
			return carryOut(refund.Choice{AlternativeID: chosen.ID}, "", a, order)
		}
	}
	return a, nil
}

func carryOut(c refund.Choice, hash string, a refund.Assessment, order refund.Order) (refund.Assessment, error) {
	p, err := refund.Proposal{Assessment: a}.Choose(c, hash, order)
	if err != nil {
		return a, err
	}
	steps := explain.Steps{Currency: order.Currency, All: p.Assessment.Steps}
	chosen := p.Assessment.Chosen
	steps.Say("choice."+chosen.Kind, chosen.TotalMinor, steps.Amount("total", p.Assessment.TotalMinor), steps.Amount("bonus", chosen.BonusMinor))
	p.Assessment.Steps = steps.All
	return p.Assessment, nil
}
