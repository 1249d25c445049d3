package workflows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/refund"
)

// inGermany is a withdrawal by law of goods that the customer has.
func inGermany(in *refund.Request) {
	delivered(in)
	in.Cancellation.Reason, in.Cancellation.Order.Market, in.Cancellation.Order.TimeZone = refund.ReasonCustomerChangedMind, "DE", ""
	for i := range in.Cancellation.CancelledLines {
		in.Cancellation.CancelledLines[i].Reason = ""
	}
}

// indexed are the search attributes as they are written.
func (b *bundle) indexed() *[]temporal.SearchAttributes {
	var written []temporal.SearchAttributes
	b.env.OnUpsertTypedSearchAttributes(mock.Anything).Return(nil).Run(func(args mock.Arguments) {
		written = append(written, args.Get(0).(temporal.SearchAttributes))
	})
	return &written
}

func dueIn(set temporal.SearchAttributes) (time.Time, bool) {
	return set.GetTime(temporal.NewSearchAttributeKeyTime(refund.AttributeReviewDueAt))
}

// Directive 2011/83/EU, article 13(3): the money waits for the goods, or for the proof that they were sent.
func TestTheProofThatGoodsWereSentPaysWithoutAnInspection(t *testing.T) {
	b := setupUnder(t, goodsFirst, inGermany)
	written := b.indexed()
	proof := refund.Inspection{InspectionID: "i-1", By: "warehouse", SentProof: &refund.SentProof{Carrier: "DHL", Reference: "00340"}}
	b.at(day, func() {
		view := b.view()
		if view.Status != refund.StatusAwaitingGoods || view.PayBy == nil || view.OwedBy() != nil || !view.Goods.ProofSuffices {
			t.Errorf("before the proof it is %s, goods %+v, to be paid by %v, owed by %v", view.Status, view.Goods, view.PayBy, view.OwedBy())
		}
		b.signal(refund.ActInspect, proof)
	})
	result := b.run()
	if result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
	if kinds := b.wire.kinds(); slices.Contains(kinds, refund.NoticeInspected) || !slices.Contains(kinds, refund.NoticeRefunded) {
		t.Errorf("told %v: nobody has inspected anything", kinds)
	}
	events := b.stored().Trail
	if !slices.ContainsFunc(events, func(e refund.TrailEntry) bool {
		return e.Event == "SentProved" && e.Actor == "warehouse" && strings.Contains(e.Reason, "DHL 00340")
	}) {
		t.Errorf("trail %+v", events)
	}
	for _, set := range *written {
		if due, known := dueIn(set); known {
			t.Errorf("goods that are waited for are due by %s", due)
		}
	}
}

func TestAProofOfSendingIsNoInspectionWhereTheLawDoesNotSaySo(t *testing.T) {
	b := setupUnder(t, goodsFirst, delivered)
	var answer *updateAnswer
	b.at(day, func() {
		answer = b.update(refund.ActInspect, refund.Inspection{InspectionID: "i-0", By: "warehouse", SentProof: &refund.SentProof{Carrier: "SF", Reference: "1"}})
	})
	inspectAfter(2*day, accepted(2))(b)
	if result := b.run(); result.Status != refund.StatusRefunded || answer.refused() != refund.CodeBadInspection {
		t.Errorf("ended %+v, the proof got %q", result, answer.refused())
	}
}

// The earlier of the review's time and the law's is what people sort by; the review's moments come before the law's.
func TestAReviewIsLedOnBeforeTheLawsTimeToPayRunsOut(t *testing.T) {
	slow := `
name: slow
version: "1"
approval:
  review: {due_seconds: 2592000, remind_seconds: 2505600, escalate_seconds: 2505600, escalate_to: lead, info_seconds: 432000}
`
	b := setupUnder(t, slow, both(inGermany, overLimit))
	written := b.indexed()
	var payBy time.Time
	b.at(time.Hour, func() {
		view := b.view()
		payBy = *view.PayBy
		if a := view.Approval; view.Status != refund.StatusAwaitingApproval || !a.DueAt.Equal(payBy.Add(-24*time.Hour)) || !a.EscalateAt.Equal(payBy.Add(-48*time.Hour)) {
			t.Errorf("to be paid by %s; the review %+v", payBy, a)
		}
	})
	b.at(12*day, func() {
		if a := b.view().Approval; !a.Escalated {
			t.Errorf("48 hours before, the next role is not asked: %+v", a)
		}
	})
	b.at(13*day, func() {
		if a := b.view().Approval; !a.Overdue {
			t.Errorf("24 hours before, the review is not overdue: %+v", a)
		}
	})
	decideAfter(20*day, refund.VerbApprove)(b)
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	if due, known := dueIn((*written)[0]); !known || !due.Equal(payBy.Add(-24*time.Hour)) {
		t.Errorf("listed as due %s, %t", due, known)
	}
	called := 0
	for _, m := range b.mail.messages {
		if strings.Contains(m.Body, "The law wants the money paid before "+payBy.Format(time.RFC3339)) {
			called++
		}
	}
	if called < 2 {
		t.Errorf("%d of %d messages to staff name the law", called, len(b.mail.messages))
	}
}

// A payment that its provider has not settled is listed by the law's time.
func TestAPayoutThatTakesLongIsListedByTheLawsTime(t *testing.T) {
	b := setup(t, both(inGermany, reference("ch_1~pending:80")))
	written := b.indexed()
	var payBy time.Time
	b.at(time.Second, func() { payBy = *b.view().PayBy })
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	due, known := dueIn((*written)[0])
	_, still := dueIn((*written)[len(*written)-1])
	if len(*written) < 2 || !known || !due.Equal(payBy) || still {
		t.Errorf("%d writes; first due %s (%t), at the end due: %t; the law says %s", len(*written), due, known, still, payBy)
	}
}

// An automatic refund that a law sets a time for costs no write more, and tells other systems the time.
func TestAnAutomaticRefundTellsTheLawsTimeAndWritesItsAttributesOnce(t *testing.T) {
	b := setup(t, inGermany)
	written := b.indexed()
	if result := b.run(); result.Status != refund.StatusRefunded || len(*written) != 1 {
		t.Errorf("ended %+v after %d writes", result, len(*written))
	}
	if _, due := dueIn((*written)[0]); due {
		t.Error("what is paid is still due")
	}
	if first := b.wire.statuses[0]; first.PayBy == nil {
		t.Errorf("the first status says nothing of the law's time: %+v", first)
	}
	if last := b.wire.statuses[len(b.wire.statuses)-1]; last.PayBy != nil {
		t.Errorf("what is paid is still owed by %s", last.PayBy)
	}
}
