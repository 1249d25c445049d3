package wording_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
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

func shown(show func(foreign.Terminal)) string {
	var out strings.Builder
	show(foreign.To(&out))
	return out.String()
}

func stored() refund.Case {
	due := shownAt.Add(time.Hour)
	leg := refund.Leg{PlannedLeg: refund.PlannedLeg{LegID: "1", PaymentID: "pay-1", AmountMinor: 980}, Status: refund.LegSettled}
	return refund.Case{
		ID:           "refund/m/o/r",
		Cancellation: refund.Cancellation{Reason: refund.ReasonDamaged, RequestedBy: "customer:42", Order: refund.Order{Currency: "JPY"}},
		Standing: refund.Standing{
			Refund: "refund/m/o/r", Version: 7, Status: refund.StatusRefunded, Reason: "every leg is settled", Currency: "JPY",
			Approval: refund.ApprovalStanding{NextRole: "lead", Assignee: "ann", DueAt: &due, Overdue: true}, Legs: []refund.LegStanding{{Leg: leg}},
		},
		Messages: []refund.NoticeMark{{Kind: refund.NoticeRefunded, At: shownAt, Delivery: refund.Delivery{StatusTold: true}}},
		Trail:    []refund.TrailEntry{{At: shownAt, Event: "Closed", Actor: "makegood", Reason: "every leg is settled"}},
	}
}

