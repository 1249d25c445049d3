package support_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/refund"
)

func TestAClaimSaysWhoHasIt(t *testing.T) {
	d := newDesk(t)
	id := d.Waiting("o1", "lead")
	first, err := d.service.Claim(t.Context(), callBy("ann"), id)
	if err != nil || !first.Yours || first.UntilAt.Sub(d.Clock.Now()) != support.ClaimLasts {
		t.Fatalf("first %+v, %v", first, err)
	}
	second, err := d.service.Claim(t.Context(), callBy("ben"), id)
	if err != nil || second.Yours || second.Person != "ann" {
		t.Errorf("second %+v, %v", second, err)
	}
	if err := d.service.Release(t.Context(), callBy("ann"), id); err != nil {
		t.Fatal(err)
	}
	if third, err := d.service.Claim(t.Context(), callBy("ben"), id); err != nil || !third.Yours {
		t.Errorf("third %+v, %v", third, err)
	}
	_, err = d.service.Claim(t.Context(), callBy("ann"), "refund/m/o")
	queueRefusedWith(t, "no id", err, refund.CodeBadID)
	_, err = d.service.Claim(t.Context(), callBy("ann"), d.Paid("o9", "c1", 1))
	queueRefusedWith(t, "paid", err, refund.CodeWrongState)
}

func TestTheNextRefundIsTheFirstThatNobodyHasAndThePersonMayDecide(t *testing.T) {
	d := newDesk(t)
	a, b := d.Waiting("a", "lead"), d.Waiting("b", "lead")
	d.Waiting("c", "finance")
	next := func(who refund.Person, in support.NextRequest) refund.ID {
		t.Helper()
		id, err := d.service.Next(t.Context(), callBy(who), in)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if got := next("ann", support.NextRequest{Peek: true}); got != a {
		t.Errorf("peeked %s", got)
	}
	if got := next("ann", support.NextRequest{Skip: a}); got != b {
		t.Errorf("after a comes %s", got)
	}
	if held := d.page(callBy("ann"), support.QueueRequest{}).Rows[1].Claim; held == nil || held.Person != "ann" {
		t.Errorf("the next one is not claimed: %+v", held)
	}
	if got := next("ben", support.NextRequest{}); got != "" {
		t.Errorf("ben may decide %s", got)
	}
	if got := next("ann", support.NextRequest{Filter: support.QueueFilter{Statuses: []refund.Status{refund.StatusNeedsInfo}}}); got != "" {
		t.Errorf("in an empty view comes %s", got)
	}
}

func TestViewsAreSavedCountedAndShared(t *testing.T) {
	d := newDesk(t)
	d.Waiting("o1", "lead")
	d.Attention("o2")
	big := support.QueueFilter{Currency: "CNY", AmountMin: 20_000}
	for name, c := range map[string]struct {
		in   support.SaveViewRequest
		code refund.Code
	}{
		"no name":   {support.SaveViewRequest{Name: "  "}, refund.CodeMissingField},
		"long":      {support.SaveViewRequest{Name: fmt.Sprintf("%61d", 1)[:1] + string(make([]byte, 61))}, api.CodeBadFilter},
		"no filter": {support.SaveViewRequest{Name: "x", Filter: support.QueueFilter{Sort: "size"}}, api.CodeBadFilter},
	} {
		queueRefusedWith(t, name, d.service.SaveView(t.Context(), callBy("ann"), c.in), c.code)
	}
	if err := d.service.SaveView(t.Context(), callBy("ann"), support.SaveViewRequest{Name: " big  ones ", Filter: big, Shared: true}); err != nil {
		t.Fatal(err)
	}
	views, err := d.service.Views(t.Context(), callBy("ben"))
	if err != nil {
		t.Fatal(err)
	}
	counted, err := d.service.Counts(t.Context(), callBy("ben"), views)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, view := range counted {
		got[view.BuiltIn+view.Name] = view.Count
	}
	for name, want := range map[string]int64{"all": 2, "mine": 0, "attention": 1, "unassigned": 2, "big ones": 0, "customer": 0, "unknown": 0} {
		if count, ok := got[name]; !ok || count != want {
			t.Errorf("%s: %d, want %d (%v)", name, count, want, got)
		}
	}
	if last := counted[len(counted)-1]; last.Owner != "ann" || !last.Shared || last.Yours || last.Filter.AmountMin != 20_000 {
		t.Errorf("the shared view is %+v", last)
	}
	if err := d.service.DropView(t.Context(), callBy("ann"), "big ones"); err != nil {
		t.Fatal(err)
	}
	if left, err := d.service.Views(t.Context(), callBy("ann")); err != nil || len(left) != len(support.BuiltInViews()) {
		t.Errorf("%d views are left, %v", len(left), err)
	}
}

func TestViewsAreCountedOnceInAWhile(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		if _, err := d.service.Counts(t.Context(), callBy("ann"), support.BuiltInViews()); err != nil {
			t.Fatal(err)
		}
	}
	if d.books.counted != 1 {
		t.Errorf("counted %d times", d.books.counted)
	}
	d.Waiting("o1", "lead")
	d.Clock.Advance(support.CountsLast)
	views, err := d.service.Counts(t.Context(), callBy("ann"), support.BuiltInViews())
	if err != nil || d.books.counted != 2 || views[0].Count != 1 {
		t.Errorf("counted %d times, %+v, %v", d.books.counted, views[0], err)
	}
}

