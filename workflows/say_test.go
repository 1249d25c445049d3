package workflows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// body is the text of the message of a kind and occasion, or "".
func (b *bundle) body(kind string) string {
	b.wire.mu.Lock()
	defer b.wire.mu.Unlock()
	for _, m := range b.wire.messages {
		if m.ID == string(b.in.Cancellation.ID())+"#"+kind {
			return m.Subject + "\n" + m.Body
		}
	}
	return ""
}

func TestWhoAgreesToALoweredAmountDoesNotTakeBackWhyItWasLowered(t *testing.T) {
	b := setup(t, suspected)
	lower := int64(200000)
	b.at(time.Hour, func() {
		b.signal(refund.ActDecide, refund.Decision{
			DecisionID: "d-1", Verb: refund.VerbAdjust, Reviewer: "ann", AmountMinor: &lower, Message: "One mug was used.",
		})
	})
	b.at(2*time.Hour, func() { b.signal(refund.ActDecide, decision("d-2", refund.VerbApprove, "bob")) })
	if result := b.run(); result.PaidMinor != lower {
		t.Errorf("ended %+v", result)
	}
	text := b.body("approved")
	for _, want := range []string{"One mug was used.", "2,000.00"} {
		if !strings.Contains(text, want) {
			t.Errorf("the approval does not say %q: %s", want, text)
		}
	}
}

func TestWhoIsRefusedInPartHearsHowToAppealAndUntilWhen(t *testing.T) {
	b := setup(t, overLimit)
	adjustAfter(time.Hour, 200000)(b)
	b.run()
	if text := b.body("refunded"); !strings.Contains(text, "December 4, 2026") {
		t.Errorf("the message does not name the end of the window: %s", text)
	}
}

func TestTheLatestDayOfTheLawIsToldWhereOneHolds(t *testing.T) {
	for market, want := range map[string]bool{"DE": true, "CN": false} {
		b := setup(t, both(both(overLimit, delivered), func(in *refund.Request) { in.Cancellation.Order.Market = market }))
		decideAfter(time.Hour, refund.VerbApprove)(b)
		b.run()
		if text := b.body("awaiting_approval"); text == "" || strings.Contains(text, "By law, we pay it by ") != want {
			t.Errorf("%s: told %s", market, text)
		}
	}
}

func TestAfterAnOperatorsCancelNobodyIsToldToAppeal(t *testing.T) {
	b := setup(t, both(overLimit, reference("ch_1~pending:3")))
	adjustAfter(time.Hour, 200000)(b)
	cancelAfter(time.Hour + 500*time.Millisecond)(b)
	result := b.run()
	if text := b.body("refunded"); result.Status != refund.StatusRefunded || text == "" || strings.Contains(text, "December") {
		t.Errorf("ended %+v, and told %s", result, text)
	}
}

func TestAChoiceIsNotToldAsMoneyThatBouncedNorAnExchangeAsADelay(t *testing.T) {
	for alternative, never := range map[string]refund.NoticeKind{
		refund.AlternativeStoreCredit: refund.NoticeCorrected,
		refund.AlternativeExchange:    refund.NoticeNeedsAttention,
	} {
		b := setup(t, both(overLimit, delivered))
		chooseAfter(time.Hour, alternative)(b)
		decideAfter(2*time.Hour, refund.VerbApprove)(b)
		done := resolution("r-1", refund.ResolvePaidElsewhere)
		done.Reference = "replacement order-2"
		saidByTwo(day, done)(b)
		if result := b.run(); result.Status != refund.StatusRefunded || b.wire.told[never] != 0 {
			t.Errorf("%s: ended %+v, told %v", alternative, result, b.wire.told)
		}
	}
}

// TestWhatAnAppealPaysIsToldAsItsOwn: 2000.00 CNY were paid before, 260.00 are on their way now.
func TestWhatAnAppealPaysIsToldAsItsOwn(t *testing.T) {
	b := setup(t, both(overLimit, reference("ch_1~pending:3~pending:3")))
	adjustAfter(time.Hour, 200000)(b)
	appealAfter(day)(b)
	decideAgainAfter(2*day, refund.VerbApprove, "bob")(b)
	b.run()
	if text := b.body("sent#appeal"); !strings.Contains(text, "260.00") || strings.Contains(text, "2,260.00") {
		t.Errorf("told %v, and: %s", b.wire.told, text)
	}
}

func TestAGrantedAppealThatIsGivenUpIsNotToldAsRejected(t *testing.T) {
	b := setup(t, both(overLimit, reference("ch_1~decline~always")))
	decideAfter(time.Hour, refund.VerbReject)(b)
	appealAfter(day)(b)
	decideAgainAfter(2*day, refund.VerbApprove, "bob")(b)
	resolveAfter(3*day, refund.ResolveGiveUp)(b)
	if result := b.run(); result.Status != refund.StatusRejected {
		t.Errorf("ended %+v", result)
	}
	if b.wire.told[refund.NoticeAppealRejected] != 0 || b.body("rejected#appeal") == "" {
		t.Errorf("told %v", b.wire.told)
	}
}

func TestAnOrderThatContradictsItselfIsAcknowledgedToo(t *testing.T) {
	b := setup(t, nil)
	earlier := b.in.Cancellation
	earlier.Request, earlier.Order.Lines = "c-0", slices.Clone(earlier.Order.Lines)
	earlier.Order.Lines[0].UnitPriceMinor = 11400
	b.parties()
	_, err := b.books.DecideRefund(t.Context(), refund.Decide{Digest: "v1:earlier", Cancellation: earlier, RunID: "earlier"}, b.rules)
	b.must(err)
	resolveAfter(time.Hour, refund.ResolveGiveUp)(b)
	b.run()
	if b.wire.told[refund.NoticeAcknowledged] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
}

func TestTheReviewIsToldOnceHoweverOftenTheCustomerIsAsked(t *testing.T) {
	b := setup(t, overLimit)
	askAfter(time.Hour)(b)
	replyAfter(2 * time.Hour)(b)
	var again *updateAnswer
	b.at(3*time.Hour, func() {
		again = b.update(refund.ActAsk, refund.InfoRequest{InfoID: "q-1", By: "ann", Question: "And which colour?"})
	})
	decideAfter(4*time.Hour, refund.VerbApprove)(b)
	b.run()
	if b.wire.told[refund.NoticeAwaitingApproval] != 1 || b.wire.told[refund.NoticeNeedsInfo] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
	if again.refused() == "" {
		t.Errorf("a second question under the first one's id got %+v: it would never be told", again.answer)
	}
}

// TestTheSurveyComesAWhileAfterTheEnd, not a while after the offer and the appeal have ended too.
func TestTheSurveyComesAWhileAfterTheEnd(t *testing.T) {
	b := setupUnder(t, "name: curious\nversion: \"1\"\nsurvey_seconds: 259200\nappeal_seconds: 172800\n", overLimit)
	decideAfter(time.Hour, refund.VerbReject)(b)
	b.at(3*day+2*time.Hour, func() { t.Error("it still waits for the survey's time") })
	b.run()
	if b.wire.told[refund.NoticeSurvey] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
}
