package acts

import (
	"net/http"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// attributeView are the refunds of an order that somebody made elsewhere, and the form that says what one was for.
type attributeView struct {
	Case    string
	Outside []ledger.OutsideRefund
	Lines   []refund.Line
	// Chosen and the rest are what was sent.
	Chosen, Line, Quantity, Amount, Note string
	Problem                              *web.Failure
}

func (p *Pages) attributeForm(w http.ResponseWriter, r *http.Request) {
	id, _, err := named(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.showAttribute(w, r, http.StatusOK, id, nil)
}

func (p *Pages) showAttribute(w http.ResponseWriter, r *http.Request, status int, id refund.ID, failure error) {
	call := web.Call(r)
	found, err := p.ports.Refunds.GetRefund(r.Context(), call, api.GetRefundRequest{ID: id})
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	outside, err := p.ports.Desk.OutsideOf(r.Context(), id)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := attributeView{
		Case: web.CasePath(id), Outside: outside, Lines: found.Cancellation.Order.Lines, Chosen: r.PostForm.Get("outside"), Line: r.PostForm.Get("line"),
		Quantity: r.PostForm.Get("quantity"), Amount: r.PostForm.Get("amount"), Note: r.PostForm.Get("note"),
	}
	if failure != nil {
		told := web.FailureOf(call, failure)
		view.Problem = &told
	}
	p.set.Show(w, r, status, "attribute", web.View{Title: "desk.acts.title.attribute", Inputs: []any{"order", found.Cancellation.Key.Order}, Data: view})
}

// attribute says what a refund was for. The same words again change nothing, so that it needs no key.
func (p *Pages) attribute(w http.ResponseWriter, r *http.Request) {
	id, _, err := named(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	call := web.Call(r)
	in, err := p.attribution(r, id)
	if err == nil {
		_, err = p.ports.Refunds.Attribute(r.Context(), call, in)
	}
	if err != nil {
		p.showAttribute(w, r, api.ClassOf(codeOf(call, err)).HTTPStatus(), id, err)
		return
	}
	p.set.Done(w, r, web.CasePath(id), "desk.acts.done.attribute")
}

// attribution is what the form says, of a refund that the order has.
func (p *Pages) attribution(r *http.Request, id refund.ID) (api.AttributeRequest, error) {
	outside, err := p.ports.Desk.OutsideOf(r.Context(), id)
	if err != nil {
		return api.AttributeRequest{}, err
	}
	for _, one := range outside {
		if one.ProviderRefundID != r.PostForm.Get("outside") {
			continue
		}
		key, err := id.Key()
		in := api.AttributeRequest{
			ProviderRefundID: one.ProviderRefundID, Provider: one.Payment.Provider, Account: one.Payment.Account, Reference: one.Payment.Reference,
			Order: key.Order, Note: words(r, "note"),
		}
		if line := strings.TrimSpace(r.PostForm.Get("line")); err == nil && line != "" {
			err = attributedLine(r, &in, line, one.Payment.Currency)
		}
		return in, err
	}
	return api.AttributeRequest{}, refund.Problem{Code: refund.CodeNotFound, Detail: "there is no such refund of this order that has to be explained"}
}

func attributedLine(r *http.Request, in *api.AttributeRequest, line string, currency refund.Currency) error {
	quantity, err := numberOf(r.PostForm.Get("quantity"))
	if err != nil {
		return err
	}
	amount, err := enteredAmount(r.PostForm.Get("amount"), currency)
	if err != nil || amount == nil {
		return orMissing(err, "the amount of the line is needed")
	}
	in.Currency = amount.Currency
	in.Lines = []ledger.AttributedLine{{LineID: refund.LineID(line), Quantity: quantity, AmountMinor: amount.Minor}}
	return nil
}

func orMissing(err error, detail string) error {
	if err != nil {
		return err
	}
	return refund.Problem{Code: refund.CodeMissingField, Detail: detail}
}
