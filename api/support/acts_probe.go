package support

import (
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// probes are intents of an act that are well formed, by which the ledger is asked whether it may be done: what can be done to
// one of several legs or choices is tried with each. None: there is nothing to do it to.
func probes(act ActName, now refund.Standing) []Intent {
	one := Intent{ID: now.Refund, Act: act, AssessmentHash: now.AssessmentHash, Text: "?", Reference: "?", Fact: refund.FactPaid, AllAccepted: true}
	switch act {
	case ActApprove, ActReject:
		one.Amount = &api.Amount{Minor: now.TotalMinor, Currency: now.Currency}
		return []Intent{one}
	case ActAdjust:
		if now.TotalMinor < 2 { // there is no lower amount above zero
			return nil
		}
		one.Amount = &api.Amount{Minor: now.TotalMinor - 1, Currency: now.Currency}
		return []Intent{one}
	case ActAsk, ActAnswer, ActAssign, ActInspect, ActWithdraw, ActLookNow, ActAppeal, ActDeclineOffer:
		return []Intent{one}
	case ActRetry, ActPaidElsewhere, ActPayAnotherWay, ActGiveUp:
		return append([]Intent{one}, eachLeg(one, now)...)
	case ActClear:
		return eachLeg(one, now)
	case ActChoose:
		if ids := alternativesOf(now); len(ids) > 0 {
			return eachChoice(one, ids)
		}
		one.Choice = "?" // the ledger says why there is none
		return []Intent{one}
	case ActAcceptOffer:
		if terms := now.Offer.Terms; terms != nil {
			return eachChoice(one, choicesOf(*terms))
		}
		return []Intent{one}
	case ActAttribute, ActProviderFact, ActDispute:
	}
	return nil
}

// eachLeg is an intent for every leg that may still move.
func eachLeg(one Intent, now refund.Standing) (out []Intent) {
	for _, leg := range now.Legs {
		if leg.Status != refund.LegReleased {
			one.Leg = leg.LegID
			out = append(out, one)
		}
	}
	return out
}

func eachChoice(one Intent, choices []string) (out []Intent) {
	for _, choice := range choices {
		one.Choice = choice
		out = append(out, one)
	}
	return out
}

func alternativesOf(now refund.Standing) (out []string) {
	for _, alternative := range now.Alternatives {
		out = append(out, alternative.ID)
	}
	return out
}

func choicesOf(terms refund.OfferTerms) (out []string) {
	for _, choice := range terms.Choices {
		out = append(out, choice.ID)
	}
	return out
}
