package acts

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

//go:embed all:templates
var templates embed.FS

// Desk says what may be done about a refund, and what it would come to.
type Desk interface {
	Acts(ctx context.Context, call api.Call, id refund.ID) ([]support.ActState, error)
	Preview(ctx context.Context, call api.Call, in support.Intent) (support.ActPreview, error)
	OutsideOf(ctx context.Context, id refund.ID) ([]ledger.OutsideRefund, error)
}

// Contacts is the log of what staff and customers said to each other.
type Contacts interface {
	Keep(ctx context.Context, call api.Call, in support.KeepContactRequest) error
	Of(ctx context.Context, call api.Call, id refund.ID) ([]ledger.Contact, error)
}

// Holders knows who works on a refund, and until when; false: nobody does.
type Holders interface {
	Holder(ctx context.Context, id refund.ID) (who refund.Person, until time.Time, ok bool)
}

// Ports are what the pages work with. Holders may be nil: nobody is warned.
type Ports struct {
	Refunds  api.Refunds
	Desk     Desk
	Contacts Contacts
	Holders  Holders
	// Now is UTC.
	Now func() time.Time
}

// Pages are the forms.
type Pages struct {
	ports Ports
	set   *web.Set
}

// New makes the pages, or says what is missing.
func New(kit *web.Kit, p Ports) (*Pages, error) {
	if kit == nil || p.Refunds == nil || p.Desk == nil || p.Contacts == nil || p.Now == nil {
		return nil, errors.New("desk: the forms of acts need a kit, the service of refunds, what may be done, contacts and a clock")
	}
	set, err := kit.Pages(templates, web.Staff)
	return &Pages{p, set}, err
}

// Routes mounts the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	const refundPath = "/refunds/{merchant}/{order}/{request}/"
	mux.HandleFunc("GET "+refundPath+"{act}", p.form)
	mux.HandleFunc("POST "+refundPath+"{act}", p.act)
	mux.HandleFunc("GET "+refundPath+"contact", p.contactForm)
	mux.HandleFunc("POST "+refundPath+"contact", p.keepContact)
	mux.HandleFunc("GET "+refundPath+"attribute", p.attributeForm)
	mux.HandleFunc("POST "+refundPath+"attribute", p.attribute)
	mux.HandleFunc("GET /request", p.requestForm)
	mux.HandleFunc("POST /request", p.request)
}

// formBytesMax bounds what a form may send.
const formBytesMax = 64 << 10

// named is the refund and the act of a request, whose form is read.
func named(w http.ResponseWriter, r *http.Request) (refund.ID, support.ActName, error) {
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return "", "", refund.Problem{Code: refund.CodeTooLarge, Detail: "the form is too large"}
		}
		return "", "", refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"}
	}
	ownLines(r)
	id := refund.ID("refund/" + r.PathValue("merchant") + "/" + r.PathValue("order") + "/" + r.PathValue("request"))
	_, err := id.Key()
	return id, support.ActName(r.PathValue("act")), err
}

// formPath is where the form of an act on a refund is.
func formPath(id refund.ID, act support.ActName) string {
	return "/refunds" + string(id[len("refund"):]) + "/" + string(act)
}

// ownLines ends the lines of what was sent as pages do: browsers end them otherwise, and a text is the same wherever it came
// from.
func ownLines(r *http.Request) {
	for _, form := range []url.Values{r.Form, r.PostForm} {
		for _, values := range form {
			for n := range values {
				values[n] = strings.ReplaceAll(values[n], "\r\n", "\n")
			}
		}
	}
}
