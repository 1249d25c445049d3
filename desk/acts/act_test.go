package acts_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/api/support/supporttest"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

func TestAnApprovalShowsWhatItMovesAndWhatTheCustomerReadsAndIsCarriedOutOnce(t *testing.T) {
	d := newDesk(t)
	path := d.path(supporttest.Waiting, "approve")
	shown := d.get("boss", path)
	d.sees("the form", shown, http.StatusOK, "113.00 CNY", "Awaiting approval", "Paying out", "simulator", "Nobody else has to agree", "Your refund for order o1 is approved")
	form := shown.form("note", "checked by phone")
	form.Set("do", "preview")
	confirmed := d.post("boss", path, form)
	d.sees("with a note", confirmed, http.StatusOK, "113.00 CNY")
	form = confirmed.form()
	done := d.post("boss", path, form)
	if done.Code != http.StatusSeeOther || done.Header().Get("Location") != "/refunds/m1/o1/c1" {
		t.Fatalf("answered %d to %q: %s", done.Code, done.Header().Get("Location"), done.page.Text())
	}
	if now := d.standing(supporttest.Waiting); now.Status != refund.StatusPayingOut || now.Approval.Agreed[0].By != "boss" {
		t.Errorf("it stands %+v", now)
	}
	books := d.books()
	again := d.post("boss", path, form) // the second click, or the back button
	if again.Code != http.StatusSeeOther || d.books() != books {
		t.Errorf("the second click was answered %d %s", again.Code, again.page.Text())
	}
}

func TestTheNextCaseFollowsADecisionThatAsksForIt(t *testing.T) {
	d := newDesk(t)
	path := d.path(supporttest.Waiting, "reject")
	done := d.post("boss", path, d.get("boss", path).form("then", "next"))
	if done.Code != http.StatusSeeOther || done.Header().Get("Location") != "/queue/next" {
		t.Errorf("answered %d to %q", done.Code, done.Header().Get("Location"))
	}
}

// TestOfTwoWhoDecideTheSecondIsToldWhatHasChangedAndNothingIsDone: both have the form open.
func TestOfTwoWhoDecideTheSecondIsToldWhatHasChangedAndNothingIsDone(t *testing.T) {
	for _, second := range []string{"approve", "reject", "adjust?amount=90.00"} {
		d := newDesk(t)
		first, path := d.path(supporttest.Waiting, "reject"), d.path(supporttest.Waiting, second)
		open, other := d.get("boss", first), d.get("second", path)
		if d.post("boss", first, open.form()).Code != http.StatusSeeOther {
			t.Fatal("the first decision was refused")
		}
		books := d.books()
		got := d.post("second", strings.Split(path, "?")[0], other.form())
		d.sees(second, got, http.StatusPreconditionFailed, "Nothing was done by you", "STALE_VIEW", "Rejected", "boss", "Look at the case again")
		if len(got.page.All("a", "href", "/refunds/m1/o1/c1")) == 0 {
			t.Errorf("%s: no link to look again", second)
		}
		if d.books() != books {
			t.Errorf("%s changed the books", second)
		}
	}
}

func TestAnAmountThatHasMovedIsRefusedAndShown(t *testing.T) {
	d := newDesk(t)
	lower, path := d.path(supporttest.TwoLooks, "adjust"), d.path(supporttest.TwoLooks, "approve")
	open := d.get("second", path)
	form := d.get("boss", lower+"?amount=90.00").form()
	if got := d.post("boss", lower, form); got.Code != http.StatusSeeOther {
		t.Fatalf("lowering was answered %d: %s", got.Code, got.page.Text())
	}
	books := d.books()
	got := d.post("second", path, open.form())
	d.sees("the stale amount", got, http.StatusPreconditionFailed, "Nothing was done by you", "90.00 CNY", "boss")
	stale := open.form()
	stale.Set("version", "0") // who takes the version out of the form is still bound to the amount
	got = d.post("second", path, stale)
	if got.Code == http.StatusSeeOther || d.books() != books {
		t.Errorf("an unbound form was answered %d", got.Code)
	}
}

