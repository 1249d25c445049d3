package api_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/refund"
)

// asks is a request of the contract's whole order, by a shop.
func asks(t *testing.T) (api.Call, api.RequestRefundRequest) {
	t.Helper()
	in := example(t, "whole")
	call := apitest.Shop(api.ScopeRequest)
	call.Key = ""
	return call, api.RequestRefundRequest{Cancellation: in.Cancellation, Contact: in.Contact}
}

// decides lets the intake store what it is asked for, as a refund that is paid out.
func (b *bench) decides() {
	b.Intake.Stores = func(in refund.Request) {
		id := in.Cancellation.ID()
		now := refund.Standing{Refund: id, Version: 4, Status: refund.StatusPayingOut, Currency: "CNY", TotalMinor: 22600, Legs: []refund.LegStanding{{
			Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{PaymentID: in.Cancellation.Order.Payments[0].PaymentID, AmountMinor: 22600}}, Provider: "simulator",
		}}}
		b.Books.Known[id] = refund.Case{ID: id, Digest: in.Digest, Status: now.Status, Standing: now, Cancellation: in.Cancellation, Proposal: &refund.Proposal{
			Assessment: refund.Assessment{TotalMinor: 22600, Currency: "CNY", Reasons: []string{"WITHIN_WINDOW"}, Components: []refund.Component{{Kind: refund.ComponentLine, LineID: "1", AmountMinor: 22600}}},
		}}
		b.Intake.Answer = refund.Requested{Version: now.Version}
	}
}

func TestARequestIsAnsweredWithItsDecisionItsAmountAndHowItCameAbout(t *testing.T) {
	b := newBench(t)
	b.decides()
	call, in := asks(t)
	answer, err := b.Service.RequestRefund(t.Context(), call, in)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Replayed || answer.Standing.Status != refund.StatusPayingOut || answer.Standing.TotalMinor != 22600 {
		t.Errorf("answered %+v", answer.Standing)
	}
	var sum int64
	for _, row := range answer.Explanation.Statement.Rows {
		sum += row.AmountMinor
	}
	if sum != 22600 || len(answer.Explanation.Reasons) != 1 {
		t.Errorf("explained by %+v", answer.Explanation)
	}
	if asked := b.Intake.Asked; len(asked) != 1 || asked[0].Contact != in.Contact || asked[0].Digest != refund.Digest(in.Cancellation) {
		t.Errorf("asked %+v", asked)
	}
}

func TestTheSameRequestAgainHasTheSameRefundAndIsMarked(t *testing.T) {
	b := newBench(t)
	b.decides()
	call, in := asks(t)
	for range 3 {
		if _, err := b.Service.RequestRefund(t.Context(), call, in); err != nil {
			t.Fatal(err)
		}
	}
	again, err := b.Service.RequestRefund(t.Context(), call, in)
	if err != nil || !again.Replayed || again.Standing.TotalMinor != 22600 || len(b.Intake.Asked) != 1 {
		t.Errorf("%+v, %v; asked %d times", again, err, len(b.Intake.Asked))
	}
	other := in
	other.Cancellation.Reason = refund.ReasonDamaged
	_, err = b.Service.RequestRefund(t.Context(), call, other)
	refusedWith(t, "the same key with another body", err, refund.CodeConflict)
	if api.ClassOf(refund.CodeConflict) != api.ClassConflict || len(b.Intake.Asked) != 1 {
		t.Errorf("asked %d times", len(b.Intake.Asked))
	}
}

// TestWhatTemporalHasForgottenOrEndedTheLedgerAnswers: two calls at once, of which one finds the other's workflow over.
func TestWhatTemporalHasForgottenOrEndedTheLedgerAnswers(t *testing.T) {
	b := newBench(t)
	b.decides()
	b.Intake.Err = errors.Join(api.ErrKnown, errors.New("the workflow has ended"))
	call, in := asks(t)
	answer, err := b.Service.RequestRefund(t.Context(), call, in)
	if err != nil || !answer.Replayed || answer.Standing.TotalMinor != 22600 {
		t.Errorf("%+v, %v", answer, err)
	}
}

// TestASubjectDoesNotGetAnothersAnswerBySideBySideCalls: the workflow that was started for one is asked by both.
func TestASubjectDoesNotGetAnothersAnswerBySideBySideCalls(t *testing.T) {
	call, in := asks(t)
	call.Subject.ID = "machine:shop"
	for asked, code := range map[refund.SubjectID]refund.Code{call.Subject.ID: "", "machine:another": refund.CodeConflict} {
		b := newBench(t)
		b.decides()
		stores := b.Intake.Stores
		b.Intake.Stores = func(r refund.Request) {
			stores(r)
			stored := b.Books.Known[r.Cancellation.ID()]
			stored.Trail = []refund.TrailEntry{{Event: "Received", Subject: asked}}
			b.Books.Known[r.Cancellation.ID()] = stored
		}
		_, err := b.Service.RequestRefund(t.Context(), call, in)
		if problem, _ := refund.ProblemIn(err); problem.Code != code {
			t.Errorf("asked by %q: %v", asked, err)
		}
	}
}

