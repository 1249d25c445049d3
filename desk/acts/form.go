package acts

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// formView is an act's form. Without Preview there is something left to be entered first; Why says why there is no form.
type formView struct {
	Case, Path string
	Act        support.ActName
	Order      refund.OrderID
	Why        *support.ActState
	Fields     []field
	Goods      []goodsView
	Hidden     []hidden
	Preview    *previewView
	Problem    *web.Failure
	// Changed: what was sent is not what was shown, and nothing was done. Again: nobody knows whether it was done, and
	// the same form again is safe.
	Changed, Again bool
	Holder         *holderView
	// Decides: another case may be next.
	Decides bool
}

type hidden struct{ Name, Value string }

type goodsView struct {
	Line                                      refund.GoodsLine
	Accepted, Partial, Refused, Less, Because string
}

type holderView struct {
	Who   refund.Person
	Until time.Time
}

// form shows an act's form.
func (p *Pages) form(w http.ResponseWriter, r *http.Request) {
	id, act, err := named(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, attempt{id: id, act: act})
}

// attempt is a form on its way to its reader: what was sent with it, and what came of it.
type attempt struct {
	id      refund.ID
	act     support.ActName
	failure error
	changed bool
	// key is kept where the act may have been done under it; "": a new one.
	key string
}

// show shows the form with what it would come to.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, a attempt) {
	call := web.Call(r)
	why, err := p.whyNot(r, call, a)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	found, err := p.ports.Refunds.GetRefund(r.Context(), call, api.GetRefundRequest{ID: a.id})
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := formView{
		Case: web.CasePath(a.id), Path: formPath(a.id, a.act), Act: a.act, Order: found.Cancellation.Key.Order, Why: why,
		Holder: p.holder(r, call, a.id), Decides: decides(a.act), Changed: a.changed, Again: a.key != "",
	}
	if a.failure != nil {
		failure := web.FailureOf(call, a.failure)
		view.Problem = &failure
	}
	if why == nil {
		p.fill(r, &view, call, a, found.Refund)
	}
	p.set.Show(w, r, status, "act", web.View{Title: "desk.acts.title." + string(a.act), Inputs: []any{"order", view.Order}, Data: view})
}

// whyNot is why the act may not be tried; nil: it may. An act that there is not is a Problem.
func (p *Pages) whyNot(r *http.Request, call api.Call, a attempt) (*support.ActState, error) {
	if !slices.Contains(support.ActNames(), a.act) {
		return nil, refund.Problem{Code: api.CodeUnknownMethod, Detail: "there is no such act"}
	}
	states, err := p.ports.Desk.Acts(r.Context(), call, a.id)
	if err != nil {
		return nil, err
	}
	for _, state := range states {
		if state.Act == a.act && !state.May() {
			return &state, nil
		}
	}
	return nil, nil
}

// fill adds the fields, and the preview of what they say.
func (p *Pages) fill(r *http.Request, view *formView, call api.Call, a attempt, shown wording.Refund) {
	view.Fields = filled(fieldsOf(a.act, shown), r.Form)
	view.Goods = goodsFilled(a.act, shown, r.Form.Get)
	in, err := p.asShown(r, a, shown)
	var preview support.ActPreview
	if err == nil && entered(view, in) {
		call.Key = "preview-" + rand.Text()
		preview, err = p.ports.Desk.Preview(r.Context(), call, in)
		view.bind(&in, preview)
	}
	switch {
	case err != nil && view.Problem == nil:
		failure := web.FailureOf(call, err)
		view.Problem = &failure
	case preview.Refused != nil && view.Problem == nil:
		failure := web.FailureOf(call, preview.Refused)
		view.Problem = &failure
	}
	if err != nil || preview.Before.Refund == "" || preview.Refused != nil {
		return
	}
	view.Preview = previewOf(preview, shown.Cancellation)
	if preview.Told == nil {
		view.Preview.Words = in.Message
	}
	key := a.key
	if key == "" {
		key = "desk-" + rand.Text()
	}
	view.Hidden = append(view.Hidden, hidden{"key", key}, hidden{"shown", seal(in)})
}

// asShown is the intent on the refund as it stands now: a form is always shown anew.
func (p *Pages) asShown(r *http.Request, a attempt, shown wording.Refund) (support.Intent, error) {
	in, err := intentOf(r, a.id, a.act, shown)
	in.Version, in.AssessmentHash = 0, shown.AssessmentHash
	if a.act == support.ActApprove || a.act == support.ActReject {
		in.Amount = &api.Amount{Minor: shown.TotalMinor, Currency: shown.Currency}
	}
	return in, err
}

// bind binds an intent to what the preview was made on, and keeps that with the form.
func (v *formView) bind(in *support.Intent, preview support.ActPreview) {
	now := preview.Before
	in.Version, in.AssessmentHash = now.Version, now.AssessmentHash
	v.Hidden = []hidden{
		{"version", strconv.FormatInt(now.Version, 10)}, {"hash", now.AssessmentHash}, {"total", strconv.FormatInt(now.TotalMinor, 10)},
		{"currency", string(now.Currency)}, {"rows", strconv.Itoa(preview.TrailCount)},
	}
}

// entered reports whether the form says enough to be previewed.
func entered(view *formView, in support.Intent) bool {
	found := in.AllAccepted || in.SentProof != nil || slices.ContainsFunc(in.Lines, func(l refund.InspectedLine) bool {
		return l.AcceptedQuantity+l.PartialQuantity+l.RefusedQuantity > 0
	})
	return complete(view.Fields) && (in.Act != support.ActInspect || found)
}

func goodsFilled(act support.ActName, shown wording.Refund, value func(string) string) (out []goodsView) {
	if act != support.ActInspect {
		return nil
	}
	for _, line := range goodsOf(shown) {
		id := string(line.LineID)
		out = append(out, goodsView{line, value("accepted-" + id), value("partial-" + id), value("refused-" + id), value("less-" + id), value("why-" + id)})
	}
	return out
}

func decides(act support.ActName) bool {
	return act == support.ActApprove || act == support.ActReject || act == support.ActAdjust
}

// holder is who else works on the refund; nil: nobody.
func (p *Pages) holder(r *http.Request, call api.Call, id refund.ID) *holderView {
	if p.ports.Holders == nil {
		return nil
	}
	who, until, ok := p.ports.Holders.Holder(r.Context(), id)
	if !ok || refund.SamePerson(who, call.Subject.Name) {
		return nil
	}
	return &holderView{who, until}
}

// codeOf is the code of an error of the service.
func codeOf(call api.Call, err error) refund.Code {
	var told *api.Error
	if errors.As(call.Failed(err), &told) {
		return told.Code
	}
	return ""
}
