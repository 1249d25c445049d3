//go:build browser

package browser

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func TestStaffSignInAndOut(t *testing.T) {
	s := shopOf(t)
	p := open(t)
	p.goTo(s.staff + "/queue?market=DE")
	if at := p.path(); at != "/sign-in?to=%2Fqueue%3Fmarket%3DDE" {
		t.Fatalf("who is not signed in comes to %s", at)
	}
	p.says("Sign in", "This sign-in is for the demo", "mia", "noah")
	p.accessible()
	p.goTo(s.staff + "/sign-in")
	p.clickText("mia")
	if at := p.path(); at != "/" {
		t.Errorf("she comes to %s", at)
	}
	p.says("mia", "Sign out")
	p.accessible()
	p.clickText("Sign out")
	p.says("You are signed out.", "Sign in")
	p.accessible()
	p.goTo(s.staff + "/")
	if at := p.path(); at != "/sign-in?to=%2F" {
		t.Errorf("signed out she comes to %s", at)
	}
}

func TestTheSignInWorksOnAPhoneInTheDarkInBothLanguages(t *testing.T) {
	s := shopOf(t)
	p := open(t)
	p.onPhone()
	for _, scheme := range []string{"light", "dark"} {
		p.prefers(scheme)
		for _, language := range []string{"en", "zh-CN"} {
			p.goTo(s.staff + "/sign-in?lang=" + language)
			p.fits()
			p.accessible()
		}
	}
	p.says("登录", "mia")
}

func TestTheSignInWorksByKeyboardAlone(t *testing.T) {
	s := shopOf(t)
	p := open(t)
	p.goTo(s.staff + "/sign-in")
	p.press(kb.Tab)
	if first := ask[string](p, `document.activeElement.textContent`); first != "Skip to the content" {
		t.Errorf("the first that is reached is %q", first)
	}
	p.press(kb.Enter)
	if at := ask[string](p, `document.activeElement.id`); at != "main" {
		t.Errorf("it skips to %q", at)
	}
	p.press(kb.Tab)
	name := ask[string](p, `document.activeElement.textContent`)
	if seen := ask[string](p, `getComputedStyle(document.activeElement).outlineStyle`); seen == "none" {
		t.Error("the focus is not seen")
	}
	p.press(kb.Enter)
	p.until("it leads to the home page", `location.pathname == "/"`)
	p.says(name)
}

func TestTheDeskWorksWithoutScript(t *testing.T) {
	s := shopOf(t)
	p := open(t)
	p.withoutScript()
	p.goTo(s.staff + "/sign-in")
	p.clickText("noah")
	p.says("noah", "Sign out")
	p.clickText("Sign out")
	p.says("You are signed out.")
}

func TestPagesThatAreNotThereSaySoAndAreAccessible(t *testing.T) {
	s := shopOf(t)
	p := s.signIn(t, "mia")
	p.expect("404")
	p.goTo(s.staff + "/none")
	p.says("That did not work", "UNKNOWN_METHOD")
	p.accessible()
	p.goTo(s.pages + "/none")
	p.says("That did not work", "UNKNOWN_METHOD")
	p.accessible()
}