func TestWhatARequestIsRefusedFor(t *testing.T) {
	late := errors.New("password=hunter2 was wrong")
	for name, c := range map[string]struct {
		change func(*bench, *api.Call, *api.RequestRefundRequest)
		code   refund.Code
		asked  int
	}{
		"no request id and no key":     {func(_ *bench, _ *api.Call, in *api.RequestRefundRequest) { in.Cancellation.Request = "" }, api.CodeKeyMissing, 0},
		"a key and another request id": {func(_ *bench, c *api.Call, _ *api.RequestRefundRequest) { c.Key = "another" }, refund.CodeBadID, 0},
		"a key that is no id":          {func(_ *bench, c *api.Call, in *api.RequestRefundRequest) { c.Key, in.Cancellation.Request = "a b", "" }, refund.CodeBadID, 0},
		"a currency nobody knows":      {func(_ *bench, _ *api.Call, in *api.RequestRefundRequest) { in.Cancellation.Order.Currency = "XYZ" }, refund.CodeUnknownCurrency, 0},
		"a person in another one's name": {func(b *bench, c *api.Call, in *api.RequestRefundRequest) {
			*c, in.Cancellation.RequestedBy = b.By("ann", ""), "customer:42"
		}, api.CodeNotPermitted, 0},
		"the workflow has another body": {func(b *bench, _ *api.Call, _ *api.RequestRefundRequest) {
			b.Intake.Err = refund.Problem{Code: refund.CodeConflict, Detail: "another body"}
		}, refund.CodeConflict, 1},
		"the ledger had another body":     {func(b *bench, _ *api.Call, _ *api.RequestRefundRequest) { b.Intake.Answer.Conflict = true }, refund.CodeConflict, 1},
		"the workers keep another ledger": {func(b *bench, _ *api.Call, _ *api.RequestRefundRequest) { b.Intake.Answer.Version = 4 }, api.CodeOtherLedger, 1},
		"no answer in time":               {func(b *bench, _ *api.Call, _ *api.RequestRefundRequest) { b.Intake.Err = context.DeadlineExceeded }, api.CodeTimedOut, 1},
		"the ledger is away":              {func(b *bench, _ *api.Call, _ *api.RequestRefundRequest) { b.Books.CaseErr = late }, api.CodeFault, 0},
	} {
		b := newBench(t)
		call, in := asks(t)
		c.change(b, &call, &in)
		_, err := b.Service.RequestRefund(t.Context(), call, in)
		refusedWith(t, name, err, c.code)
		if len(b.Intake.Asked) != c.asked {
			t.Errorf("%s: asked %d times, want %d", name, len(b.Intake.Asked), c.asked)
		}
	}
}

// TestAPersonAsksInTheirOwnName: who asked may not approve, so nobody asks for another one.
func TestAPersonAsksInTheirOwnName(t *testing.T) {
	b := newBench(t)
	b.decides()
	_, in := asks(t)
	in.Cancellation.RequestedBy = ""
	if _, err := b.Service.RequestRefund(t.Context(), b.By("ann", ""), in); err != nil {
		t.Fatal(err)
	}
	if by := b.Intake.Asked[0].Cancellation.RequestedBy; by != "ann" {
		t.Errorf("asked for by %q", by)
	}
}

func TestTheKeyIsTheRequestId(t *testing.T) {
	b := newBench(t)
	b.decides()
	call, in := asks(t)
	call.Key, in.Cancellation.Request = "k-77", ""
	answer, err := b.Service.RequestRefund(t.Context(), call, in)
	if err != nil || b.Intake.Asked[0].Cancellation.Request != "k-77" || answer.Standing.Refund != b.Intake.Asked[0].Cancellation.ID() {
		t.Errorf("%+v, %v", answer.Standing, err)
	}
}

func TestWhenTheMoneyIsExpectedIsAskedByTheWaysItGoes(t *testing.T) {
	b := newBench(t)
	b.decides()
	by := at.Add(72 * time.Hour)
	var asked refund.Notice
	ports := b.Ports()
	ports.Expect = func(_ context.Context, n refund.Notice) refund.Notice {
		asked, n.ExpectedBy, n.UsuallySeconds = n, &by, 3600
		return n
	}
	service, err := api.New(ports)
	if err != nil {
		t.Fatal(err)
	}
	call, in := asks(t)
	answer, err := service.RequestRefund(t.Context(), call, in)
	if err != nil || answer.Expected.By == nil || !answer.Expected.By.Equal(by) || answer.Expected.UsuallySeconds != 3600 {
		t.Errorf("%+v, %v", answer.Expected, err)
	}
	if asked.Status != refund.StatusPayingOut || len(asked.Ways) != 1 || asked.Ways[0].Provider != "simulator" || asked.Ways[0].AmountMinor != 22600 {
		t.Errorf("asked %+v", asked)
	}
}
