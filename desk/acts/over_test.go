package acts_test

import (
	"net/http"
	"testing"

	"github.com/makegood/makegood/api/support/supporttest"
)

// TestADecisionOnARefundThatIsOverSaysWhoDecidedAndDoesNothing: its workflow is gone, and the second person's form is still open.
func TestADecisionOnARefundThatIsOverSaysWhoDecidedAndDoesNothing(t *testing.T) {
	for _, second := range []string{"approve", "reject"} {
		d := newDesk(t)
		d.w.Gone = true
		first, path := d.path(supporttest.Waiting, "reject"), d.path(supporttest.Waiting, second)
		form := d.get("second", path).form()
		if got := d.post("boss", first, d.get("boss", first).form()); got.Code != http.StatusSeeOther {
			t.Fatalf("the first decision is answered %d: %s", got.Code, got.page.Text())
		}
		books := d.books()
		got := d.post("second", path, form)
		d.sees(second, got, http.StatusPreconditionFailed, "Nothing was done by you", "STALE_VIEW", "Rejected", "boss", "Look at the case again")
		if len(got.page.All("a", "href", "/refunds/m1/o1/c1")) == 0 {
			t.Errorf("%s: no link to look again", second)
		}
		unbound := form
		unbound.Set("version", "0")
		if got := d.post("second", path, unbound); got.Code == http.StatusSeeOther || got.Code == http.StatusNotFound {
			t.Errorf("%s that is bound to no version is answered %d: %s", second, got.Code, got.page.Text())
		}
		if d.books() != books {
			t.Errorf("%s changed the books", second)
		}
	}
}

func TestARefundThatThereIsNotIsNoneThatIsOver(t *testing.T) {
	d := newDesk(t)
	d.w.Gone = true
	form := d.get("boss", d.path(supporttest.Waiting, "reject")).form()
	if got := d.post("boss", "/refunds/m1/none/c1/reject", form); got.Code != http.StatusNotFound {
		t.Errorf("it is answered %d: %s", got.Code, got.page.Text())
	}
}
