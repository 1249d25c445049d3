package cases_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/cases"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// filled is a case of which every member is set, with a leg, a line, a related refund and a document of every kind of view.
func filled() support.Case {
	c := apitest.Filled[support.Case]()
	c.ID, c.Masked, c.Explained.Proof = "refund/m/o/r", false, support.ProofAgrees
	c.Status, c.Standing.Closed, c.Standing.Offer.Status = refund.StatusAwaitingApproval, false, refund.OfferAccepted
	c.Cancellation.Initiator, c.Standing.Currency, c.Cancellation.Order.Currency, c.Proposal.Assessment.Currency = refund.InitiatorCustomer, "CNY", "CNY", "CNY"
	for i := range c.Explained.Steps {
		c.Explained.Steps[i].Place, c.Explained.Steps[i].Parent = i+1, 0
		for j := range c.Explained.Steps[i].Step.Inputs {
			c.Explained.Steps[i].Step.Inputs[j].Unit = refund.UnitMinor
		}
	}
	c.Explained.Steps[0].Parent = 2
	for i := range c.Standing.Legs {
		c.Standing.Legs[i].Status = refund.LegUnknown
	}
	for i := range c.Around.Payments {
		c.Around.Payments[i].Currency = "CNY"
	}
	for i := range c.Around.Related {
		c.Around.Related[i].ID, c.Around.Related[i].Currency = refund.ID("refund/m/o/"+strconv.Itoa(i)), "CNY"
	}
	return c
}

// beside are acts and contacts whose texts are one text.
type beside struct {
	text string
	err  error
}

func (b beside) Links(context.Context, api.Call, api.Refund) ([]cases.ActLink, error) {
	return []cases.ActLink{
		{Name: "approve", Label: "Approve" + b.text, Href: casePath + "/approve", Allowed: true}, {Name: "reject", Label: "Reject" + b.text, Why: "You asked for it." + b.text},
	}, b.err
}

func (b beside) Contacts(context.Context, api.Call, refund.ID) ([]cases.Contact, error) {
	return []cases.Contact{{At: apitest.At, By: "ann", Channel: "telephone", Text: "The customer called." + b.text}}, b.err
}

func TestEveryViewIsShownEmptyAndFullInEveryLanguage(t *testing.T) {
	worst := filled()
	worst.AroundError, worst.Explained.Proof = &api.Error{Code: api.CodeFault, Sentence: "away"}, support.ProofFails
	words := filled()
	words.Explained.Proof, words.Workflow, words.Ledger, words.AroundError = support.ProofNone, nil, nil, nil
	moved := filled()
	moved.Explained.Proof, moved.Masked = support.ProofOrderDiffers, true
	for name, c := range map[string]support.Case{"empty": {}, "full": filled(), "worst": worst, "words alone": words, "moved": moved} {
		d := newDesk(t, cases.Ports{Cases: told{c}, Acts: beside{}, Contacts: beside{}, Files: files{}})
		for _, locale := range explain.Locales() {
			for _, path := range []string{casePath + "?lang=" + locale, casePath + "/beside?with=refund/m/o/s&lang=" + locale} {
				page := d.page(path)
				wellFormed(t, name+" "+path, page)
			}
		}
	}
}

// wellFormed fails where a reader by ear, or by keyboard, would lose the way.
func wellFormed(t *testing.T, name string, page webtest.Page) {
	t.Helper()
	if count := len(page.All("h1", "", "")); count != 1 {
		t.Errorf("%s: %d main headings", name, count)
	}
	level := 0
	ids := map[string]bool{}
	for n := range page.Root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := webtest.Attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s: the id %s is there twice", name, id)
			}
			ids[id] = true
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			if now := int(n.Data[1] - '0'); now > level+1 {
				t.Errorf("%s: a heading %s follows one of level %d", name, n.Data, level)
			} else {
				level = now
			}
		}
		if n.Data == "th" && webtest.Attr(n, "scope") == "" || n.Data == "img" && webtest.Attr(n, "alt") == "" ||
			webtest.Attr(n, "style") != "" || n.Data == "script" && webtest.Attr(n, "src") == "" {
			t.Errorf("%s: %s has no scope or alternative, or a style or script of its own", name, n.Data)
		}
	}
	landmarks := map[string]bool{}
	for _, n := range page.All("", "", "") {
		if label := webtest.Attr(n, "aria-labelledby") + webtest.Attr(n, "aria-label"); label != "" {
			if landmarks[label] {
				t.Errorf("%s: two parts are called %q", name, label)
			}
			landmarks[label] = true
		}
		if by := webtest.Attr(n, "aria-labelledby"); by != "" && !ids[by] {
			t.Errorf("%s: nothing is called %s", name, by)
		}
	}
}

