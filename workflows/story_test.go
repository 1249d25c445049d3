package workflows_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

const day = 24 * time.Hour

func TestACancelledOrderIsPaidBackAndTheCustomerHearsTheTruth(t *testing.T) {
	b := setup(t, nil)
	result := b.run()
	want := refund.Result{Status: refund.StatusRefunded, Reason: result.Reason, Currency: "CNY", TotalMinor: 22600, PaidMinor: 22600, Offer: refund.OfferNone}
	if result != want {
		t.Errorf("result %+v, want %+v", result, want)
	}
	if got := b.wire.kinds(); !slices.Equal(got, []refund.NoticeKind{refund.NoticeAcknowledged, refund.NoticeRefunded}) {
		t.Errorf("told %v", got)
	}
}

// TestHowAStoryEnds walks one refund to each of its ends.
func TestHowAStoryEnds(t *testing.T) {
	cases := []struct {
		name   string
		change func(*refund.Request)
		act    func(*bundle)
		status refund.Status
		paid   int64
		tells  refund.NoticeKind
	}{
		{"an approved refund over the limit is paid", overLimit, decideAfter(time.Hour, refund.VerbApprove), refund.StatusRefunded, 226000, refund.NoticeRefunded},
		{"a rejected refund pays nothing and says so", overLimit, decideAfter(time.Hour, refund.VerbReject), refund.StatusRejected, 0, refund.NoticeRejected},
		{"a refund withdrawn while it waits pays nothing", overLimit, withdrawAfter(time.Hour), refund.StatusWithdrawn, 0, refund.NoticeWithdrawn},
		{"an operator's cancel while it waits is a withdrawal", overLimit, cancelAfter(time.Hour), refund.StatusWithdrawn, 0, refund.NoticeWithdrawn},
		{"an overdue review still waits for a person", overLimit, decideAfter(40*day, refund.VerbApprove), refund.StatusRefunded, 226000, refund.NoticeRefunded},
		{"an order never captured ends with nothing to refund", unpaid, nil, refund.StatusNothingToRefund, 0, refund.NoticeNothing},
		{"a request after the window is rejected", afterTheWindow, nil, refund.StatusRejected, 0, refund.NoticeRejected},
		{"an answer lost after the money moved is looked up", reference("ch_1~timeout_after_success"), nil, refund.StatusRefunded, 22600, refund.NoticeRefunded},
		{"a request that died unanswered is sent again under its key", reference("ch_1~timeout_before"), nil, refund.StatusRefunded, 22600, refund.NoticeRefunded},
		{"a 500 after the money moved is no failure", reference("ch_1~error_500_after_success"), nil, refund.StatusRefunded, 22600, refund.NoticeRefunded},
		{"an answer that is no JSON is no answer", reference("ch_1~garbage"), nil, refund.StatusRefunded, 22600, refund.NoticeRefunded},
		{"a broken connection is no failure", reference("ch_1~drop"), nil, refund.StatusRefunded, 22600, refund.NoticeRefunded},
		{"a provider away for a while is waited for", reference("ch_1~error_503~4"), nil, refund.StatusRefunded, 22600, refund.NoticeRefunded},
		{"a rate limit is a retry", reference("ch_1~rate_limit"), nil, refund.StatusRefunded, 22600, refund.NoticeRefunded},
		{"what is pending is polled until it settles", reference("ch_1~pending:3"), nil, refund.StatusRefunded, 22600, refund.NoticeSent},
		{"a declined refund that is given up pays nothing", reference("ch_1~decline~always"), resolveAfter(time.Hour, refund.ResolveGiveUp), refund.StatusRejected, 0, refund.NoticeNeedsAttention},
		{"a declined refund is paid after a retry", reference("ch_1~decline"), resolveAfter(time.Hour, refund.ResolveRetry), refund.StatusRefunded, 22600, refund.NoticeNeedsAttention},
		{"what was pending and failed can be retried", reference("ch_1~pending_then_fail:2"), resolveAfter(day, refund.ResolveRetry), refund.StatusRefunded, 22600, refund.NoticeNeedsAttention},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t, c.change)
			if c.act != nil {
				c.act(b)
			}
			result := b.run()
			if result.Status != c.status || result.PaidMinor != c.paid {
				t.Errorf("ended %s, paid %d; want %s, %d", result.Status, result.PaidMinor, c.status, c.paid)
			}
			if !slices.Contains(b.wire.kinds(), c.tells) {
				t.Errorf("told %v, want %s among them", b.wire.kinds(), c.tells)
			}
		})
	}
}

