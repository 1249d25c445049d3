package workflows

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/refund"
)

// shownStory is a refund in a status whose every other text is the given one.
func shownStory(status refund.Status, text string) *story {
	at := time.Unix(0, 0).UTC()
	terms := refund.OfferTerms{Choices: []refund.OfferChoice{{ID: "x"}}}
	s := &story{waitsFor: "x", trail: []refund.TrailEntry{{At: at, Event: "Reserved", Actor: "x", Reason: "x"}}}
	s.standing = refund.Standing{
		Status: status, Reason: "x", Currency: "CNY", AssessmentHash: "x", Policy: "x", RiskBand: refund.RiskHigh,
		Question: &refund.Question{Question: "x", AnswerBy: &at}, Goods: &refund.GoodsStanding{By: &at}, AppealBy: &at,
		Approval: refund.ApprovalStanding{NextRole: "x", Assignee: "x", DueAt: &at, Overdue: true},
		Offer:    refund.OfferStanding{OfferState: refund.OfferState{Status: refund.OfferOpen}, By: &at, Terms: &terms},
		Legs: []refund.LegStanding{
			{Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{LegID: "1", PaymentID: "x"}, Status: refund.LegUnknown, Outcome: &refund.Outcome{Reason: "x"}}, NeedsPerson: "x", Provider: "x", Reference: "x"},
			{Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{LegID: "2", PaymentID: "x", Via: "x"}, Status: refund.LegDeclined}, NeedsPerson: "x", Stopped: "x"},
		},
	}
	s.in.Cancellation.RequestedBy = "x"
	ours := []any{refund.Status(""), refund.OfferStatus(""), refund.LegStatus(""), refund.LegID(""), refund.Currency("")}
	foreigntest.Fill(&s.standing, text, ours...)
	foreigntest.Fill(&s.in, text, ours...)
	s.waitsFor, s.trail[0].Actor, s.trail[0].Reason, s.signals.refusedCount, s.id = text, refund.Person(text), text, 3, "refund/m/o/c"
	return s
}

func TestTheDetailsInTheTemporalUIShowForeignTextAsText(t *testing.T) {
	for _, status := range refund.Statuses() {
		t.Run(string(status), func(t *testing.T) {
			foreigntest.TestMarkdown(t, func(out io.Writer, text string) {
				if _, err := io.WriteString(out, details(shownStory(status, text))); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

// TestTheDetailsSuggestNoSignalWhereOneWouldBeRefused: above the policy's amount a name alone does not count.
func TestTheDetailsSuggestNoSignalWhereOneWouldBeRefused(t *testing.T) {
	const signal, instead = "send the signal", "act through the API"
	for _, status := range []refund.Status{refund.StatusAwaitingApproval, refund.StatusAwaitingGoods, refund.StatusNeedsAttention, refund.StatusPayingOut} {
		s := shownStory(status, "x")
		page := details(s)
		if strings.Contains(page, signal) != (status == refund.StatusAwaitingApproval) || strings.Contains(page, instead) {
			t.Errorf("%s without a limit:\n%s", status, page)
		}
		above := int64(1000000)
		s.standing.Approval.VerifiedAboveMinor = &above
		page = details(s)
		if strings.Contains(page, signal) || strings.Count(page, instead) != 1 || !strings.Contains(page, "10000.00 CNY") {
			t.Errorf("%s with a limit:\n%s", status, page)
		}
	}
}

func TestANameInASummaryIsTextAndWithinTheServersLimit(t *testing.T) {
	foreigntest.TestMarkdown(t, func(out io.Writer, text string) {
		summary := "decide by " + short(refund.Person(text))
		if len(summary) > 400 {
			t.Errorf("%.40q makes a summary of %d bytes", text, len(summary))
		}
		if _, err := io.WriteString(out, string(summary)+"\n"); err != nil {
			t.Fatal(err)
		}
	})
}
