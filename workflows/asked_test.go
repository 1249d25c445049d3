package workflows_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// held is a provider that has accepted a refund, and at its second and third look-up asks for a person.
type held struct {
	payment.Provider
	looks int
}

func (h *held) Lookup(ctx context.Context, in refund.Instruction) (payment.Found, error) {
	h.looks++
	if h.looks == 2 || h.looks == 3 {
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: "ask us"}}, nil
	}
	return h.Provider.Lookup(ctx, in)
}

// TestALegThatNeedsSomebodyLaterShowsItUntilItIsCleared: the provider accepts it, and asks for a person
// only then.
func TestALegThatNeedsSomebodyLaterShowsItUntilItIsCleared(t *testing.T) {
	b := setupWith(t, reference("ch_1~pending:3"), func(p *activities.Parties) {
		p.Payments.Providers["simulator"] = &held{Provider: p.Payments.Providers["simulator"]}
	})
	seen := 0
	for i := range 60 {
		b.at(time.Duration(i+1)*time.Second, func() {
			view := b.view()
			if view.Status != refund.StatusPayingOut || view.Legs[0].Status != refund.LegAbnormal {
				return
			}
			seen++
			if !strings.HasPrefix(view.WaitsFor, "a person to act on leg 1 (Abnormal), whose provider is asked again at 2026-11-20T10:00:") || !strings.HasSuffix(view.WaitsFor, "Z: UNANSWERED") {
				t.Errorf("it waits for %q", view.WaitsFor)
			}
		})
	}
	var human []bool
	b.env.OnUpsertTypedSearchAttributes(mock.Anything).Return(nil).Run(func(args mock.Arguments) {
		set := args.Get(0).(temporal.SearchAttributes)
		is, _ := set.GetBool(temporal.NewSearchAttributeKeyBool(refund.AttributeNeedsHuman))
		human = append(human, is)
	})
	if result := b.run(); seen == 0 || result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("seen %d times, ended %+v", seen, result)
	}
	if want := []bool{true, false, false}; !slices.Equal(human, want) {
		t.Errorf("it needed a person: %v, want %v", human, want)
	}
}

// TestGoodsTheRulesHaveNoAnswerToGoToAPerson: no window can be counted in a zone that nobody knows.
func TestGoodsTheRulesHaveNoAnswerToGoToAPerson(t *testing.T) {
	b := setupUnder(t, goodsFirst, both(delivered, func(in *refund.Request) { in.Cancellation.Order.TimeZone = "Mars/Olympus" }))
	asked := false
	b.at(time.Minute, func() {
		asked = true
		if view := b.view(); view.Status != refund.StatusNeedsAttention || view.WaitsFor != "a person to resolve UNKNOWN_TIME_ZONE" {
			t.Errorf("it is %s and waits for %q", view.Status, view.WaitsFor)
		}
	})
	resolveAfter(2*day, refund.ResolveGiveUp)(b)
	if result := b.run(); !asked || result.Status != refund.StatusRejected || result.PaidMinor != 0 {
		t.Errorf("asked %t, ended %+v", asked, result)
	}
}

// TestTheAppealOfAnInspectionIsLoweredFromTheWholeAmount: one of two mugs was refused, so 113.00 CNY
// were paid; on appeal a person grants 200.00.
func TestTheAppealOfAnInspectionIsLoweredFromTheWholeAmount(t *testing.T) {
	b := setupUnder(t, goodsFirst, delivered)
	inspectAfter(day, refund.InspectedLine{LineID: "1", AcceptedQuantity: 1, RefusedQuantity: 1, Reason: "broken"})(b)
	appealAfter(2 * day)(b)
	adjustAfter(3*day, 20000)(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 20000 {
		t.Errorf("ended %+v", result)
	}
}

// TestAnEscalationNeverAsksARoleThatHasAgreed: a lead agreed, finance is asked, and the policy escalates
// to the lead.
func TestAnEscalationNeverAsksARoleThatHasAgreed(t *testing.T) {
	b := setup(t, func(in *refund.Request) {
		suspected(in)
		in.Cancellation.Order.Lines[0].UnitPriceMinor, in.Cancellation.Order.Payments[0].CapturedMinor = 50000, 1000000
		in.Cancellation.Order.Lines[0].Taxes[0].AmountMinor = 115044
	})
	b.at(time.Hour, func() { b.signal(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann")) })
	b.at(2*time.Hour, func() {
		if role := b.view().Approval.NextRole; role != "finance" {
			t.Fatalf("after the lead %q is asked: the case tests nothing", role)
		}
	})
	b.at(13*time.Hour, func() {
		if role := b.view().Approval.NextRole; role != "finance" {
			t.Errorf("escalated, %q is asked", role)
		}
	})
	b.at(14*time.Hour, func() { b.signal(refund.ActDecide, decision("d-2", refund.VerbApprove, "bob")) })
	b.run()
}

// TestAParkedPayoutHasNoReviewThatIsDue: the review's due time is over with the review.
func TestAParkedPayoutHasNoReviewThatIsDue(t *testing.T) {
	b := setup(t, both(overLimit, reference("ch_1~decline~always")))
	decideAfter(time.Hour, refund.VerbApprove)(b)
	signalAfter(2*time.Hour, refund.ActAssign, refund.Assignment{By: "bob", To: "ann"})(b)
	b.at(3*time.Hour, func() {
		if desk, asked := b.stored().Desk, b.view().Approval; desk.DueAt != nil || desk.Assignee != "ann" || asked.DueAt != nil {
			t.Errorf("the list has %+v, the view %+v", desk, asked)
		}
	})
	resolveAfter(day, refund.ResolveGiveUp)(b)
	b.run()
}
