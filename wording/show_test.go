package wording_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

var shownAt = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

func speaker(t *testing.T, locale string) explain.Speaker {
	t.Helper()
	s, err := explain.In(locale)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func shown(show func(*strings.Builder)) string {
	var out strings.Builder
	show(&out)
	return out.String()
}

func TestAStoredCaseIsShownAsTheWorkflowWouldHave(t *testing.T) {
	due := shownAt.Add(time.Hour)
	got := shown(func(out *strings.Builder) {
		wording.Show(out, wording.ViewOf(refund.Case{
			ID: "refund/m/o/r", Status: refund.StatusRefunded, Offer: refund.OfferNone,
			Cancellation: refund.Cancellation{Reason: refund.ReasonDamaged, RequestedBy: "customer:42", Order: refund.Order{Currency: "JPY"}},
			Desk:         refund.Desk{Role: "lead", Assignee: "ann", DueAt: &due, Overdue: true},
			Legs:         []refund.Leg{{PlannedLeg: refund.PlannedLeg{LegID: "1", PaymentID: "pay-1", AmountMinor: 980}, Status: refund.LegSettled}},
			Messages:     []refund.NoticeMark{{Kind: refund.NoticeRefunded, At: shownAt, Delivery: refund.Delivery{StatusTold: true}}},
			Trail:        []refund.TrailEntry{{At: shownAt, Event: "Closed", Actor: "makegood", Reason: "every leg is settled"}},
		}), explain.Speaker{})
	})
	want := `refund/m/o/r
  status   Refunded - every leg is settled
  due      2026-11-21T09:00:00Z overdue
  asked    lead
  assigned to ann
  reason   DAMAGED, asked for by customer:42
  leg 1    980 JPY to pay-1: Settled
  told     refunded           2026-11-21T08:00:00Z  customer not yet, status told
  2026-11-21T08:00:00Z  Closed           makegood - every leg is settled
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// wholeStory is a refund in which everything a refund can run into has happened.
func wholeStory() refund.View {
	later := shownAt.Add(24 * time.Hour)
	minute := func(n int) time.Time { return shownAt.Add(time.Duration(n) * time.Minute) }
	return refund.View{
		ID: "refund/m/o/r", Status: refund.StatusNeedsAttention, StatusReason: "PAYOUT_REFUSED: leg 1 Declined", WaitsFor: "a person to resolve PAYOUT_REFUSED",
		Cancellation: refund.Cancellation{Reason: refund.ReasonDamaged, RequestedBy: "customer:42", Order: refund.Order{Currency: "CNY"}},
		Proposal: &refund.Proposal{
			ApprovalsRequired: 2, ApprovalRoles: []refund.Role{"support", "lead"}, ApprovalReasons: []string{"OVER_LIMIT"},
			Verdict: refund.RiskVerdict{Band: refund.RiskHigh, Score: 80, Rules: "risk@2", Reasons: []string{"MANY_REFUNDS"},
				Shadow: &refund.RiskVerdict{Band: refund.RiskLow, Score: 5, Rules: "risk@3"}},
			Assessment: refund.Assessment{
				TotalMinor: 4500, TaxMinor: 518, Currency: "CNY", Policy: refund.PolicyRef{Name: "shop", Version: "1"},
				Steps:        []refund.Step{explain.Step("line.amount", 4500)},
				Components:   []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 4500}},
				Goods:        &refund.GoodsTerms{First: true, Lines: []refund.GoodsLine{{LineID: "1", Quantity: 2, Title: "Mug"}}},
				Alternatives: []refund.Alternative{{ID: "STORE_CREDIT", Kind: "STORE_CREDIT", TotalMinor: 4725, BonusMinor: 225}},
				Chosen:       &refund.Alternative{ID: "STORE_CREDIT"},
			},
		},
		GoodsBy: &later, Inspection: &refund.Inspection{By: "wim", Note: "box wet", Lines: []refund.InspectedLine{
			{LineID: "1", AcceptedQuantity: 1, PartialQuantity: 1, DeductMinor: 500, Reason: "scratched", Evidence: []refund.Evidence{{URI: "https://p.example/1"}}}}},
		Question: &refund.InfoRequest{By: "ann", Question: "Which box?"}, Reply: &refund.InfoReply{By: "customer:42", Answer: "The small one"},
		Appeal: &refund.Appeal{By: "customer:42", Statement: "It was broken"},
		Legs: []refund.Leg{
			{PlannedLeg: refund.PlannedLeg{LegID: "1", PaymentID: "pay-1", AmountMinor: 4000}, Status: refund.LegDeclined,
				Outcome: &refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstrument, Reason: "card closed"}},
			{PlannedLeg: refund.PlannedLeg{LegID: "2", PaymentID: "pay-1", AmountMinor: 500, Via: refund.ViaStoreCredit, Substitutes: "1", BonusMinor: 25}, Status: refund.LegSettled,
				Outcome: &refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: "sc-9"}},
			{PlannedLeg: refund.PlannedLeg{LegID: "3", PaymentID: "pay-2", Units: &refund.Units{Asset: "PTS:club", Amount: 500}}, Status: refund.LegUnknown},
		},
		Offer: refund.OfferAccepted, OfferChoice: "b", OfferCode: "MG-1", OfferTerms: &refund.OfferTerms{Choices: []refund.OfferChoice{
			{ID: "a", Kind: refund.OfferCoupon, AmountMinor: 1000}, {ID: "b", Kind: refund.OfferPoints, AmountMinor: 800, Units: &refund.Units{Asset: "PTS:club", Amount: 80}}}},
		Messages: []refund.NoticeMark{{Kind: refund.NoticeRejected, At: minute(4), Delivery: refund.Delivery{Problem: "given up after a day", Channels: []refund.ChannelDelivery{
			{Channel: "email", Told: true}, {Channel: "sms", Skipped: "no address"}, {Channel: "push"}}}}},
		Trail: []refund.TrailEntry{
			{At: minute(0), Event: "Reserved", Actor: "makegood"}, {At: minute(1), Event: "ApprovalGiven", Actor: "old", Reason: "fine"},
			{At: minute(2), Event: "Replaced", Actor: "makegood"}, {At: minute(3), Event: "ApprovalGiven", Actor: "ann", Reason: "seen"},
		},
	}
}

func TestShowLeavesOutNothingOfTheStory(t *testing.T) {
	got := shown(func(out *strings.Builder) { wording.Show(out, wholeStory(), speaker(t, "en")) })
	for _, want := range []string{
		"runbook  docs/runbooks/payout-refused.md",
		"amount   45.00 CNY (tax in it 5.18 CNY), policy shop@1",
		"or STORE_CREDIT: 47.25 CNY (", "2.25 CNY of it a bonus, chosen",
		"risk     high (score 80, rules risk@2) - MANY_REFUNDS", "on trial, not acted on: low (score 5, rules risk@3)",
		"approval 2 must agree: support, then lead - ", "(OVER_LIMIT)", "ann agreed at 2026-11-21T08:03:00Z - seen",
		"goods    to come back, before the money goes, until 2026-11-22T08:00:00Z", "line 1: 2 - Mug",
		"found    by wim - box wet", "line 1: 1 accepted, 1 partly, 0 refused, 5.00 CNY less - scratched [https://p.example/1]",
		"question to the customer, by ann: Which box?", "answered by customer:42: The small one", "appeal   by customer:42: It was broken",
		"leg 1    40.00 CNY to pay-1: Declined - INSTRUMENT card closed", "see docs/runbooks/instrument-declined.md",
		"leg 2    5.00 CNY to pay-1 via STORE_CREDIT in place of leg 1: Settled (provider's id sc-9)", "and a bonus of 0.25 CNY",
		"leg 3    0.00 CNY to pay-2 (500 PTS:club): Unknown", "see docs/runbooks/unanswered.md", "its provider knows it as " + refund.ProviderKey("refund/m/o/r", "3", 0),
		"offer    Accepted - MG-1", "a: COUPON, 10.00 CNY\n", "b: POINTS, 8.00 CNY (80 PTS:club), taken",
		"told     rejected           2026-11-21T08:04:00Z  email told, sms skipped (no address), push not yet, status not yet - given up after a day",
		"2026-11-21T08:03:00Z  ApprovalGiven    ann - seen",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "old agreed") {
		t.Errorf("an agreement to another amount counts:\n%s", got)
	}
}

func TestTheAmountIsExplainedInTheReadersLocale(t *testing.T) {
	v := wholeStory()
	v.Proposal.Assessment.Steps = []refund.Step{explain.Step("eligible.window", 0,
		refund.Input{Name: "line", Value: "1"}, refund.Input{Name: "reason", Value: "DAMAGED"}, refund.Input{Name: "day", Value: "3"},
		refund.Input{Name: "window", Value: "7"}, refund.Input{Name: "zone", Value: "Asia/Shanghai"})}
	got := shown(func(out *strings.Builder) { wording.Show(out, v, speaker(t, "zh-CN")) })
	for _, want := range []string{"商品破损，签收后第 3 天，期限 7 天（Asia/Shanghai）", "商品破损 (DAMAGED)", "超过订单自动限额 (OVER_LIMIT)"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
}

func TestWhoeverDecidesSeesWhatTheyDecideOnAndNotTheLegs(t *testing.T) {
	got := shown(func(out *strings.Builder) { wording.ShowForDecision(out, wholeStory(), speaker(t, "en")) })
	for _, want := range []string{"amount   45.00 CNY", "risk     high", "asked for by customer:42", "ann agreed", "The small one", "5.00 CNY less"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "leg 1    ") || strings.Contains(got, "told ") {
		t.Errorf("says more than a decision needs:\n%s", got)
	}
}

func TestUntilWhenARefusalMayBeAppealedIsShown(t *testing.T) {
	until := shownAt.Add(time.Hour)
	got := shown(func(out *strings.Builder) {
		wording.Show(out, refund.View{Status: refund.StatusRejected, AppealBy: &until}, explain.Speaker{})
	})
	if !strings.Contains(got, "appeal   possible until 2026-11-21T09:00:00Z") {
		t.Errorf("got\n%s", got)
	}
}

func TestACustomersWordsCannotPassForMakegoods(t *testing.T) {
	v := wholeStory()
	v.Reply.Answer = "none\n  risk     low\x1b[2J"
	got := shown(func(out *strings.Builder) { wording.ShowForDecision(out, v, explain.Speaker{}) })
	if !strings.Contains(got, "answered by customer:42: none   risk     low [2J\n") {
		t.Errorf("got\n%s", got)
	}
}
