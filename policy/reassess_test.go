package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func TestAnAppealIsNotJudgedByTheRuleAgainAndNeverAutomatic(t *testing.T) {
	custom := func(l *refund.Line) { l.CustomMade = true }
	for name, c := range map[string]struct {
		order refund.Order
		want  []string
	}{
		"too late":             {oneOf(refund.ModelPhysicalGoods, day(30), nil), []string{"APPEALED", "GOODS_REQUIRED"}},
		"excluded":             {oneOf(refund.ModelPhysicalGoods, day(1), custom), []string{"APPEALED"}},
		"eligible in any case": {oneOf(refund.ModelPhysicalGoods, day(1), nil), []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, h := defaultPolicy(t), historyOf(t, c.order)
			in := stored(t, p, whole(c.order, refund.ReasonCustomerChangedMind), h)
			in.Appealed = true
			a := reassess(t, p, in, h)
			if a.TotalMinor != 10000 || !slices.Equal(a.Reasons, c.want) || !slices.Equal(a.ApprovalReasons, []string{refund.ReasonAppealed}) {
				t.Errorf("got %d %v, %v", a.TotalMinor, a.Reasons, a.ApprovalReasons)
			}
			proposal, err := p.Propose(in.Cancellation, a, refund.RiskVerdict{Band: refund.RiskLow}, h)
			if err != nil || !slices.Equal(proposal.ApprovalRoles, []refund.Role{"support"}) {
				t.Errorf("an appeal asks %v, %v", proposal.ApprovalRoles, err)
			}
			// It stays an appeal when a person lowers it.
			later := refund.Reassessment{Cancellation: in.Cancellation, Stored: proposal, AdjustToMinor: ptr(4000)}
			if a := reassess(t, p, later, h); a.TotalMinor != 4000 || !slices.Contains(a.ApprovalReasons, refund.ReasonAppealed) {
				t.Errorf("adjusted: got %s %d, %v", a.Disposition, a.TotalMinor, a.ApprovalReasons)
			}
		})
	}
	gone := historyOf(t, twoLines())
	gone.Earlier = []refund.Entitlement{{Components: []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 1000}}}}
	in := refund.Reassessment{Cancellation: damaged(twoLines(), take("1", 1)), Appealed: true}
	if a := reassess(t, defaultPolicy(t), in, gone); a.Disposition != refund.DispositionReject || !slices.Equal(a.Reasons, []string{string(refund.CodeQuantityRefunded)}) {
		t.Errorf("an appeal of units that are gone: %s %v", a.Disposition, a.Reasons)
	}
}

func TestAnAppealForgetsAnEarlierAdjustment(t *testing.T) {
	o := twoLines()
	p, h := defaultPolicy(t), historyOf(t, o)
	in := stored(t, p, whole(o, refund.ReasonOther), h)
	in.AdjustToMinor = ptr(100)
	in = refund.Reassessment{Cancellation: in.Cancellation, Stored: refund.Proposal{Assessment: reassess(t, p, in, h)}, Appealed: true}
	if a := reassess(t, p, in, h); a.TotalMinor != 5000 {
		t.Errorf("got %d %v, want 5000", a.TotalMinor, parts(a))
	}
}

func TestWhatACustomerChoseIsCarriedOut(t *testing.T) {
	o := arrived(goods("1", 2, 1000))
	p, h := defaultPolicy(t), historyOf(t, o)
	in := stored(t, p, whole(o, refund.ReasonDamaged), h)
	choice := func(id string) *refund.Choice { return &refund.Choice{AlternativeID: id, AssessmentHash: "h1"} }
	in.Choice = choice(refund.AlternativeStoreCredit)
	h.Version = 7
	credit := reassess(t, p, in, h)
	want := []refund.PlannedLeg{{LegID: "2", PaymentID: "card", AmountMinor: 2000, Via: refund.ViaStoreCredit, BonusMinor: 100}}
	if !reflect.DeepEqual(credit.Legs, want) || credit.Chosen == nil || credit.Chosen.BonusMinor != 100 || credit.HistoryVersion != 7 {
		t.Errorf("got %+v, chosen %+v on version %d", credit.Legs, credit.Chosen, credit.HistoryVersion)
	}
	in.Choice = choice(refund.AlternativeExchange)
	if a := reassess(t, p, in, h); a.Disposition != refund.DispositionAttention || !slices.Equal(a.Reasons, []string{string(refund.CodeExchangeChosen)}) {
		t.Errorf("an exchange: got %s %v", a.Disposition, a.Reasons)
	}
	// A person's lower amount leaves the store credit that was chosen, with a bonus on what is left.
	later := refund.Reassessment{Cancellation: in.Cancellation, Stored: refund.Proposal{Assessment: credit}, AdjustToMinor: ptr(1000)}
	want = []refund.PlannedLeg{{LegID: "3", PaymentID: "card", AmountMinor: 1000, Via: refund.ViaStoreCredit, BonusMinor: 50}}
	if a := reassess(t, p, later, h); !reflect.DeepEqual(a.Legs, want) || a.TotalMinor != 1000 {
		t.Errorf("adjusted: got %+v of %d", a.Legs, a.TotalMinor)
	}
}

