//go:build browser

package browser

import (
	"strings"
	"testing"
)

// TestACustomerWithdrawsFromAContractAndStaffSeeIt: nobody signs in for it, and what cannot be matched is acknowledged too.
func TestACustomerWithdrawsFromAContractAndStaffSeeIt(t *testing.T) {
	s := shopOf(t)
	for _, script := range []bool{true, false} {
		contract := map[bool]string{true: "withdraw-1", false: "withdraw-2"}[script]
		p := open(t)
		if !script {
			p.withoutScript()
		}
		p.goTo(s.pages + "/withdraw")
		p.says("Withdraw from contract here")
		p.fill("#name", "Ada Example")
		p.fill("#contract", contract)
		p.fill("#reply_to", contract+"@example.com")
		p.click(`form[action="/withdraw"] button`)
		p.says("Ada Example", contract)
		if buttons := ask[int](p, `document.querySelectorAll("main button").length`); buttons != 1 {
			t.Errorf("the second step has %d buttons", buttons)
		}
		if script { // axe needs it
			p.onEachScreen()
		}
		p.clickText("Confirm withdrawal")
		p.says("Ada Example", contract, contract+"@example.com")
		if script {
			p.onEachScreen()
		}
		hash := ask[string](p, `[...document.querySelectorAll("main code")].map(c => c.textContent).find(c => /^[0-9a-f]{64}$/.test(c)) ?? ""`)
		mail := s.message(t, func(text string) bool { return strings.Contains(text, contract+"@example.com") })
		if hash == "" || !strings.Contains(mail, hash) || !strings.Contains(mail, "Ada Example") {
			t.Errorf("what was declared has the hash %q, and the acknowledgement says\n%s", hash, mail)
		}
	}
	staff := s.signIn(t, "noah")
	staff.goTo(s.staff + "/withdrawals")
	staff.says("withdraw-1", "withdraw-2")
	staff.onEachScreen()
	staff.click(`main a[href^="/withdrawals/"]`)
	staff.says("Ada Example", "no such order is known")
	staff.onEachScreen()
}