func TestAStoredCaseIsShownAsTheWorkflowWouldHave(t *testing.T) {
	v, payBy := stored(), shownAt.Add(48*time.Hour)
	v.Standing.PayBy, v.Standing.PayByLaw = &payBy, "Directive 2011/83/EU"
	got := shown(func(out foreign.Terminal) { wording.Show(out, wording.RefundOf(v), explain.Speaker{}) })
	want := `refund/m/o/r
  status   Refunded - every leg is settled
  due      2026-11-21T09:00:00Z overdue
  asked    lead
  assigned to ann
  reason   DAMAGED, asked for by customer:42
  pay by   2026-11-23T08:00:00Z, by law (Directive 2011/83/EU)
  leg 1    980 JPY to pay-1: Settled
  told     refunded           2026-11-21T08:00:00Z  customer not yet, status told
  2026-11-21T08:00:00Z  Closed           makegood - every leg is settled
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestWhereItStandsIsTheWorkflowsWordUnlessTheLedgerKnowsMore(t *testing.T) {
	for _, c := range []struct {
		name    string
		version int64
		status  refund.Status
		behind  bool
	}{
		{"the same", 7, refund.StatusPayingOut, false},
		{"the workflow was told more meanwhile", 8, refund.StatusPayingOut, false},
		{"the workflow has not followed", 6, refund.StatusRefunded, true},
	} {
		got := wording.RefundOf(stored()).With(refund.View{
			Standing: refund.Standing{Version: c.version, Status: refund.StatusPayingOut}, WaitsFor: "the provider", RefusedCount: 2,
		})
		if got.Status != c.status || got.Behind != c.behind || got.WaitsFor != "the provider" || got.RefusedCount != 2 || got.Source != "workflow" {
			t.Errorf("%s: %s, behind %t, waits for %q", c.name, got.Status, got.Behind, got.WaitsFor)
		}
		if len(got.Trail) != 1 || got.Cancellation.RequestedBy != "customer:42" || len(got.Messages) != 1 {
			t.Errorf("%s: the ledger's rows are gone: %+v", c.name, got)
		}
		said := shown(func(out foreign.Terminal) { wording.Show(out, got, explain.Speaker{}) })
		if strings.Contains(said, "makegood look-now refund/m/o/r --by NAME") != c.behind {
			t.Errorf("%s:\n%s", c.name, said)
		}
	}
}

// wholeStory is a refund in which everything a refund can run into has happened.
func wholeStory() wording.Refund {
	later := shownAt.Add(24 * time.Hour)
	minute := func(n int) time.Time { return shownAt.Add(time.Duration(n) * time.Minute) }
	alternatives := []refund.Alternative{{ID: "STORE_CREDIT", Kind: "STORE_CREDIT", TotalMinor: 4725, BonusMinor: 225}}
	return wording.Refund{
		ID: "refund/m/o/r", View: refund.View{
			Standing: refund.Standing{
				Status: refund.StatusNeedsAttention, Reason: "PAYOUT_REFUSED: leg 1 Declined", Currency: "CNY", TotalMinor: 4500,
				Approval: refund.ApprovalStanding{Required: 2, Roles: []refund.Role{"support", "lead"}, Reasons: []string{"OVER_LIMIT"},
					Agreed: []refund.Agreement{{By: "ann", Role: "lead"}}},
				Goods: &refund.GoodsStanding{First: true, By: &later}, Alternatives: alternatives, Chosen: "STORE_CREDIT",
				Question: &refund.Question{By: "ann", Question: "Which box?"}, Legs: wholeLegs(),
				Offer: refund.OfferStanding{OfferState: refund.OfferState{Status: refund.OfferAccepted, Choice: "b", Code: "MG-1"},
					Terms: &refund.OfferTerms{Choices: []refund.OfferChoice{{ID: "a", Kind: refund.OfferCoupon, AmountMinor: 1000},
						{ID: "b", Kind: refund.OfferPoints, AmountMinor: 800, Units: &refund.Units{Asset: "PTS:club", Amount: 80}}}}},
			},
			WaitsFor: "a person to resolve PAYOUT_REFUSED",
			Messages: []refund.NoticeMark{{Kind: refund.NoticeRejected, At: minute(4), Delivery: refund.Delivery{Problem: "given up after a day",
				Channels: []refund.ChannelDelivery{{Channel: "email", Told: true}, {Channel: "sms", Skipped: "no address"}, {Channel: "push"}}}}},
			Trail: []refund.TrailEntry{
				{At: minute(0), Event: "Reserved", Actor: "makegood"}, {At: minute(1), Event: "ApprovalGiven", Actor: "old", Reason: "fine"},
				{At: minute(2), Event: "Replaced", Actor: "makegood"}, {At: minute(3), Event: "ApprovalGiven", Actor: "ann", Reason: "seen"},
			},
		},
		Cancellation: refund.Cancellation{Reason: refund.ReasonDamaged, RequestedBy: "customer:42", Order: refund.Order{Currency: "CNY"}},
		Proposal: &refund.Proposal{
			Verdict: refund.RiskVerdict{Band: refund.RiskHigh, Score: 80, Rules: "risk@2", Reasons: []string{"MANY_REFUNDS"},
				Shadow: &refund.RiskVerdict{Band: refund.RiskLow, Score: 5, Rules: "risk@3"}},
			Assessment: refund.Assessment{
				CreditNote: &refund.CreditNote{Invoice: &refund.Invoice{Number: "INV-7", Date: "2026-11-18"}, NetMinor: 3982,
					Taxes: []refund.CreditedTax{{Mode: refund.TaxInclusive, Rate: "0.13", NetMinor: 3982, TaxMinor: 518}}},
				TotalMinor: 4500, TaxMinor: 518, Currency: "CNY", Policy: refund.PolicyRef{Name: "shop", Version: "1"},
				Steps:        []refund.Step{explain.Step("line.amount", 4500)},
				Components:   []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 4500}},
				Goods:        &refund.GoodsTerms{First: true, Lines: []refund.GoodsLine{{LineID: "1", Quantity: 2, Title: "Mug"}}},
				Alternatives: alternatives,
			},
		},
		Inspection: &refund.Inspection{By: "wim", Note: "box wet", Lines: []refund.InspectedLine{
			{LineID: "1", AcceptedQuantity: 1, PartialQuantity: 1, DeductMinor: 500, Reason: "scratched", Evidence: []refund.Evidence{{URI: "https://p.example/1"}}}}},
		Reply:  &refund.InfoReply{By: "customer:42", Answer: "The small one"},
		Appeal: &refund.Appeal{By: "customer:42", Statement: "It was broken"},
	}
}

// wholeLegs are legs at every place where one may wait.
func wholeLegs() []refund.LegStanding {
	return []refund.LegStanding{
		{Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{LegID: "1", PaymentID: "pay-1", AmountMinor: 4000}, Status: refund.LegDeclined,
			Outcome: &refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstrument, Reason: "card closed"}}, NeedsPerson: "DECLINED_INSTRUMENT"},
		{Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{LegID: "2", PaymentID: "pay-1", AmountMinor: 500, Via: refund.ViaStoreCredit, Substitutes: "1", BonusMinor: 25},
			Status: refund.LegSettled, Outcome: &refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: "sc-9"}}},
		{Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{LegID: "3", PaymentID: "pay-2", Units: &refund.Units{Asset: "PTS:club", Amount: 500}}, Status: refund.LegUnknown},
			Cleared: []refund.Clearance{{By: "fay", Fact: refund.FactNotPaid, At: shownAt}}},
		{Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{LegID: "4", PaymentID: "pay-3", CaptureID: "k-2", AmountMinor: 100}, Status: refund.LegReserved}, Stopped: "KILL_SWITCH"},
	}
}

func TestShowLeavesOutNothingOfTheStory(t *testing.T) {
	got := shown(func(out foreign.Terminal) { wording.Show(out, wholeStory(), speaker(t, "en")) })
	for _, want := range []string{
		"runbook  docs/runbooks/payout-refused.md",
		"amount   45.00 CNY (tax in it 5.18 CNY), policy shop@1",
		"credit   credit note to invoice INV-7 of 2026-11-18: 39.82 CNY without tax", "tax of 13 % in the price, on 39.82 CNY: 5.18 CNY",
		"or STORE_CREDIT: 47.25 CNY (", "2.25 CNY of it a bonus, chosen",
		"risk     high (score 80, rules risk@2) - MANY_REFUNDS", "on trial, not acted on: low (score 5, rules risk@3)",
		"approval 2 must agree: support, then lead - ", "(OVER_LIMIT)", "ann agreed as lead at 2026-11-21T08:03:00Z - seen",
		"goods    to come back, before the money goes, until 2026-11-22T08:00:00Z", "line 1: 2 - Mug",
		"found    by wim - box wet", "line 1: 1 accepted, 1 partly, 0 refused, 5.00 CNY less - scratched [https://p.example/1]",
		"question to the customer, by ann: Which box?", "answered by customer:42: The small one", "appeal   by customer:42: It was broken",
		"leg 1    40.00 CNY to pay-1: Declined - INSTRUMENT card closed", "a person has to act: DECLINED_INSTRUMENT, see docs/runbooks/instrument-declined.md",
		"leg 2    5.00 CNY to pay-1 via STORE_CREDIT in place of leg 1: Settled (provider's id sc-9)", "and a bonus of 0.25 CNY",
		"leg 3    0.00 CNY to pay-2 (500 PTS:club): Unknown", "see docs/runbooks/unanswered.md", "its provider knows it as " + refund.ProviderKey("refund/m/o/r", "3", 0),
		"fay said at 2026-11-21T08:00:00Z that it is not paid",
		"leg 4    1.00 CNY to pay-3 capture k-2: Reserved", "held back for now, and goes on by itself: KILL_SWITCH, see docs/runbooks/kill-switch.md",
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
	got := shown(func(out foreign.Terminal) { wording.Show(out, v, speaker(t, "zh-CN")) })
	for _, want := range []string{"商品破损，签收后第 3 天，期限 7 天（Asia/Shanghai）", "商品破损 (DAMAGED)", "超过订单自动限额 (OVER_LIMIT)"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
}

func TestWhoeverDecidesSeesWhatTheyDecideOnAndNotTheLegs(t *testing.T) {
	got := shown(func(out foreign.Terminal) { wording.ShowForDecision(out, wholeStory(), speaker(t, "en")) })
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
	got := shown(func(out foreign.Terminal) {
		wording.Show(out, wording.Refund{View: refund.View{Standing: refund.Standing{Status: refund.StatusRejected, AppealBy: &until}}}, explain.Speaker{})
	})
	if !strings.Contains(got, "appeal   possible until 2026-11-21T09:00:00Z") {
		t.Errorf("got\n%s", got)
	}
}

func TestACustomersWordsCannotPassForMakegoods(t *testing.T) {
	v := wholeStory()
	v.Reply.Answer = "none\n  risk     low\x1b[2J"
	got := shown(func(out foreign.Terminal) { wording.ShowForDecision(out, v, explain.Speaker{}) })
	if !strings.Contains(got, `answered by customer:42: none\n  risk     low\u001b[2J`+"\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestTheProofThatGoodsWereSentIsShownInPlaceOfWhatWasFound(t *testing.T) {
	v := stored()
	v.Proposal = &refund.Proposal{Assessment: refund.Assessment{Goods: &refund.GoodsTerms{First: true, ProofSuffices: true, Lines: []refund.GoodsLine{{LineID: "1", Quantity: 2}}}}}
	v.Inspection = &refund.Inspection{By: "wim", SentProof: &refund.SentProof{Carrier: "DHL\x1b[2J", Reference: "00340", Evidence: []refund.Evidence{{URI: "https://p.example/1"}}}}
	got := shown(func(out *strings.Builder) { wording.Show(out, wording.RefundOf(v), explain.Speaker{}) })
	want := `  goods    to come back, before the money goes, or the proof that they were sent
    line 1: 2
  sent     with DHL [2J 00340, entered by wim [https://p.example/1]
    the money waits for the goods no longer
`
	if !strings.Contains(got, want) {
		t.Errorf("got\n%s", got)
	}
}