func TestALowerAmountIsPreviewedAndRefusedAmountsAreSaid(t *testing.T) {
	d := newDesk(t)
	path := d.path(supporttest.Waiting, "adjust")
	if empty := d.get("boss", path); empty.confirms() || empty.Code != http.StatusOK {
		t.Errorf("without an amount there is something to confirm (%d)", empty.Code)
	}
	good := d.get("boss", path+"?amount=90.00")
	d.sees("90.00", good, http.StatusOK, "113.00 CNY → 90.00 CNY", "136.00 CNY", "approved")
	for amount, code := range map[string]string{"113.00": "BAD_DECISION", "0": "BAD_DECISION", "-1": "NEGATIVE_AMOUNT", "90.001": "MALFORMED", "90 USD": "CURRENCY_MISMATCH", "x": "MALFORMED"} {
		if got := d.get("boss", path+"?amount="+url.QueryEscape(amount)); got.confirms() || !strings.Contains(got.page.Text(), code) {
			t.Errorf("%s: %s", amount, got.page.Text())
		}
	}
	if got := d.post("boss", path, good.form()); got.Code != http.StatusSeeOther {
		t.Fatalf("answered %d: %s", got.Code, got.page.Text())
	}
	if now := d.standing(supporttest.Waiting); now.TotalMinor != 9000 || now.Status != refund.StatusPayingOut {
		t.Errorf("it stands at %d, %s", now.TotalMinor, now.Status)
	}
}

// TestWhatIsConfirmedIsWhatWasShown: words that were changed after the preview are shown first.
func TestWhatIsConfirmedIsWhatWasShown(t *testing.T) {
	d := newDesk(t)
	path, books := d.path(supporttest.Waiting, "reject"), d.books()
	got := d.post("boss", path, d.get("boss", path).form("message", "The seal\r\nwas broken."))
	d.sees("the changed form", got, http.StatusConflict, "not what was shown", "The seal was broken.")
	if letter := got.page.All("div", "class", "letter"); len(letter) != 1 || !strings.Contains(webtest.Text(letter[0]), "The seal was broken.") {
		t.Errorf("the message is not in what the customer reads")
	}
	if d.books() != books {
		t.Error("something was done")
	}
	if done := d.post("boss", path, got.form()); done.Code != http.StatusSeeOther || d.standing(supporttest.Waiting).Message == "" {
		t.Errorf("confirmed, and answered %d: %s", done.Code, done.page.Text())
	}
}

func TestWhoMayNotSeesWhyInTheEnginesWords(t *testing.T) {
	d := newDesk(t)
	for what, c := range map[string]struct {
		by         refund.Person
		case_, act string
		words      []string
	}{
		"their own request": {"boss", supporttest.AskedFor, "approve", []string{"You asked for this refund yourself", "REVIEWER_IS_REQUESTER"}},
		"over the limit":    {"lead", supporttest.Waiting, "approve", []string{"more than you may decide", "REVIEWER_LIMIT"}},
		"not their role":    {"stranger", supporttest.Waiting, "approve", []string{"Your roles do not allow it", "REVIEWER_UNKNOWN"}},
		"another person":    {"low", supporttest.TwoLooks, "ask", nil},
		"decided":           {"boss", supporttest.Refunded, "approve", []string{"Not as the refund stands", "WRONG_STATE"}},
		"a machine's":       {"boss", supporttest.Unknown, "provider-fact", []string{"No person does it here"}},
	} {
		got := d.get(c.by, d.path(c.case_, c.act))
		d.sees(what, got, http.StatusOK, c.words...)
		if got.confirms() && c.words != nil {
			t.Errorf("%s may confirm", what)
		}
	}
	d.sees("no act", d.get("boss", d.path(supporttest.Waiting, "pray")), http.StatusNotFound, "UNKNOWN_METHOD")
	d.sees("no refund", d.get("boss", "/refunds/m1/o99/c1/approve"), http.StatusNotFound, "NOT_FOUND")
}

func TestWhoAgreedIsShownAndWhoIsNext(t *testing.T) {
	d := newDesk(t)
	id := supporttest.TwoLooks
	d.sees("the second look", d.get("boss", d.path(id, "approve")), http.StatusOK, "2 of 2 have agreed", "low (support)", "boss (lead)")
	lowered := d.get("boss", d.path(id, "adjust")+"?amount=90.00")
	d.sees("a lower amount", lowered, http.StatusOK, "1 of 2 have agreed", "Asked next: lead", "The customer is told nothing yet")
	got := d.post("boss", d.path(id, "adjust"), lowered.form())
	if got.Code != http.StatusSeeOther || !strings.Contains(strings.Join(got.Header().Values("Set-Cookie"), " "), "desk.acts.done.agreed") {
		t.Errorf("answered %d %v", got.Code, got.Header())
	}
}