func TestAChoiceThatComesTooLateIsRefused(t *testing.T) {
	o := twoLines()
	p, h := defaultPolicy(t), historyOf(t, o)
	choice := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: "h1"}
	for name, c := range map[string]struct {
		change func(*refund.Reassessment)
		want   refund.Code
	}{
		"on another assessment": {func(in *refund.Reassessment) { in.AssessmentHash = "h2" }, refund.CodeAssessmentMoved},
		"on another amount":     {func(in *refund.Reassessment) { in.Stored.Assessment.TotalMinor = 4999 }, refund.CodeAssessmentMoved},
		"of what nobody offers": {func(in *refund.Reassessment) { in.Choice.AlternativeID = refund.AlternativeExchange }, refund.CodeUnknownAlternative},
		"after a part was paid": {func(in *refund.Reassessment) {
			in.Settled = []refund.Leg{{PlannedLeg: in.Stored.Assessment.Legs[0], Status: refund.LegSettled}}
			h.Payments = slices.Clone(h.Payments)
		}, refund.CodeAlreadySent},
	} {
		in, own := stored(t, p, whole(o, refund.ReasonOther), h), choice
		in.Choice = &own
		c.change(&in)
		if _, err := reassessed(t, p, in, h); codeOf(err) != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func TestStoreCreditIsNotOfferedForWhatWasPaidInKind(t *testing.T) {
	points := tender("pts", refund.PaymentPoints, 1000)
	points.Units = &refund.Units{Asset: "PTS:club", Amount: 1500}
	if a := first(t, whole(order([]refund.Line{goods("1", 1, 1000)}, points), refund.ReasonOther)); a.Alternatives != nil {
		t.Errorf("got %v", a.Alternatives)
	}
}

func TestARefundIsAssessedAgainByTheVersionThatAssessedIt(t *testing.T) {
	one, two := versionOf(t, "1", "20", "2026-01-01", "false"), versionOf(t, "2", "60", "2026-11-18", "true")
	set, o := setOf(t, one, two), ago(30)
	a := assessedBy(t, set, o)
	if a.Policy.Version != "2" || a.TotalMinor != 5000 {
		t.Fatalf("the newer version assessed %d by %s", a.TotalMinor, a.Policy)
	}
	in := refund.Reassessment{Cancellation: whole(o, refund.ReasonCustomerChangedMind), Stored: refund.Proposal{Assessment: a}, AdjustToMinor: ptr(400)}
	again, err := reassessed(t, set, in, historyOf(t, o))
	if err != nil || again.Policy.Version != "2" || again.TotalMinor != 400 {
		t.Errorf("got %d by %s, %v", again.TotalMinor, again.Policy, err)
	}
	in.Stored.Assessment.Policy.Version = "9"
	if _, err := reassessed(t, set, in, historyOf(t, o)); codeOf(err) != policy.CodeAdjustImpossible {
		t.Errorf("by the version agreed, which refuses it: got %v", err)
	}
	proposal, err := set.Propose(in.Cancellation, again, refund.RiskVerdict{Band: refund.RiskLow}, historyOf(t, o))
	if err != nil || proposal.ApprovalsRequired != 0 {
		t.Errorf("got %d approvals, %v", proposal.ApprovalsRequired, err)
	}
}