func TestActsAreLinksAndOthersSayWhyNot(t *testing.T) {
	page := newDesk(t, cases.Ports{Cases: told{filled()}, Acts: beside{}, Contacts: beside{}}).page(casePath)
	if links := page.All("a", "href", casePath+"/approve"); len(links) != 1 || webtest.Text(links[0]) != "Approve" {
		t.Errorf("%d links to approve", len(links))
	}
	if links := page.All("a", "href", ""); len(links) > 0 {
		for _, one := range links {
			if webtest.Text(one) == "Reject" {
				t.Error("an act that is not allowed is a link")
			}
		}
	}
	if links := page.All("a", "href", casePath+"/contact"); len(links) != 1 {
		t.Errorf("a contact is noted in %d places", len(links))
	}
	has(t, page, "Reject : You asked for it.", "The customer called.", "telephone")
	failing := newDesk(t, cases.Ports{Cases: told{filled()}, Acts: beside{err: errors.New("away")}, Contacts: beside{err: errors.New("away")}}).page(casePath)
	has(t, failing, "What you may do could not be read", "FAULT", "At a glance")
}

func TestForeignTextsChangeNothingOfACasesPage(t *testing.T) {
	plain := ""
	for _, text := range append([]string{"a word"}, foreigntest.All()...) {
		c := filled()
		overwrite(reflect.ValueOf(&c).Elem(), text)
		for i := range c.Around.Seen {
			c.Around.Seen[i].SHA256 = strings.ToLower(text) // as the ledger keeps them
		}
		d := newDesk(t, cases.Ports{Cases: told{c}, Acts: beside{text: text}, Contacts: beside{text: text}})
		if strings.HasPrefix(text, "</td>") {
			has(t, d.page(casePath), "The customer called."+text)
		}
		shape := webtest.Shape(d.page(casePath)) + webtest.Shape(d.page(casePath+"/beside?with=refund/m/o/s"))
		if plain == "" {
			plain = shape
		}
		if shape != plain {
			t.Errorf("%.60q changes the page: %s", text, firstDifference(shape, plain))
		}
	}
}

// firstDifference is where two texts part.
func firstDifference(got, want string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return got[max(0, i-80):min(len(got), i+80)] + " instead of " + want[max(0, i-80):min(len(want), i+80)]
		}
	}
	return "one is longer"
}

