package refund_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/refund"
)

// offered is a proposal over a card, points, a red packet and an authorisation, with both
// alternatives.
func offered() (refund.Proposal, refund.Order) {
	order := refund.Order{Currency: "CNY", Payments: []refund.Payment{
		{PaymentID: "card", Kind: refund.PaymentCard}, {PaymentID: "pts", Kind: refund.PaymentPoints},
		{PaymentID: "rp", Kind: refund.PaymentRedPacket}, {PaymentID: "hold", Kind: refund.PaymentCard},
	}}
	return refund.Proposal{Assessment: refund.Assessment{
		Disposition: refund.DispositionPay, Currency: "CNY", TotalMinor: 1000, Reasons: []string{"WITHIN_WINDOW"},
		Legs: []refund.PlannedLeg{
			{LegID: "1", PaymentID: "card", AmountMinor: 700}, {LegID: "2", PaymentID: "pts", AmountMinor: 200, Units: &refund.Units{Asset: "PTS:club", Amount: 300}},
			{LegID: "3", PaymentID: "rp", AmountMinor: 100}, {LegID: "4", PaymentID: "hold", Void: true},
		},
		Alternatives: []refund.Alternative{
			{ID: refund.AlternativeStoreCredit, Kind: refund.AlternativeStoreCredit, TotalMinor: 1050, BonusMinor: 50, Budget: "goodwill"},
			{ID: refund.AlternativeExchange, Kind: refund.AlternativeExchange, TotalMinor: 1000},
		},
	}}, order
}

func TestStoreCreditTakesTheMoneysPlaceAndNothingInKind(t *testing.T) {
	p, order := offered()
	chosen, err := p.Choose(refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: "h1"}, "h1", order)
	if err != nil {
		t.Fatal(err)
	}
	var ways []string
	for i, leg := range chosen.Assessment.Legs {
		ways = append(ways, leg.Via)
		if leg.PaymentID != p.Assessment.Legs[i].PaymentID || leg.AmountMinor != p.Assessment.Legs[i].AmountMinor {
			t.Errorf("leg %s is now %+v", leg.LegID, leg)
		}
	}
	if bonus := chosen.Assessment.Legs[0].BonusMinor; bonus != 50 || chosen.Assessment.Legs[1].BonusMinor != 0 {
		t.Errorf("the bonus of 50 goes with %+v", chosen.Assessment.Legs)
	}
	if !slices.Equal(ways, []string{"STORE_CREDIT", "", "", ""}) || chosen.Assessment.TotalMinor != 1000 || chosen.Assessment.Chosen.BonusMinor != 50 {
		t.Errorf("ways %v, total %d, chosen %+v", ways, chosen.Assessment.TotalMinor, chosen.Assessment.Chosen)
	}
	if p.Assessment.Legs[0].Via != "" || p.Assessment.Chosen != nil {
		t.Errorf("what was proposed has changed: %+v", p.Assessment)
	}
}

func TestAnExchangeIsForAPersonToCarryOut(t *testing.T) {
	p, order := offered()
	chosen, err := p.Choose(refund.Choice{AlternativeID: refund.AlternativeExchange, AssessmentHash: "h1"}, "h1", order)
	if err != nil || chosen.Assessment.Disposition != refund.DispositionAttention || !slices.Equal(chosen.Assessment.Reasons, []string{"EXCHANGE_CHOSEN"}) {
		t.Errorf("got %+v, %v", chosen.Assessment, err)
	}
}

func TestAChoiceIsBoundToTheAssessmentItWasMadeOn(t *testing.T) {
	p, order := offered()
	for name, c := range map[string]struct {
		choice refund.Choice
		code   refund.Code
	}{
		"made on an older assessment":       {refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: "h0"}, refund.CodeAssessmentMoved},
		"made on no assessment":             {refund.Choice{AlternativeID: refund.AlternativeStoreCredit}, refund.CodeAssessmentMoved},
		"of what is not offered":            {refund.Choice{AlternativeID: "CASH", AssessmentHash: "h1"}, refund.CodeUnknownAlternative},
		"of nothing, where one has no name": {refund.Choice{AssessmentHash: "h1"}, refund.CodeUnknownAlternative},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.Choose(c.choice, "h1", order)
			if problem, ok := refund.ProblemIn(err); !ok || problem.Code != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}
