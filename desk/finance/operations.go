package finance

import (
	"net/http"
	"net/url"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// operationsView is the first page of operations.
type operationsView struct {
	page
	support.Operations
	Causes            []causeView
	UndeliveredRows   []undeliveredView
	StuckRows         []stuckView
	MoreUndelivered   string
	MoreStuck         string
	ParkedRefundCount int64
}

// causeView is a cause with where its refunds and its runbook are.
type causeView struct {
	support.ParkedCause
	Queue, Runbook string
}

type undeliveredView struct {
	ledger.Undelivered
	Case link
}

type stuckView struct {
	ledger.StuckLeg
	Case link
}

func (p *Pages) operations(w http.ResponseWriter, r *http.Request) {
	out, err := p.office.Operations(r.Context(), web.Call(r), asked(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := operationsView{page: operationsTabs(r), Operations: out, MoreUndelivered: moreOf(r, out.Undelivered.Value.More), MoreStuck: moreOf(r, out.Stuck.Value.More)}
	for _, cause := range out.Parked.Value {
		view.ParkedRefundCount += cause.RefundCount
		view.Causes = append(view.Causes, causeView{cause, queueOf(cause.Code), runbookPath(cause.Runbook)})
	}
	for _, one := range out.Undelivered.Value.Rows {
		view.UndeliveredRows = append(view.UndeliveredRows, undeliveredView{one, refundLink(one.Refund)})
	}
	for _, one := range out.Stuck.Value.Rows {
		view.StuckRows = append(view.StuckRows, stuckView{one, refundLink(one.Refund)})
	}
	p.set.Show(w, r, http.StatusOK, "operations", web.View{Title: "desk.finance.operations", Data: view})
}

// queueOf is the queue of what is parked because of a cause.
func queueOf(code refund.Code) string { return "/queue?cause=" + url.QueryEscape(string(code)) }

func runbookPath(name string) string { return "/operations/runbooks/" + url.PathEscape(name) }

func (p *Pages) setStop(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		p.set.Fail(w, r, refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"})
		return
	}
	in := support.SetStopRequest{
		On: r.PostForm.Get("act") == "set", Provider: r.PostForm.Get("provider"), Merchant: refund.MerchantID(r.PostForm.Get("merchant")), Reason: r.PostForm.Get("reason"),
	}
	if act := r.PostForm.Get("act"); act != "set" && act != "lift" {
		p.set.Fail(w, r, refund.Problem{Code: api.CodeBadFilter, Detail: "a stop is set or lifted"})
		return
	}
	if err := p.office.SetStop(r.Context(), web.Call(r), in); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	notice := "desk.finance.done.lifted"
	if in.On {
		notice = "desk.finance.done.set"
	}
	p.set.Done(w, r, "/operations/", notice)
}

// lettersView is the dead letters.
type lettersView struct {
	page
	support.Part[[]support.LetterTopic]
	More string
}

func (p *Pages) letters(w http.ResponseWriter, r *http.Request) {
	part, err := p.office.Letters(r.Context(), web.Call(r), asked(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := lettersView{page: operationsTabs(r), Part: part}
	for _, topic := range part.Value {
		if more := moreOf(r, topic.More); more != "" {
			view.More = more
		}
	}
	p.set.Show(w, r, http.StatusOK, "dead_letters", web.View{Title: "desk.finance.letters", Data: view})
}

// healthView is what the doctor found.
type healthView struct {
	page
	support.Health
	Findings []findingView
	// LeftOffCount findings are not listed.
	LeftOffCount int
}

type findingView struct {
	doctor.Finding
	Case    link
	Runbook string
}

// findingsMax bounds the findings that are listed.
const findingsMax = 500

func (p *Pages) health(w http.ResponseWriter, r *http.Request) {
	health, err := p.office.Health(r.Context(), web.Call(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := healthView{page: operationsTabs(r), Health: health}
	for i, f := range health.Report.Findings {
		if i == findingsMax {
			view.LeftOffCount = len(health.Report.Findings) - findingsMax
			break
		}
		view.Findings = append(view.Findings, findingView{f, refundLink(f.Refund), runbookPath(support.RunbookOf(refund.Code(f.Code)))})
	}
	p.set.Show(w, r, http.StatusOK, "health", web.View{Title: "desk.finance.health", Data: view})
}
