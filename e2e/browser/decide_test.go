//go:build browser

package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/makegood/makegood/refund"
)

func TestADecisionIsShownBeforeItIsMadeAndOneOfTwoIsRefused(t *testing.T) {
	s := shopOf(t)
	id := s.cancelled(t, "decide-1", large)
	s.reaches(t, id, refund.StatusAwaitingApproval)
	at := s.staff + "/refunds/m-001/decide-1/c-1"
	noah, olga := s.signIn(t, "noah"), s.signIn(t, "olga")
	for _, p := range []*page{noah, olga} {
		p.goTo(at)
		p.picture("case")
		p.goTo(at + "/approve")
		p.says("12812.00", "Nobody else has to agree.", "What the customer is told")
		p.picture("decide")
	}
	noah.click("button[value=confirm]")
	noah.says("Approved. The payout begins.")
	s.reaches(t, id, refund.StatusRefunded)
	olga.expect("status of 412")
	olga.click("button[value=confirm]")
	olga.says("Order decide-1 has moved on", "Nothing was done by you.", "STALE_VIEW", "Refunded", "noah")
	olga.onEachScreen()
	olga.clickText("Look at the case again")
	olga.says("Refunded")
	if is := olga.path(); is != "/refunds/m-001/decide-1/c-1" {
		t.Errorf("it leads to %s", is)
	}
}

// suspected makes the large example one that two different people have to agree to: a lead, and finance.
func suspected(body map[string]any) {
	large(body)
	body["reason"] = "FRAUD_SUSPECTED"
}

func TestTwoPeopleAgreeAndTheFirstIsToldWhoIsNext(t *testing.T) {
	s := shopOf(t)
	id := s.cancelled(t, "four-eyes", suspected)
	s.reaches(t, id, refund.StatusAwaitingApproval)
	at := s.staff + "/refunds/m-001/four-eyes/c-1"
	noah, olga := s.signIn(t, "noah"), s.signIn(t, "olga")
	noah.goTo(at + "/approve")
	noah.says("1 of 2 have agreed after this.", "Asked next: finance.")
	noah.click("button[value=confirm]")
	noah.says("You agreed. Another person has to agree next")
	noah.goTo(at + "/approve")
	noah.says("You have had your say: another person must agree.")
	noah.accessible()
	if ask[bool](noah, `document.querySelector("button[value=confirm]") !== null`) {
		t.Error("one person may agree twice")
	}
	s.reaches(t, id, refund.StatusAwaitingApproval)
	olga.goTo(at + "/approve")
	olga.says("2 of 2 have agreed after this.", "noah", "Nobody else has to agree.")
	olga.click("button[value=confirm]")
	olga.says("Approved. The payout begins.")
	s.reaches(t, id, refund.StatusRefunded)
}

// tabTo moves the focus on until it is where a selector says.
func (p *page) tabTo(selector string) {
	p.t.Helper()
	for range 150 {
		p.press(kb.Tab)
		if ask[bool](p, `document.activeElement.matches(`+"`"+selector+"`"+`)`) {
			if ask[string](p, `getComputedStyle(document.activeElement).outlineStyle`) == "none" {
				p.t.Errorf("%s: the focus is not seen at %s", p.path(), selector)
			}
			return
		}
	}
	p.t.Fatalf("%s is not reached by keyboard\n%s", selector, p.describe())
}

func TestACaseIsFoundAndDecidedByKeyboardAlone(t *testing.T) {
	s := shopOf(t)
	id := s.cancelled(t, "keys-1", large)
	s.reaches(t, id, refund.StatusAwaitingApproval)
	p := s.signIn(t, "noah")
	p.goTo(s.staff + "/queue")
	p.until("it is live", `document.querySelector("[data-live]").textContent === "Rows are live."`)
	for range 50 {
		p.press("j")
		if ask[string](p, `document.querySelector("#rows tr[aria-current]")?.dataset.row ?? ""`) == string(id) {
			break
		}
	}
	p.press("o")
	p.until("the case is open", `location.pathname === "/refunds/m-001/keys-1/c-1" && document.readyState === "complete"`)
	p.tabTo(`a[href="/refunds/m-001/keys-1/c-1/approve"]`)
	p.press(kb.Enter)
	p.until("the form is open", `location.pathname.endsWith("/approve") && document.readyState === "complete"`)
	p.tabTo(`button[value=confirm]`)
	p.press(kb.Enter)
	p.until("it is approved", `document.body.innerText.includes("Approved. The payout begins.")`)
	s.reaches(t, id, refund.StatusRefunded)
}

func TestACaseIsTakenAndDecidedWithoutScript(t *testing.T) {
	s := shopOf(t)
	id := s.cancelled(t, "no-script", large)
	s.reaches(t, id, refund.StatusAwaitingApproval)
	p := s.signIn(t, "noah")
	p.withoutScript()
	p.goTo(s.staff + "/queue")
	p.click(`[data-row="` + string(id) + `"] [data-claim] button`)
	if row := p.text(`[data-row="` + string(id) + `"]`); !strings.Contains(row, "you until") && !strings.Contains(row, "noah until") {
		t.Errorf("the row does not say who has it: %s", row)
	}
	p.click(`[data-row="` + string(id) + `"] [data-row-link]`)
	p.click(`a[href$="/approve"]`)
	p.fill("[name=note]", "Checked by phone.")
	p.click("button[value=preview]")
	p.says("12812.00", "Nobody else has to agree.")
	p.click("button[value=confirm]")
	p.says("Approved. The payout begins.")
	s.reaches(t, id, refund.StatusRefunded)
}
