package acts_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/makegood/makegood/api/support/supporttest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestStaffAskForARefundOfAKnownOrderInTheirOwnName(t *testing.T) {
	d := newDesk(t)
	d.sees("the order's form", d.get("low", "/request"), http.StatusOK, "known by an earlier refund")
	d.sees("an order nobody knows", d.get("low", "/request?merchant=m1&order=o99"), http.StatusNotFound, "NOT_FOUND")
	open := d.get("low", "/request?merchant=m1&order=o20")
	if open.confirms() {
		t.Error("there is something to confirm before anything was asked for")
	}
	form := open.form("quantity-1", "1", "consent", "phone", "text", "the second one is broken too", "reason", "DAMAGED", "do", "preview")
	books := d.books()
	shown := d.post("low", "/request", form)
	d.sees("the preview", shown, http.StatusOK, "113.00 CNY", "You ask in your own name")
	if d.books() != books {
		t.Error("the preview changed the books")
	}
	send := shown.form()
	done := d.post("low", "/request", send)
	if done.Code != http.StatusSeeOther {
		t.Fatalf("answered %d: %s", done.Code, done.page.Text())
	}
	id := refund.ID("refund" + strings.TrimPrefix(done.Header().Get("Location"), "/refunds"))
	stored, err := d.w.Store.Case(t.Context(), id)
	if err != nil || stored.Cancellation.RequestedBy != "low" || stored.Cancellation.Reason != refund.ReasonDamaged ||
		!strings.HasPrefix(string(stored.Cancellation.Key.Request), "desk-phone-") || len(stored.Cancellation.Evidence) != 0 {
		t.Errorf("asked for %+v, %v", stored.Cancellation, err)
	}
	spoken, err := d.w.Contacts.Of(t.Context(), supporttest.Call("low", ""), id)
	if err != nil || len(spoken) != 1 || spoken[0].Channel != ledger.ContactPhone || spoken[0].Text != "the second one is broken too" {
		t.Errorf("kept %+v, %v", spoken, err)
	}
	books = d.books()
	if again := d.post("low", "/request", send); again.Header().Get("Location") != done.Header().Get("Location") || d.books() != books {
		t.Errorf("the second click was answered %d to %q", again.Code, again.Header().Get("Location"))
	}
}

func TestWhatWasAskedForIsWhatWasShown(t *testing.T) {
	d := newDesk(t)
	form := url.Values{"merchant": {"m1"}, "order": {"o20"}, "quantity-1": {"1"}, "consent": {"chat"}, "text": {"x"}, "reason": {"DAMAGED"}, "do": {"preview"}}
	shown, books := d.post("low", "/request", form), d.books()
	got := d.post("low", "/request", shown.form("whole", "yes"))
	d.sees("another request", got, http.StatusConflict, "not what was shown")
	for name, change := range map[string][]string{"no consent": {"consent", ""}, "no words": {"text", ""}, "a channel nobody knows": {"consent", "smoke"}, "no number": {"quantity-1", "one"}} {
		if got := d.post("low", "/request", shown.form(change...)); got.Code != http.StatusConflict || got.confirms() {
			t.Errorf("%s is answered %d: %s", name, got.Code, got.page.Text())
		}
	}
	if d.books() != books {
		t.Error("something was asked for")
	}
}

func TestAContactIsKeptOnceAndShown(t *testing.T) {
	d := newDesk(t)
	path := d.path(supporttest.Refunded, "contact")
	d.sees("the log", d.get("low", path), http.StatusOK, "Nothing is kept yet")
	form := d.get("low", path).form("text", "called back: <b>arrived</b>", "channel", "phone", "direction", "to_customer")
	for range 2 {
		if got := d.post("low", path, form); got.Code != http.StatusSeeOther {
			t.Fatalf("answered %d: %s", got.Code, got.page.Text())
		}
	}
	d.sees("the log with an entry", d.get("low", path), http.StatusOK, "low", "by phone", "called back: <b>arrived</b>")
	spoken, err := d.pages.Spoken(t.Context(), supporttest.Call("low", ""), d.w.Known[supporttest.Refunded])
	if err != nil || len(spoken) != 1 {
		t.Errorf("%+v, %v", spoken, err)
	}
	got := d.post("stranger", path, d.get("low", path).form("text", "x"))
	d.sees("a stranger", got, http.StatusForbidden, "REVIEWER_UNKNOWN")
}

func TestARefundMadeElsewhereIsExplained(t *testing.T) {
	d := newDesk(t)
	path := d.path(supporttest.ByOther, "attribute")
	open := d.get("boss", path)
	d.sees("the form", open, http.StatusOK, "re_1", "6.00 CNY")
	d.sees("none", d.get("boss", d.path(supporttest.Refunded, "attribute")), http.StatusOK, "no refund made elsewhere")
	d.sees("another order's", d.post("boss", d.path(supporttest.Refunded, "attribute"), url.Values{"outside": {"re_1"}, "note": {"x"}}), http.StatusNotFound, "NOT_FOUND")
	if got := d.post("boss", path, open.form("outside", "re_1", "note", "sorry for the delay")); got.Code != http.StatusSeeOther {
		t.Fatalf("answered %d: %s", got.Code, got.page.Text())
	}
	d.sees("afterwards", d.get("boss", path), http.StatusOK, "no refund made elsewhere")
}