// TestEveryLedgerCallMayFailAtEveryStep fails each call before and after it did its work, and
// expects the same end and the same money.
func TestEveryLedgerCallMayFailAtEveryStep(t *testing.T) {
	stories := []struct {
		name   string
		change func(*refund.Request)
		act    func(*bundle)
		calls  []string
		status refund.Status
		paid   int64
	}{
		{"automatic", nil, nil, []string{"DecideRefund", "BeginLeg", "RecordOutcome"}, refund.StatusRefunded, 22600},
		{"approved", overLimit, decideAfter(time.Hour, refund.VerbApprove), []string{"CarryOut", "BeginLeg", "ClaimMessage"}, refund.StatusRefunded, 226000},
		{"overdue and rejected", overLimit, decideAfter(3*day, refund.VerbReject), []string{"PassDeadline", "CarryOut"}, refund.StatusRejected, 0},
		{"withdrawn", overLimit, withdrawAfter(time.Hour), []string{"CarryOut"}, refund.StatusWithdrawn, 0},
		{"refused signals", overLimit, func(b *bundle) { replyAfter(time.Hour)(b); withdrawAfter(day)(b) }, []string{"Standing", "CountRefused"}, refund.StatusWithdrawn, 0},
		{"sent again", reference("ch_1~timeout_before"), nil, []string{"ResendLeg", "RecordOutcome"}, refund.StatusRefunded, 22600},
		{"declined and given up", reference("ch_1~decline~always"), resolveAfter(time.Hour, refund.ResolveGiveUp), []string{"CarryOut"}, refund.StatusRejected, 0},
		{"with an offer", merchantFault, answerAfter(time.Hour, true), []string{"OpenOffer", "CarryOut"}, refund.StatusRefunded, 22600},
		{"cancelled with an offer", merchantFault, cancelAfter(time.Hour), []string{"CloseRefund"}, refund.StatusRefunded, 22600},
	}
	for _, s := range stories {
		for _, call := range s.calls {
			for _, when := range []string{"before", "after"} {
				t.Run(s.name+"/"+call+" fails "+when, func(t *testing.T) {
					b := setup(t, s.change)
					if s.act != nil {
						s.act(b)
					}
					if when == "before" {
						b.faults.failBefore[call] = 2
					} else {
						b.faults.failAfter[call] = 2
					}
					result := b.run()
					if b.faults.failed == 0 {
						t.Fatalf("%s was never called: the case tests nothing", call)
					}
					if result.Status != s.status || result.PaidMinor != s.paid {
						t.Errorf("ended %s, paid %d; want %s, %d", result.Status, result.PaidMinor, s.status, s.paid)
					}
				})
			}
		}
	}
}

func decideAfter(after time.Duration, verb refund.Verb) func(*bundle) {
	return func(b *bundle) {
		b.at(after, func() {
			b.signal(refund.ActDecide, refund.Decision{DecisionID: "d-1", Verb: verb, Reviewer: "ann", Note: "checked"})
		})
	}
}

func withdrawAfter(after time.Duration) func(*bundle) {
	return func(b *bundle) {
		b.at(after, func() { b.signal(refund.ActWithdraw, refund.Withdrawal{By: "customer:42"}) })
	}
}

func cancelAfter(after time.Duration) func(*bundle) {
	return func(b *bundle) { b.at(after, b.env.CancelWorkflow) }
}

func resolveAfter(after time.Duration, action refund.ResolveAction) func(*bundle) {
	return func(b *bundle) {
		b.at(after, func() {
			b.signal(refund.ActResolve, refund.Resolution{ResolutionID: "r-1", Action: action, By: "ann"})
		})
	}
}

func answerAfter(after time.Duration, accept bool) func(*bundle) {
	return func(b *bundle) {
		b.at(after, func() {
			b.signal(refund.ActAnswerOffer, refund.OfferReply{By: "customer:42", Accept: accept, Choice: "coupon"})
		})
	}
}

func unpaid(in *refund.Request) { in.Cancellation.Order.Payments = nil }

func afterTheWindow(in *refund.Request) {
	delivered := placedAt.Add(day)
	in.Cancellation.Order.DeliveredAt = &delivered
	in.Cancellation.OccurredAt = placedAt.Add(300 * day)
}

func merchantFault(in *refund.Request) { in.Cancellation.Reason = refund.ReasonOutOfStock }