func TestWhoeverWorksOnItIsNamedBeforeADecision(t *testing.T) {
	d := newDesk(t)
	d.holder = "second"
	d.sees("held", d.get("boss", d.path(supporttest.Waiting, "approve")), http.StatusOK, "second works on this refund")
	if got := d.get("second", d.path(supporttest.Waiting, "approve")); strings.Contains(got.page.Text(), "works on this refund") {
		t.Error("somebody is warned of themselves")
	}
}

// TestEveryActIsDoneByItsForm: as a browser sends it, in both languages.
func TestEveryActIsDoneByItsForm(t *testing.T) {
	base := supporttest.New(t)
	for act, c := range map[support.ActName]struct {
		by   refund.Person
		what string
		with []string
	}{
		support.ActApprove: {"boss", supporttest.Waiting, nil}, support.ActReject: {"boss", supporttest.Waiting, []string{"message", "no"}},
		support.ActAdjust: {"boss", supporttest.Waiting, []string{"amount", "90.00"}}, support.ActAsk: {"low", supporttest.Waiting, []string{"text", "Which one?"}},
		support.ActAnswer: {"low", supporttest.Asked, []string{"text", "the blue one", "heard", "phone"}}, support.ActAssign: {"boss", supporttest.Waiting, []string{"to", "second"}},
		support.ActInspect: {"wim", supporttest.Goods, []string{"all", "yes"}}, support.ActChoose: {"low", supporttest.Waiting, []string{"choice", refund.AlternativeStoreCredit, "heard", "chat"}},
		support.ActWithdraw: {"low", supporttest.Waiting, []string{"heard", "in_person"}}, support.ActLookNow: {"low", supporttest.Unknown, nil},
		support.ActRetry: {"low", supporttest.Declined, nil}, support.ActPaidElsewhere: {"boss", supporttest.Declined, []string{"reference", "bank-7"}},
		support.ActPayAnotherWay: {"boss", supporttest.Declined, nil}, support.ActGiveUp: {"low", supporttest.Declined, nil},
		support.ActClear:  {"boss", supporttest.Unknown, []string{"fact", "paid", "reference", "re_9"}},
		support.ActAppeal: {"low", supporttest.Appealable, []string{"text", "it was new", "heard", "letter"}}, support.ActAcceptOffer: {"low", supporttest.Offered, []string{"choice", "coupon", "heard", "email"}},
		support.ActDeclineOffer: {"low", supporttest.Offered, []string{"heard", "phone"}},
	} {
		d := deskOn(t, base.Copy())
		for _, d.lang = range explain.Locales() {
			got := d.get(c.by, d.path(c.what, string(act)))
			d.sees(string(act)+" in "+d.lang, got, http.StatusOK)
			if len(got.page.All("h1", "", "")) != 1 || len(got.page.All("label", "", ""))+len(got.page.All("input", "type", "hidden")) == 0 {
				t.Errorf("%s in %s has no heading of its own, or no fields", act, d.lang)
			}
			labelled(t, got)
		}
		path := d.path(c.what, string(act))
		form := d.get(c.by, path).form(c.with...)
		form.Set("do", "preview")
		shown := d.post(c.by, path, form)
		before := d.standing(c.what)
		done := d.post(c.by, path, shown.form(c.with...))
		if done.Code != http.StatusSeeOther {
			t.Errorf("%s is answered %d: %s", act, done.Code, done.page.Text())
			continue
		}
		if after := d.standing(c.what); after.Version == before.Version {
			t.Errorf("%s left the refund as it was", act)
		}
		kept, err := d.w.Contacts.Of(t.Context(), supporttest.Call(c.by, ""), d.w.Known[c.what])
		if heard := form.Get("heard"); err != nil || (heard != "") != (len(kept) == 1) || heard != "" && string(kept[0].Channel) != heard {
			t.Errorf("%s, heard by %q, kept %+v: %v", act, heard, kept, err)
		}
	}
}

func TestWhatIsSaidForACustomerNeedsHowTheySaidIt(t *testing.T) {
	d := newDesk(t)
	path, books := d.path(supporttest.Asked, "answer"), d.books()
	form := d.get("low", path).form("text", "the blue one", "do", "preview")
	got := d.post("low", path, d.post("low", path, form).form())
	d.sees("without a channel", got, http.StatusBadRequest, "MISSING_FIELD")
	if d.books() != books {
		t.Error("something was done")
	}
}

