package acts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// requestView is the form by which staff ask for a refund for a customer. The order is one that the ledger knows by an
// earlier refund.
type requestView struct {
	Merchant, Order, Reason, Consent, Text, Email string
	Whole                                         bool
	Known                                         *refund.Order
	Lines                                         []requestLine
	Reasons                                       []refund.Reason
	Channels                                      []ledger.ContactChannel
	Preview                                       *api.Previewed
	Hidden                                        []hidden
	Problem                                       *web.Failure
	Changed                                       bool
}

type requestLine struct {
	refund.Line
	Asked string
}

// requesting is a request on its way.
type requesting struct {
	in       api.RequestRefundRequest
	consent  ledger.ContactChannel
	said     string
	complete bool
}

func (p *Pages) requestForm(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		p.set.Fail(w, r, refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"})
		return
	}
	ownLines(r)
	p.showRequest(w, r, http.StatusOK, nil, false)
}

// order is the order as an earlier refund of it has it; nil: it is not asked for yet.
func (p *Pages) order(r *http.Request) (*refund.Order, error) {
	merchant, order := refund.MerchantID(strings.TrimSpace(r.Form.Get("merchant"))), refund.OrderID(strings.TrimSpace(r.Form.Get("order")))
	if merchant == "" || order == "" {
		return nil, nil
	}
	call := web.Call(r)
	page, err := p.ports.Refunds.ListRefunds(r.Context(), call, api.ListRefundsRequest{Merchant: merchant, Order: order, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(page.Refunds) == 0 {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: "no refund of this order is known: its order system has to ask for the first one"}
	}
	found, err := p.ports.Refunds.GetRefund(r.Context(), call, api.GetRefundRequest{ID: page.Refunds[0].ID})
	if err != nil {
		return nil, err
	}
	return &found.Cancellation.Order, nil
}

func (p *Pages) showRequest(w http.ResponseWriter, r *http.Request, status int, failure error, changed bool) {
	call := web.Call(r)
	known, err := p.order(r)
	if err != nil && failure == nil {
		failure, status = err, api.ClassOf(codeOf(call, err)).HTTPStatus()
	}
	view := requestView{
		Merchant: r.Form.Get("merchant"), Order: r.Form.Get("order"), Reason: r.Form.Get("reason"), Consent: r.Form.Get("consent"), Text: r.Form.Get("text"),
		Email: r.Form.Get("email"), Whole: r.Form.Get("whole") != "", Known: known, Reasons: refund.Reasons(), Channels: ledger.ContactChannels(), Changed: changed,
	}
	if known != nil {
		for _, line := range known.Lines {
			view.Lines = append(view.Lines, requestLine{line, r.Form.Get("quantity-" + string(line.LineID))})
		}
		if err := p.previewRequest(r, call, &view, *known); err != nil && failure == nil {
			failure = err
		}
	}
	if failure != nil {
		told := web.FailureOf(call, failure)
		view.Problem = &told
	}
	p.set.Show(w, r, status, "request", web.View{Title: "desk.acts.request.title", Data: view})
}

// previewRequest adds what the request would come to, where the form says enough, and binds the form to it. Each time it is
// shown it is another request: an answer that a request was refused with stays its own.
func (p *Pages) previewRequest(r *http.Request, call api.Call, view *requestView, order refund.Order) error {
	now := p.ports.Now().UTC().Truncate(time.Second)
	consent := r.Form.Get("consent")
	r.Form.Set("request", "desk-"+consent+"-"+strings.ToLower(rand.Text()[:16]))
	r.Form.Set("at", now.Format(time.RFC3339))
	made, err := requestOf(r, order)
	if err != nil || !made.complete {
		return err
	}
	previewed, err := p.ports.Refunds.PreviewRefund(r.Context(), call, api.PreviewRefundRequest{
		Requests: []refund.Request{{Cancellation: made.in.Cancellation, Digest: refund.Digest(made.in.Cancellation), Contact: made.in.Contact}},
	})
	if err != nil {
		return err
	}
	if previewed[0].Error != nil {
		return previewed[0].Error
	}
	view.Preview = &previewed[0]
	view.Hidden = []hidden{{"request", r.Form.Get("request")}, {"at", r.Form.Get("at")}, {"shown", made.seal()}}
	return nil
}

// requestOf is what the form asks for. How the customer agreed is part of the request's id, and so is kept with it whatever
// becomes of it: documents (evidence) are what the policy decides by, and this is none.
func requestOf(r *http.Request, order refund.Order) (out requesting, err error) {
	out.consent, out.said = ledger.ContactChannel(r.Form.Get("consent")), words(r, "text")
	c := refund.Cancellation{
		Key: refund.Key{
			Merchant: refund.MerchantID(strings.TrimSpace(r.Form.Get("merchant"))), Order: refund.OrderID(strings.TrimSpace(r.Form.Get("order"))),
			Request: refund.RequestID(r.Form.Get("request")),
		},
		Scope: refund.ScopeLines, Reason: refund.Reason(r.Form.Get("reason")), Initiator: refund.InitiatorCustomer, Order: order,
	}
	if c.OccurredAt, err = time.Parse(time.RFC3339, r.Form.Get("at")); err != nil {
		return out, refund.Problem{Code: refund.CodeMalformed, Detail: "the form says no time"}
	}
	if r.Form.Get("whole") != "" {
		c.Scope = refund.ScopeWholeOrder
	} else if c.CancelledLines, err = askedLines(r, order); err != nil {
		return out, err
	}
	out.in = api.RequestRefundRequest{Cancellation: c, Contact: refund.Contact{Email: strings.TrimSpace(r.Form.Get("email"))}}
	out.complete = (c.Scope == refund.ScopeWholeOrder || len(c.CancelledLines) > 0) && c.Reason != "" && out.said != "" &&
		slices.Contains(ledger.ContactChannels(), out.consent)
	return out, nil
}

func askedLines(r *http.Request, order refund.Order) (out []refund.CancelledLine, err error) {
	for _, line := range order.Lines {
		quantity, err := numberOf(r.Form.Get("quantity-" + string(line.LineID)))
		if err != nil {
			return nil, err
		}
		if quantity != 0 {
			out = append(out, refund.CancelledLine{LineID: line.LineID, Quantity: quantity})
		}
	}
	return out, nil
}

// seal names what was shown.
func (q requesting) seal() string {
	raw, err := json.Marshal(q.in)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(append(raw, q.said...))
	return hex.EncodeToString(sum[:12])
}

// request sends what was shown, once: the same form again has the same refund.
func (p *Pages) request(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	if err := r.ParseForm(); err != nil {
		p.set.Fail(w, r, refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"})
		return
	}
	ownLines(r)
	known, err := p.order(r)
	if err != nil || known == nil || r.PostForm.Get("do") != "confirm" {
		p.showRequest(w, r, http.StatusOK, err, false)
		return
	}
	made, err := requestOf(r, *known)
	if err != nil || !made.complete || made.seal() != r.PostForm.Get("shown") {
		p.showRequest(w, r, http.StatusConflict, err, err == nil)
		return
	}
	p.send(w, r, made)
}

// send asks for the refund, and keeps how the customer agreed.
func (p *Pages) send(w http.ResponseWriter, r *http.Request, made requesting) {
	call := web.Call(r)
	answer, err := p.ports.Refunds.RequestRefund(r.Context(), call, made.in)
	if err != nil {
		p.showRequest(w, r, api.ClassOf(codeOf(call, err)).HTTPStatus(), err, false)
		return
	}
	notice := "desk.acts.done.request"
	call.Key = string(made.in.Cancellation.Request)
	err = p.ports.Contacts.Keep(r.Context(), call, support.KeepContactRequest{
		ID: answer.Standing.Refund, Channel: made.consent, Direction: ledger.ContactFromCustomer, Text: made.said,
	})
	if err != nil {
		notice = "desk.acts.done.unlogged"
	}
	p.set.Done(w, r, web.CasePath(answer.Standing.Refund), notice)
}
