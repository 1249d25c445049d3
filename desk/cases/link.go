package cases

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

// Links are the links to customers' pages. They are never shown: who has one is the customer.
type Links interface {
	// Link says how a refund's link stands.
	Link(ctx context.Context, call api.Call, id refund.ID) (LinkState, error)
	// Revoke ends it, Renew puts another in its place. Both keep who did it, and why.
	Revoke(ctx context.Context, call api.Call, id refund.ID, why string) error
	Renew(ctx context.Context, call api.Call, id refund.ID, why string) error
}

// LinkState is how a refund's link stands.
type LinkState struct {
	// Made: there was one. Opens: it opens the page, until OpensUntil. Checked: the customer's e-mail is known.
	Made, Opens, Revoked, Checked bool
	OpensUntil                    time.Time
}

// linkView is the link as a case's page shows it.
type linkView struct {
	LinkState
	// Form is where it is revoked and made anew; empty: a browser cannot name the refund in a path.
	Form   string
	Failed *web.Failure
}

// formBytesMax bounds what the form may send.
const formBytesMax = 16 << 10

// linkOf is the refund's link; nil where there are no customers' pages, or the reader is shown nothing of customers.
func (p *Pages) linkOf(ctx context.Context, call api.Call, v *caseView) *linkView {
	if p.ports.Links == nil || v.Masked {
		return nil
	}
	state, err := p.ports.Links.Link(ctx, call, v.ID)
	out := &linkView{LinkState: state, Failed: failureOf(call, err)}
	if isPlain(v.Path) {
		out.Form = v.Path + "/link"
	}
	return out
}

// link revokes a refund's link, or makes another.
func (p *Pages) link(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	id, err := idIn(r)
	done := ""
	if err == nil {
		done, err = p.changeLink(r, id)
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Done(w, r, web.CasePath(id), done)
}

func (p *Pages) changeLink(r *http.Request, id refund.ID) (done string, err error) {
	if p.ports.Links == nil {
		return "", refund.Problem{Code: refund.CodeNotSupported, Detail: "there are no pages for customers"}
	}
	why := strings.TrimSpace(r.PostFormValue("why"))
	switch r.PostFormValue("do") {
	case "revoke":
		return "desk.cases.done.link.revoked", p.ports.Links.Revoke(r.Context(), web.Call(r), id, why)
	case "renew":
		return "desk.cases.done.link.renewed", p.ports.Links.Renew(r.Context(), web.Call(r), id, why)
	}
	return "", refund.Problem{Code: refund.CodeMissingField, Detail: "what is to be done to the link is missing"}
}