func TestForeignTextOnAFormIsText(t *testing.T) {
	d := newDesk(t)
	nasty := "<script>alert(1)</script>\u202egnp.exe\u200b\"'><img src=x>"
	path := d.path(supporttest.Waiting, "reject")
	plain := d.post("boss", path, url.Values{"message": {"fine"}, "do": {"preview"}})
	got := d.post("boss", path, url.Values{"message": {nasty}, "do": {"preview"}})
	if got.Code != http.StatusOK || webtest.Shape(got.page) != webtest.Shape(plain.page) {
		t.Errorf("the text has changed the page (%d)", got.Code)
	}
	if body := got.Body.String(); strings.Contains(body, "\u202e") || strings.Contains(body, "\u200b") || strings.Contains(body, "<script>alert") {
		t.Error("what is hidden, or moves text, is on the page as it came")
	}
}

func TestACaseLinksEveryActInItsReadersLanguage(t *testing.T) {
	d := newDesk(t)
	call := supporttest.Call("lead", "")
	call.Locale = "zh-CN"
	links, err := d.pages.Links(t.Context(), call, refundOf(t, d, supporttest.Waiting))
	if err != nil || len(links) != len(support.ActNames()) {
		t.Fatalf("%d links, %v", len(links), err)
	}
	for _, link := range links {
		if !strings.HasPrefix(link.Href, "/refunds/m1/o1/c1/") || link.Allowed != (link.Why == "") || !strings.ContainsFunc(link.Label, func(r rune) bool { return r > 0x2e80 }) {
			t.Errorf("%+v", link)
		}
	}
}

func refundOf(t *testing.T, d *desk, what string) api.Refund {
	t.Helper()
	found, err := d.w.Refunds.GetRefund(t.Context(), supporttest.Call("boss", ""), api.GetRefundRequest{ID: d.w.Known[what]})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// labelled fails unless every input that is seen has a label.
func labelled(t *testing.T, a answer) {
	t.Helper()
	for _, name := range []string{"input", "textarea", "select"} {
		for _, n := range a.page.All(name, "", "") {
			kind, id := webtest.Attr(n, "type"), webtest.Attr(n, "id")
			if kind == "hidden" || n.Parent.Data == "label" {
				continue
			}
			if id == "" || len(a.page.All("label", "for", id)) != 1 {
				t.Errorf("%s %q has no label", name, webtest.Attr(n, "name"))
			}
		}
	}
}

// TestTheOtherPagesHaveWordsInEveryLanguage: the log, refunds made elsewhere, a request, and what has moved, each empty and full.
func TestTheOtherPagesHaveWordsInEveryLanguage(t *testing.T) {
	d := newDesk(t)
	for _, d.lang = range explain.Locales() {
		for _, path := range []string{
			d.path(supporttest.Refunded, "contact"), d.path(supporttest.ByOther, "attribute"), d.path(supporttest.Refunded, "attribute"), "/request",
			"/request?merchant=m1&order=o20", "/request?merchant=m1&order=o20&quantity-1=1&consent=phone&text=x&reason=DAMAGED",
		} {
			got := d.get("boss", path)
			d.sees(path+" in "+d.lang, got, http.StatusOK)
			labelled(t, got)
		}
		path := d.path(supporttest.Appealed, "approve")
		form := d.get("second", path).form()
		form.Set("version", "1")
		form.Set("rows", "0")
		d.sees("a stale form in "+d.lang, d.post("second", path, form), http.StatusConflict)
		for _, by := range []refund.Person{"boss", "stranger"} {
			for _, act := range support.ActNames() {
				if act != support.ActAttribute {
					d.sees(string(act)+" in "+d.lang, d.get(by, d.path(supporttest.OneWord, string(act))), http.StatusOK)
				}
			}
		}
	}
}

// TestANoteIsWrittenBesideWhatIsShown: it changes nothing of what the act comes to, so one confirmation is enough.
func TestANoteIsWrittenBesideWhatIsShown(t *testing.T) {
	d := newDesk(t)
	path := d.path(supporttest.Waiting, "approve")
	if got := d.post("boss", path, d.get("boss", path).form("note", "as agreed by telephone")); got.Code != http.StatusSeeOther {
		t.Fatalf("answered %d: %s", got.Code, got.page.Text())
	}
	if now := d.standing(supporttest.Waiting); now.Status != refund.StatusPayingOut {
		t.Errorf("it stands %s", now.Status)
	}
}

// TestWhoRejectsIsToldOfNoAgreement: a rejection needs nobody else, and no count of agreements says otherwise.
func TestWhoRejectsIsToldOfNoAgreement(t *testing.T) {
	d := newDesk(t)
	if got := d.get("boss", d.path(supporttest.Waiting, "reject")); !got.confirms() || strings.Contains(got.page.Text(), "have agreed after this") {
		t.Errorf("shown: %s", got.page.Text())
	}
}
