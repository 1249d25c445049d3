package acts

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// act carries out what was confirmed, once: the same form again has the first answer.
func (p *Pages) act(w http.ResponseWriter, r *http.Request) {
	id, act, err := named(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	call, a := web.Call(r), attempt{id: id, act: act}
	found, err := p.ports.Refunds.GetRefund(r.Context(), call, api.GetRefundRequest{ID: id})
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	in, err := intentOf(r, id, act, found.Refund)
	call.Key = r.PostForm.Get("key")
	switch {
	case err != nil:
		a.failure = err
		p.show(w, r, http.StatusBadRequest, a)
	case r.PostForm.Get("do") != "confirm":
		p.show(w, r, http.StatusOK, a)
	case call.Key == "" || r.PostForm.Get("shown") != seal(in):
		a.changed = true
		p.show(w, r, http.StatusConflict, a)
	default:
		p.carryOut(w, r, call, in)
	}
}

// carryOut does it, and leads on.
func (p *Pages) carryOut(w http.ResponseWriter, r *http.Request, call api.Call, in support.Intent) {
	heard := ledger.ContactChannel(r.PostForm.Get("heard"))
	if ofCustomer(in.Act) && !slices.Contains(ledger.ContactChannels(), heard) {
		p.show(w, r, http.StatusBadRequest, attempt{id: in.ID, act: in.Act, failure: refund.Problem{Code: refund.CodeMissingField, Detail: "how the customer said it is needed"}})
		return
	}
	acted, err := in.Do(r.Context(), p.ports.Refunds, call)
	if err != nil {
		p.refused(w, r, call, in, err)
		return
	}
	if ofCustomer(in.Act) {
		err = p.ports.Contacts.Keep(r.Context(), call, support.KeepContactRequest{
			ID: in.ID, Channel: heard, Direction: ledger.ContactFromCustomer, Text: saidFor(in),
		})
	}
	to, notice := web.CasePath(in.ID), doneText(in.Act, acted)
	if err != nil {
		notice = "desk.acts.done.unlogged"
	}
	if decides(in.Act) && r.PostForm.Get("then") == "next" {
		to = "/queue/next"
	}
	p.set.Done(w, r, to, notice)
}

// doneText says what was done. Of an agreement after which somebody else has to agree it says so.
func doneText(act support.ActName, acted api.Acted) string {
	if (act == support.ActApprove || act == support.ActAdjust) && acted.Status == refund.StatusAwaitingApproval {
		return "desk.acts.done.agreed"
	}
	return "desk.acts.done." + string(act)
}

// saidFor is what the log keeps of an act for a customer: their words, or the act.
func saidFor(in support.Intent) string {
	for _, words := range []string{in.Text, in.Note} {
		if words != "" {
			return string(in.Act) + ": " + words
		}
	}
	return string(in.Act)
}

// refused answers an act that was not taken. Where the refund has moved on, a page says what has changed.
func (p *Pages) refused(w http.ResponseWriter, r *http.Request, call api.Call, in support.Intent, err error) {
	err = p.overBy(r, call, in, err)
	code := codeOf(call, err)
	status := api.ClassOf(code).HTTPStatus()
	a := attempt{id: in.ID, act: in.Act, failure: err}
	if moved(code) && p.showMoved(w, r, status, a) {
		return
	}
	switch api.ClassOf(code) {
	case api.ClassAway, api.ClassDeadline, api.ClassFault: // it may have been done: the same form again has its answer
		a.key = call.Key
	case api.ClassInput, api.ClassIdentity, api.ClassPermission, api.ClassUnknown, api.ClassNoMethod, api.ClassHTTPMethod, api.ClassConflict,
		api.ClassStale, api.ClassTooLarge, api.ClassMediaType, api.ClassRefused, api.ClassBusy:
	}
	p.show(w, r, status, a)
}

// moved: the refund is not any more what the form was made on.
func moved(code refund.Code) bool {
	// Every other code is about the form, or who sends it.
	//
	//exhaustive:ignore
	switch code {
	case refund.CodeStaleView, refund.CodeAmountMoved, refund.CodeAssessmentMoved, refund.CodeWrongState, refund.CodeAlreadyDecided, refund.CodeAlreadySent, refund.CodeTooLate:
		return true
	}
	return false
}

// movedView is what has become of a refund since a form was shown.
type movedView struct {
	Case, Path string
	Failure    web.Failure
	Now        refund.Standing
	// Since are the rows of the trail since then: who did what.
	Since []refund.TrailEntry
}

// showMoved reports whether it showed anything.
func (p *Pages) showMoved(w http.ResponseWriter, r *http.Request, status int, a attempt) bool {
	call := web.Call(r)
	found, err := p.ports.Refunds.GetRefund(r.Context(), call, api.GetRefundRequest{ID: a.id})
	if err != nil {
		return false
	}
	rows, err := strconv.Atoi(r.PostForm.Get("rows"))
	if err != nil {
		return false
	}
	view := movedView{
		Case: web.CasePath(a.id), Path: formPath(a.id, a.act), Failure: web.FailureOf(call, a.failure), Now: found.Standing, Since: since(found.Refund, rows),
	}
	p.set.Show(w, r, status, "moved", web.View{Title: "desk.acts.moved.title", Inputs: []any{"order", found.Cancellation.Key.Order}, Data: view})
	return true
}

// since are the rows after the first so many, without those that only say that something was refused.
func since(shown wording.Refund, rows int) (out []refund.TrailEntry) {
	refusals := []string{"DecisionRefused", "ResolutionRefused", "ActRefused", "SignalRefused"}
	for n, entry := range shown.Trail {
		if n >= rows && !slices.Contains(refusals, entry.Event) {
			out = append(out, entry)
		}
	}
	return out
}
