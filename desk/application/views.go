package application

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

// lineChoice is a line of the order that may be chosen.
type lineChoice struct {
	ID       refund.LineID
	Title    string
	Max      int64
	Quantity int64
	Chosen   bool
}

type formView struct {
	withdrawal.Application
	Lines   []lineChoice
	Reasons []refund.Reason
	// Wrong is why it cannot be sent as it is.
	Wrong string
}

// Until is the end of the link, as the forms carry it.
func (v formView) Until() string { return strconv.FormatInt(v.Link.Until.Unix(), 10) }

type checkView struct {
	formView
	Preview withdrawal.Preview
	// Policy is the address of the policy that was agreed to.
	Policy string
}

// Usually is how many days at most half of such refunds took; 0: nothing is known.
func (v checkView) Usually() int64 {
	const day = int64(24 * time.Hour / time.Second)
	return (v.Preview.UsuallySeconds + day - 1) / day
}

// From, By and PayBy are days (UTC) as a sentence has them; empty: there is none.
func (v checkView) From() string { return dayOf(v.Preview.From) }

// By is the last day on which the money is expected.
func (v checkView) By() string { return dayOf(v.Preview.By) }

// PayBy is the last day by law.
func (v checkView) PayBy() string { return dayOf(v.Preview.Line.PayBy) }

func dayOf(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format(time.DateOnly)
}

// Shown is the amount as the form carries it.
func (v checkView) Shown() string { return shownAs(v.Preview.Line.TotalMinor) }

func shownAs(minor int64) string { return strconv.FormatInt(minor, 10) }

type sentView struct {
	Requested api.RequestedRefund
	// Differs: the amount is not the one that was shown before it was sent.
	Differs bool
	// Page is the customer's page; empty: there is none.
	Page string
}

// bodyBytesMax bounds a form.
const bodyBytesMax = 256 << 10

// asked reads a request by a good link.
func (p *Pages) asked(w http.ResponseWriter, r *http.Request) (in withdrawal.Application, order withdrawal.Applied, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyBytesMax)
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return in, order, refund.Problem{Code: refund.CodeTooLarge, Detail: "the form is larger than this page takes"}
		}
		return in, order, refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"}
	}
	link, there := withdrawal.LinkIn(r.Form)
	if !there {
		return in, order, refund.Problem{Code: refund.CodeBadToken, Detail: "the address is not whole: it is in the shop's message"}
	}
	if order, err = p.service.Order(r.Context(), web.Call(r), link); err != nil {
		return in, order, err
	}
	in = withdrawal.Application{Link: link, ID: r.PostForm.Get("application"), Reason: refund.Reason(r.PostForm.Get("reason")), Email: r.PostForm.Get("email")}
	if in.ID != "" && (len(in.ID) > applicationIDCharsMax || !refund.ValidBusinessID(in.ID)) {
		return in, order, refund.Problem{Code: refund.CodeBadID, Detail: "the form was changed on its way"}
	}
	in.Lines, err = chosenLines(r, order.Order)
	return in, order, err
}

// applicationIDCharsMax is as long as the id may be within a request's.
const applicationIDCharsMax = 40

// chosenLines are the lines that were ticked.
func chosenLines(r *http.Request, order refund.Order) (out []refund.CancelledLine, err error) {
	for _, l := range order.Lines {
		for _, chosen := range r.PostForm["line"] {
			if chosen != string(l.LineID) {
				continue
			}
			quantity, err := strconv.ParseInt(r.PostForm.Get("quantity."+chosen), 10, 64)
			if err != nil {
				return nil, refund.Problem{Code: refund.CodeMalformed, Detail: "the quantity of line " + chosen + " is no number"}
			}
			out = append(out, refund.CancelledLine{LineID: l.LineID, Quantity: quantity})
			break
		}
	}
	return out, nil
}

func formOf(in withdrawal.Application, order withdrawal.Applied) formView {
	view := formView{Application: in, Reasons: order.Reasons}
	for _, l := range order.Order.Lines {
		choice := lineChoice{ID: l.LineID, Title: l.Title, Max: l.Quantity, Quantity: l.Quantity}
		for _, chosen := range in.Lines {
			if chosen.LineID == l.LineID {
				choice.Chosen, choice.Quantity = true, chosen.Quantity
			}
		}
		view.Lines = append(view.Lines, choice)
	}
	return view
}
