//go:build browser

package browser

import (
	"testing"

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
		p.accessible()
		p.goTo(at + "/approve")
		p.accessible()
		if ask[bool](p, `!document.querySelector("button[value=confirm]")`) {
			p.click("button[value=preview]")
		}
		p.says("12812.00")
		p.accessible()
	}
	noah.click("button[value=confirm]")
	s.reaches(t, id, refund.StatusPayingOut, refund.StatusRefunded)
	olga.expect("412")
	olga.expect("409")
	olga.click("button[value=confirm]")
	if says := olga.text("main"); says == "" {
		t.Error("nothing is said of the other's decision")
	}
	olga.accessible()
	s.reaches(t, id, refund.StatusRefunded)
}
