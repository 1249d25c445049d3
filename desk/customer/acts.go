package customer

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// formBytesMax bounds a form without files.
const formBytesMax = 64 << 10

// act is a form that a visitor has sent.
type act struct {
	r     *http.Request
	visit *customer.Visit
	said  customer.Said
	form  fields
}

// acts carries a form out: what was done is said once on the page, what was not beside the form.
func (p *Pages) acts(name string, do func(act) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		visit, r, ok := p.open(w, r)
		if !ok {
			return
		}
		a := act{r: r, visit: visit}
		err := p.carryOut(w, &a, do)
		if err == nil {
			p.set.Done(w, r, pathOf(r.PathValue("token")), "page.done."+name)
			return
		}
		status, sentence := said(r, err)
		p.showPage(w, r, visit, status, view{Problem: sentence, Unchecked: errors.Is(err, customer.ErrCheckNeeded), Typed: a.form.text("words")})
	}
}

// carryOut reads the form once the visitor may act, and does it. Without the second check nothing of it is read.
func (p *Pages) carryOut(w http.ResponseWriter, a *act, do func(act) error) (err error) {
	if a.visit.NeedsCheck && !a.visit.Checked {
		return customer.ErrCheckNeeded
	}
	if a.form, err = p.read(w, a.r, a.visit); err != nil {
		return err
	}
	a.said = customer.Said{Locale: web.Lang(a.r), Key: a.form.text("key")}
	if !keyForm.MatchString(a.said.Key) {
		return refund.Problem{Code: api.CodeKeyMissing, Detail: "the form has no key: open the page again"}
	}
	return do(*a)
}

// keyForm is how a form's key looks.
var keyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// said is an error as the page says it: its status and its sentence.
func said(r *http.Request, err error) (status int, sentence string) {
	if errors.Is(err, customer.ErrCheckNeeded) {
		return http.StatusForbidden, ""
	}
	call := api.Call{Locale: web.Lang(r)}
	failure := web.FailureOf(call, err)
	words := wording.WordsOf(call.Speaker())
	if id := "page.problem." + string(failure.Code); words.Has(id) {
		return failure.Status, words.Say(id)
	}
	return failure.Status, words.Say("page.problem", "code", failure.Code)
}

func (p *Pages) answer(a act) error {
	return p.service.Answer(a.r.Context(), a.visit, a.said, a.form.text("words"))
}

func (p *Pages) appeal(a act) error {
	return p.service.Appeal(a.r.Context(), a.visit, a.said, a.form.text("words"))
}

// evidence has been carried out when its form was read.
func (p *Pages) evidence(a act) error {
	if a.form.files == 0 {
		return refund.Problem{Code: customer.CodeBadFile, Detail: "no file was chosen"}
	}
	return nil
}

func (p *Pages) choose(a act) error {
	return p.service.Choose(a.r.Context(), a.visit, a.said, a.form.text("alternative"), a.form.text("hash"))
}

// offer accepts a choice; the button that declines has a name of its own.
func (p *Pages) offer(a act) error {
	if a.form.text("answer") == "decline" {
		return p.service.AnswerOffer(a.r.Context(), a.visit, a.said, false, "")
	}
	return p.service.AnswerOffer(a.r.Context(), a.visit, a.said, true, a.form.text("choice"))
}

func (p *Pages) withdraw(a act) error {
	if a.form.text("sure") == "" {
		return refund.Problem{Code: refund.CodeMissingField, Detail: "that the request is taken back has to be confirmed"}
	}
	return p.service.Withdraw(a.r.Context(), a.visit, a.said, a.form.text("words"))
}

func (p *Pages) survey(a act) error {
	score, err := strconv.Atoi(a.form.text("score"))
	if err != nil {
		score = 0 // which is refused as no score
	}
	return p.service.SaySurvey(a.r.Context(), a.visit, score, a.form.text("words"))
}
