package withdrawal

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// asked is what a request says: whose page it is, in which language, and what was typed.
type asked struct {
	Locale      string
	Shop        withdrawal.Shop
	shopGiven   bool
	ID          ledger.StatementID
	Declaration withdrawal.Declaration
	// Link is the shop's link; Lines are those of its order, for the customer to choose from. HasLink: it is good.
	Link    withdrawal.Link
	HasLink bool
	Lines   []lineChoice
	// Lacks are what keeps the declaration from being made, by field, in words. Failed: it could not be kept.
	Lacks  map[withdrawal.Field]string
	Failed bool
}

// lineChoice is a line of an order that may be chosen.
type lineChoice struct {
	ID       refund.LineID
	Title    string
	Max      int64
	Quantity int64
	Chosen   bool
}

type formView struct {
	asked
	// Choose are the shops to choose from; none: it is known whose page this is.
	Choose    withdrawal.Shops
	Languages []languageLink
}

type checkView struct {
	asked
	Rows   []withdrawal.Row
	NoMail bool
}

type receivedView struct {
	asked
	Receipt  withdrawal.Receipt
	Rows     []withdrawal.Row
	Received string
	NoMail   bool
}

func (a asked) locale() string { return a.Locale }

// Say is a text of these pages.
func (a asked) Say(id string, inputs ...string) string {
	return withdrawal.Say(a.Locale, id, inputs...)
}

// Lack is why a field cannot stay as it is; empty: it can.
func (a asked) Lack(field string) string { return a.Lacks[withdrawal.Field(field)] }

// Until is the end of the link, as the forms carry it.
func (a asked) Until() string { return strconv.FormatInt(a.Link.Until.Unix(), 10) }

// IsISO says a time as machines read it.
func (v receivedView) ISO() string { return v.Receipt.ReceivedAt.UTC().Format(time.RFC3339) }

func itoa(n int) string { return strconv.Itoa(n) }

// asked reads a request. Whether the shop's link is good is the only thing that is looked up, and only where there is one.
func (p *Pages) asked(w http.ResponseWriter, r *http.Request) (asked, error) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyBytesMax)
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return asked{}, refund.Problem{Code: refund.CodeTooLarge, Detail: "the form is larger than this page takes"}
		}
		return asked{}, refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"}
	}
	values := r.Form
	var out asked
	out.Shop, out.shopGiven = shopOf(p.service.Shops(), r, values.Get("merchant"))
	out.Locale = language(r, values, out.Shop)
	out.ID = ledger.StatementID(values.Get("statement"))
	out.Declaration = withdrawal.Declaration{
		Merchant: out.Shop.Merchant, Name: values.Get("name"), Contract: values.Get("contract"), Part: values.Get("part"), ReplyTo: values.Get("reply_to"),
	}.Tidied()
	if link, there := withdrawal.LinkIn(values); there && link.Merchant == out.Shop.Merchant {
		p.linked(r, values, link, &out)
	}
	return out, nil
}

// linked shows the lines of the order that a good link is for. Another link is no link.
func (p *Pages) linked(r *http.Request, values url.Values, link withdrawal.Link, out *asked) {
	order, err := p.service.Order(r.Context(), web.Call(r), link)
	if err != nil {
		return
	}
	out.Link, out.HasLink = link, true
	if out.Declaration.Contract == "" {
		out.Declaration.Contract = string(link.Order)
	}
	for _, l := range order.Order.Lines {
		choice := lineChoice{ID: l.LineID, Title: l.Title, Max: l.Quantity, Quantity: l.Quantity}
		for _, chosen := range values["line"] {
			if chosen == string(l.LineID) {
				choice.Chosen = true
			}
		}
		if quantity, err := strconv.ParseInt(values.Get("quantity."+string(l.LineID)), 10, 64); err == nil {
			choice.Quantity = min(max(quantity, 1), l.Quantity)
		}
		if choice.Chosen {
			out.Declaration.Lines = append(out.Declaration.Lines, withdrawal.DeclaredLine{LineID: l.LineID, Quantity: choice.Quantity, Title: l.Title})
		}
		out.Lines = append(out.Lines, choice)
	}
}
