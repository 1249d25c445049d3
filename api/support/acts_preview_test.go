package support_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/api/support/supporttest"
	"github.com/makegood/makegood/refund"
)

func cny(minor int64) *api.Amount { return &api.Amount{Minor: minor, Currency: "CNY"} }

// preview previews an act and fails where it cannot be; the refund stays as it was.
func preview(t *testing.T, w *supporttest.World, by refund.Person, in support.Intent) support.ActPreview {
	t.Helper()
	before, err := w.Store.Case(t.Context(), in.ID)
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Acts.Preview(t.Context(), supporttest.Call(by, "p-1"), in)
	if err != nil {
		t.Fatal(err)
	}
	after, err := w.Store.Case(t.Context(), in.ID)
	if err != nil || after.Standing.Version != before.Standing.Version || len(after.Trail) != len(before.Trail) {
		t.Fatalf("a preview left the refund at %d (%d rows), it was at %d (%d): %v", after.Standing.Version, len(after.Trail), before.Standing.Version, len(before.Trail), err)
	}
	return out
}

func TestAPreviewShowsWhatADecisionMovesAndWhatIsLeft(t *testing.T) {
	w := supporttest.New(t)
	id := w.Known[supporttest.Waiting]
	for _, c := range []struct {
		act    support.ActName
		amount *api.Amount
		status refund.Status
		// legs are what would be paid, left what may still go back to the card of 22600 after it.
		legs, left int64
	}{
		{support.ActApprove, cny(11300), refund.StatusPayingOut, 11300, 11300},
		{support.ActAdjust, cny(9000), refund.StatusPayingOut, 9000, 13600},
		{support.ActReject, nil, refund.StatusRejected, 0, 22600},
	} {
		got := preview(t, w, "boss", support.Intent{ID: id, Act: c.act, Amount: c.amount})
		var legs int64
		for _, leg := range got.After.Legs {
			if leg.Status != refund.LegReleased {
				legs += leg.AmountMinor
			}
		}
		if got.Refused != nil || got.After.Status != c.status || legs != c.legs || len(got.Payments) != 1 ||
			got.Payments[0].BeforeMinor != 11300 || got.Payments[0].AfterMinor != c.left {
			t.Errorf("%s: %s, legs of %d, payments %+v, refused %v", c.act, got.After.Status, legs, got.Payments, got.Refused)
		}
	}
}

func TestAPreviewSaysWhoMustAgreeNext(t *testing.T) {
	w := supporttest.New(t)
	got := preview(t, w, "boss", support.Intent{ID: w.Known[supporttest.TwoLooks], Act: support.ActApprove, Amount: cny(11300)})
	if got.After.Status != refund.StatusPayingOut || len(got.After.Approval.Agreed) != 2 || !got.After.Approval.Final {
		t.Errorf("the second approval: %+v", got.After.Approval)
	}
	got = preview(t, w, "boss", support.Intent{ID: w.Known[supporttest.TwoLooks], Act: support.ActAdjust, Amount: cny(9000)})
	if a := got.After.Approval; got.After.Status != refund.StatusAwaitingApproval || a.Required != 2 || len(a.Agreed) != 1 || got.Told != nil {
		t.Errorf("a lower amount voids the first approval: %s %+v, told %v", got.After.Status, a, got.Told)
	}
}

func TestWhatIsRefusedIsSaidByThePreviewWithTheCodeOfTheAct(t *testing.T) {
	w := supporttest.New(t)
	id := w.Known[supporttest.Waiting]
	stale := support.Intent{ID: id, Act: support.ActApprove, Version: 1}
	for what, c := range map[string]struct {
		by   refund.Person
		in   support.Intent
		code refund.Code
	}{
		"more than it is":     {"boss", support.Intent{ID: id, Act: support.ActAdjust, Amount: cny(11301)}, refund.CodeBadDecision},
		"nothing":             {"boss", support.Intent{ID: id, Act: support.ActAdjust, Amount: cny(0)}, refund.CodeBadDecision},
		"another currency":    {"boss", support.Intent{ID: id, Act: support.ActAdjust, Amount: &api.Amount{Minor: 100, Currency: "USD"}}, refund.CodeCurrencyMismatch},
		"a stale view":        {"boss", stale, refund.CodeStaleView},
		"another amount":      {"boss", support.Intent{ID: id, Act: support.ActApprove, Amount: cny(1)}, refund.CodeAmountMoved},
		"above the limit":     {"lead", support.Intent{ID: id, Act: support.ActApprove}, refund.CodeReviewerLimit},
		"their own request":   {"boss", support.Intent{ID: w.Known[supporttest.AskedFor], Act: support.ActApprove}, refund.CodeReviewerIsAuthor},
		"a message too long":  {"boss", support.Intent{ID: id, Act: support.ActReject, Message: strings.Repeat("x", refund.WordsBytesMax+1)}, refund.CodeTooLarge},
		"after it is decided": {"boss", support.Intent{ID: w.Known[supporttest.Refunded], Act: support.ActApprove}, refund.CodeWrongState},
	} {
		got := preview(t, w, c.by, c.in)
		_, err := c.in.Do(t.Context(), w.Refunds, supporttest.Call(c.by, strings.ReplaceAll("do-"+what, " ", "-")))
		if got.Refused == nil || got.Refused.Code != c.code || codeOf(err) != c.code || got.Told != nil || got.After.Version != got.Before.Version {
			t.Errorf("%s: the preview says %+v, the act %v; want %s", what, got.Refused, err, c.code)
		}
	}
}