func TestAnActOnManyIsOneActOnEachWithAResultOfItsOwn(t *testing.T) {
	d := newDesk(t)
	ids := []refund.ID{"refund/m/o/1", "refund/m/o/2", "no id", "refund/m/o/1"}
	d.refunds.refuse = map[refund.ID]error{"refund/m/o/2": refund.Problem{Code: refund.CodeWrongState, Detail: "it is paid"}}
	results, err := d.service.BulkAssign(t.Context(), callBy("ann"), support.BulkAssignRequest{IDs: ids, To: "ben", Note: "away"})
	if err != nil || len(results) != 3 {
		t.Fatalf("%+v, %v", results, err)
	}
	if results[0].Err != nil || results[1].Err == nil || results[1].Err.Code != refund.CodeWrongState || results[2].Err == nil || results[2].Err.Code != refund.CodeBadID {
		t.Errorf("results %+v", results)
	}
	if len(d.refunds.assigned) != 1 || d.refunds.assigned[0] != (api.AssignRequest{ID: "refund/m/o/1", To: "ben", Note: "away"}) {
		t.Errorf("assigned %+v", d.refunds.assigned)
	}
	first := d.refunds.keys[0]
	if _, err := d.service.BulkAsk(t.Context(), callBy("ann"), support.BulkAskRequest{IDs: ids[:1], Question: "which one?"}); err != nil || d.refunds.asked[0].Question != "which one?" {
		t.Errorf("asked %+v, %v", d.refunds.asked, err)
	}
	if again := d.refunds.keys[1]; again != first || first == "" || first == "k-1" {
		t.Errorf("the keys are %q and %q", first, again)
	}
}

func TestWhatActsOnManyAreRefusedFor(t *testing.T) {
	d := newDesk(t)
	many := make([]refund.ID, support.BulkMax+1)
	for i := range many {
		many[i] = refund.ID(fmt.Sprintf("refund/m/o/%d", i))
	}
	unkeyed := callBy("ann")
	unkeyed.Key = ""
	for name, c := range map[string]struct {
		call api.Call
		ids  []refund.ID
		code refund.Code
	}{
		"none": {callBy("ann"), nil, refund.CodeMissingField}, "too many": {callBy("ann"), many, refund.CodeTooLarge}, "no key": {unkeyed, many[:1], api.CodeKeyMissing},
	} {
		_, err := d.service.BulkAssign(t.Context(), c.call, support.BulkAssignRequest{IDs: c.ids})
		queueRefusedWith(t, name, err, c.code)
	}
	_, err := d.service.BulkAsk(t.Context(), callBy("ann"), support.BulkAskRequest{IDs: many[:1]})
	queueRefusedWith(t, "no question", err, refund.CodeMissingField)
	if len(d.refunds.keys) != 0 {
		t.Errorf("%d acts were done", len(d.refunds.keys))
	}
}

func TestAHandoverAssignsEverythingThatSomebodyHas(t *testing.T) {
	d := newDesk(t)
	a, b := d.Waiting("a", "lead"), d.Waiting("b", "lead")
	d.Assign(a, "ben")
	d.Assign(b, "cy")
	results, more, err := d.service.Handover(t.Context(), callBy("ann"), support.HandoverRequest{From: "ben", To: "ann"})
	if err != nil || more || len(results) != 1 || results[0].ID != a || d.refunds.assigned[0].To != "ann" {
		t.Errorf("%+v, %v, %v: %+v", results, more, err, d.refunds.assigned)
	}
	results, _, err = d.service.Handover(t.Context(), callBy("ann"), support.HandoverRequest{From: "dee", To: "ann"})
	if err != nil || len(results) != 0 {
		t.Errorf("of nothing %+v, %v", results, err)
	}
	_, _, err = d.service.Handover(t.Context(), callBy("eve"), support.HandoverRequest{From: "ben", To: "ann"})
	queueRefusedWith(t, "somebody unknown", err, refund.CodeReviewerUnknown)
}

func TestAServiceWithoutAQueueSaysSo(t *testing.T) {
	s, err := support.New(support.Ports{
		Refunds: &refunds{}, Now: time.Now, Staff: func(context.Context) (refund.Staff, error) { return refund.Staff{}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Queue(t.Context(), callBy("ann"), support.QueueRequest{})
	queueRefusedWith(t, "the queue", err, api.CodeFault)
	if _, err = s.QueueMark(t.Context()); err == nil {
		t.Error("there is a mark")
	}
}