// overwrite sets every text that an event, a person or a provider may have written. Ids, codes and states stay.
func overwrite(v reflect.Value, text string) {
	// What else there is in a case has no text in it.
	//
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() || v.Type() == reflect.TypeFor[refund.Person]() || v.Type() == reflect.TypeFor[refund.LineID]() ||
			v.Type() == reflect.TypeFor[refund.CustomerID]() || v.Type() == reflect.TypeFor[refund.PaymentID]() || v.Type() == reflect.TypeFor[refund.SubjectID]() {
			v.SetString(text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			overwrite(v.Elem(), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			overwrite(v.Index(i), text)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Field(i).CanSet() {
				overwrite(v.Field(i), text)
			}
		}
	}
}

// Ids that a template puts together have words as well.
func TestEveryStateHasWordsInEveryLanguage(t *testing.T) {
	var ids []string
	add := func(prefix string, codes ...string) {
		for _, code := range codes {
			ids = append(ids, "desk.cases."+prefix+code)
		}
	}
	for _, status := range legStatuses {
		add("leg.", string(status))
	}
	for _, source := range []ledger.EvidenceSource{ledger.EvidenceOfRequest, ledger.EvidenceOfAnswer, ledger.EvidenceOfAppeal, ledger.EvidenceOfInspection, ledger.EvidenceOfClearing} {
		add("source.", string(source))
	}
	for unit := refund.UnitMinor; unit <= refund.UnitMeasure; unit++ {
		add("unit.", unit.String())
	}
	add("initiator.", string(refund.InitiatorCustomer), string(refund.InitiatorMerchant), string(refund.InitiatorSupport), string(refund.InitiatorSystem))
	add("next.", "makegood", "approval", "answer", "goods", "resolve", "leg", "provider", "stopped", "offer", "appeal", "nobody")
	add("deadline.", "review", "law", "answer", "goods", "appeal", "offer")
	add("leg.doing.", "look", "pending", "watch", "send", "stopped", "retry", "held")
	add("kind.", "CARD", "WALLET", "BANK", "GIFT_CARD", "POINTS", "STORE_CREDIT", "COUPON", "RED_PACKET")
	add("fulfilment.", "UNFULFILLED", "SHIPPED", "DELIVERED", "CONSUMED")
	add("via.", refund.ViaStoreCredit, refund.ViaElsewhere)
	add("beside.row.", "status", "asked", "order", "customer", "lines", "reason", "by", "amount", "paid", "documents", "legs")
	for _, locale := range explain.Locales() {
		words := wording.WordsOf((api.Call{Locale: locale}).Speaker())
		for _, id := range ids {
			if !words.Has(id) {
				t.Errorf("%s has no words for %s", locale, id)
			}
		}
	}
}

var legStatuses = []refund.LegStatus{
	refund.LegReserved, refund.LegSending, refund.LegSettled, refund.LegPending, refund.LegUnknown, refund.LegDeclined, refund.LegNotSent, refund.LegFailed,
	refund.LegRequiresAction, refund.LegAbnormal, refund.LegLateFailed, refund.LegHeld, refund.LegReleased,
}

func TestWhoActsNextIsSaidForEveryStatus(t *testing.T) {
	for _, one := range []struct {
		standing refund.Standing
		want     string
	}{
		{refund.Standing{Status: refund.StatusAssessing}, "makegood goes on by itself"},
		{refund.Standing{Status: refund.StatusAwaitingApproval, Approval: refund.ApprovalStanding{NextRole: "lead", Assignee: "bob"}}, "A member of staff decides. Asked is the role lead. It is assigned to bob."},
		{refund.Standing{Status: refund.StatusNeedsInfo}, "The customer answers a question"},
		{refund.Standing{Status: refund.StatusAwaitingGoods}, "The customer sends the goods back"},
		{refund.Standing{Status: refund.StatusNeedsAttention, Reason: "NO_ADAPTER: nobody can ask"}, "docs/runbooks/"},
		{refund.Standing{Status: refund.StatusPayingOut, Legs: legs(refund.LegReserved)}, "makegood goes on by itself"},
		{refund.Standing{Status: refund.StatusPayingOut, Legs: legs(refund.LegUnknown)}, "the provider's answer is awaited"},
		{refund.Standing{Status: refund.StatusPayingOut, Legs: []refund.LegStanding{{Stopped: "KILL_SWITCH"}}}, "a stop is on"},
		{refund.Standing{Status: refund.StatusPayingOut, Legs: []refund.LegStanding{{NeedsPerson: "UNANSWERED"}}}, "A member of staff acts on a leg"},
		{refund.Standing{Status: refund.StatusRefunded, Offer: refund.OfferStanding{OfferState: refund.OfferState{Status: refund.OfferOpen}}}, "answers the offer"},
		{refund.Standing{Status: refund.StatusRejected, AppealBy: &apitest.At}, "The customer may appeal"},
		{refund.Standing{Status: refund.StatusWithdrawn, Closed: true}, "Nobody: it is over"},
	} {
		c := support.Case{}
		c.Standing = one.standing
		has(t, newDesk(t, cases.Ports{Cases: told{c}}).page(casePath), one.want)
	}
}

func legs(status refund.LegStatus) []refund.LegStanding {
	return []refund.LegStanding{{Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{LegID: "1"}, Status: status}}}
}

func TestALongTrailIsShownInPartUntilAllIsAskedFor(t *testing.T) {
	c := support.Case{}
	for n := range 250 {
		c.Trail = append(c.Trail, refund.TrailEntry{Event: "Noted", Actor: "ann", Reason: fmt.Sprintf("row %03d", n)})
	}
	d := newDesk(t, cases.Ports{Cases: told{c}})
	page := d.page(casePath)
	has(t, page, "The last 100 of 250 rows", "row 249", "row 150")
	if strings.Contains(page.Text(), "row 149") {
		t.Error("more than the last rows are shown")
	}
	has(t, d.page(casePath+"?trail=all"), "row 000", "row 249")
}

func TestAMistakeInAStepIsShownOpenedUpToTheTop(t *testing.T) {
	c := support.Case{}
	c.Proposal = &refund.Proposal{Assessment: refund.Assessment{Currency: "CNY"}}
	step := func(place, parent int, wrong ...string) support.ExplainedStep {
		return support.ExplainedStep{Place: place, Parent: parent, Wrong: wrong, Step: refund.Step{Name: "step", Computes: refund.FormulaSum}}
	}
	c.Explained = &support.Explained{Proof: support.ProofFails, Steps: []support.ExplainedStep{step(1, 2, "comes to 7"), step(2, 3), step(3, 0), step(4, 0)}}
	page := newDesk(t, cases.Ports{Cases: told{c}}).page(casePath)
	has(t, page, "DOES NOT AGREE", "comes to 7")
	for place, want := range map[string]int{"1": 1, "2": 2, "3": 3, "4": 0} {
		found := page.All("li", "id", "step-"+place)
		if len(found) != 1 {
			t.Fatalf("step %s is shown %d times", place, len(found))
		}
		open := 0
		for _, details := range (webtest.Page{Root: found[0]}).All("details", "", "") {
			for _, a := range details.Attr {
				if a.Key == "open" {
					open++
				}
			}
		}
		if open != want {
			t.Errorf("below step %s %d are open, want %d", place, open, want)
		}
	}
}
