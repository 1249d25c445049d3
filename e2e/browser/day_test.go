//go:build browser

package browser

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/makegood/makegood/refund"
)

// waiting makes the example cost 1400.00 CNY and 12.00 shipping: support looks at it, and no second check is asked for.
func waiting(body map[string]any) {
	line := body["lines"].([]any)[0].(map[string]any)
	line["unit_price_minor"], line["tax"].(map[string]any)["amount_minor"] = 70000, 16106
	body["payments"].([]any)[0].(map[string]any)["captured_minor"] = 141200
	body["customer"].(map[string]any)["locale"] = "en"
}

// photo is a picture's file.
func photo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "photo.png")
	file, err := os.Create(path)
	if err == nil {
		err = png.Encode(file, image.NewGray(image.Rect(0, 0, 40, 40)))
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// decides carries an act of a case out, with words.
func (p *page) decides(at, act string, words map[string]string) {
	p.t.Helper()
	p.goTo(at + "/" + act)
	for field, text := range words {
		p.fill("[name="+field+"]", text)
	}
	p.click("button[value=preview]")
	p.click("button[value=confirm]")
}

func TestACustomerAnswersWithAPhotoAndAppealsAndStaffSeeIt(t *testing.T) {
	s := shopOf(t)
	id := s.cancelled(t, "day-1", waiting)
	s.reaches(t, id, refund.StatusAwaitingApproval)
	at := s.staff + "/refunds/m-001/day-1/c-1"
	mia, noah, customer := s.signIn(t, "mia"), s.signIn(t, "noah"), open(t)
	mia.decides(at, "ask", map[string]string{"text": "Which of the two is broken?"})
	s.reaches(t, id, refund.StatusNeedsInfo)

	customer.goTo(s.linkIn(t, "day-1") + "?lang=en")
	customer.says("A question to you", "Which of the two is broken?")
	customer.onEachScreen()
	customer.fill("#answer", "The blue one.")
	customer.do(chromedp.SetUploadFiles(chromedp.CSS("#answer-files"), []string{photo(t)}))
	customer.click(`form[action$="/answer"] button`)
	customer.says("Your answer has reached us.", "PNG")
	customer.onEachScreen()
	s.reaches(t, id, refund.StatusAwaitingApproval)

	noah.goTo(at)
	noah.says("Which of the two is broken?", "The blue one.", "image/png")
	noah.onEachScreen()
	noah.decides(at, "reject", map[string]string{"message": "The seal was broken."})
	noah.says("Rejected. The customer is told.")
	s.reaches(t, id, refund.StatusRejected)

	customer.goTo(customer.address() + "?lang=en")
	customer.says("You see it differently?", "The seal was broken.")
	customer.fill("#statement", "It came like that.")
	customer.click(`form[action$="/appeal"] button`)
	customer.says("Your appeal has reached us.")
	customer.accessible()
	s.reaches(t, id, refund.StatusAwaitingApproval)

	noah.goTo(at + "/approve")
	noah.says("You cannot do this now") // who refused it does not judge its appeal
	olga := s.signIn(t, "olga")
	olga.goTo(at)
	olga.says("It came like that.")
	olga.decides(at, "approve", nil)
	s.reaches(t, id, refund.StatusRefunded)
	customer.goTo(customer.address() + "?lang=en")
	customer.says("Your money has been refunded", "1,412.00")
}

func TestACustomerChoosesCreditInPlaceOfTheMoney(t *testing.T) {
	s := shopOf(t)
	id := s.cancelled(t, "choose-1", waiting)
	s.reaches(t, id, refund.StatusAwaitingApproval)
	p := open(t)
	p.goTo(s.linkIn(t, "choose-1") + "?lang=en")
	p.says("Another way to be made good", "Store credit of")
	p.tick(`form[action$="/choose"] input[name=alternative]`)
	p.click(`form[action$="/choose"] button`)
	p.says("Your choice has reached us.")
	p.accessible()
}

func TestACustomerTakesAnOffer(t *testing.T) {
	s := shopOf(t)
	id := s.cancelled(t, "offer-1", func(body map[string]any) {
		body["reason"], body["customer"].(map[string]any)["locale"] = "OUT_OF_STOCK", "en"
	})
	s.reaches(t, id, refund.StatusRefunded)
	p := open(t)
	p.goTo(s.linkIn(t, "offer-1") + "?lang=en")
	p.until("there is an offer", `document.querySelector('form[action$="/offer"]') !== null || void setTimeout(() => location.reload(), 500)`)
	p.onEachScreen()
	p.click(`form[action$="/offer"] button[value=accept]`)
	p.says("Your answer to the offer has reached us.")
	p.accessible()
}

func TestAboveAnAmountACustomerShowsFirstThatItIsThem(t *testing.T) {
	s := shopOf(t)
	s.reaches(t, s.cancelled(t, "check-1", large), refund.StatusAwaitingApproval)
	p := open(t)
	p.goTo(s.linkIn(t, "check-1") + "?lang=en")
	p.says("Please show that it is you")
	p.onEachScreen()
	for _, c := range []struct{ email, says string }{{"somebody@example.com", "That did not fit."}, {"buyer@example.com", "Thank you. You can go on now."}} {
		p.expect("status of 403")
		p.fill("#order", "check-1")
		p.fill("#email", c.email)
		p.click(`form[action$="/check"] button`)
		p.says(c.says)
		p.accessible()
	}
}
