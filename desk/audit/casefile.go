package audit

import (
	"net/http"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CaseView is the page of a refund's file. Sample is empty where it was opened by itself; Was is what came of checking it when the
// sample was drawn.
type CaseView struct {
	support.CaseFile
	Sample      string
	Was         *ledger.SampleResult
	Conclusions []ledger.Conclusion
	// Path is the page's own address, Desk the refund's on the desk.
	Path, Desk string
}

// ID is the refund's.
func (v CaseView) ID() refund.ID { return v.Refund.ID }

func (p *Pages) caseFile(w http.ResponseWriter, r *http.Request) {
	view, err := p.caseView(r)
	p.show(w, r, "case", view, err)
}

func (p *Pages) caseView(r *http.Request) (CaseView, error) {
	id, sample := refundOf(r), r.PathValue("sample")
	file, err := p.service.CaseFile(r.Context(), web.Call(r), id)
	view := CaseView{CaseFile: file, Sample: sample, Conclusions: ledger.Conclusions(), Path: r.URL.Path, Desk: web.CasePath(id)}
	if err != nil || sample == "" {
		return view, err
	}
	drawn, err := p.service.Sample(r.Context(), web.Call(r), sample)
	for _, one := range drawn.Results {
		if one.Refund == id {
			view.Was = &one
		}
	}
	if err == nil && view.Was == nil {
		err = refund.Problem{Code: refund.CodeNotFound, Detail: string(id) + " is not in " + drawn.ID}
	}
	return view, err
}

func (p *Pages) conclude(w http.ResponseWriter, r *http.Request) {
	if !p.form(w, r) {
		return
	}
	in := support.ConcludeRequest{
		Sample: r.PathValue("sample"), Refund: refundOf(r), Conclusion: ledger.Conclusion(r.PostForm.Get("conclusion")), Note: r.PostForm.Get("note"),
	}
	if err := p.service.Conclude(r.Context(), web.Call(r), in); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Done(w, r, "/audit/samples/"+in.Sample, "desk.audit.done.concluded")
}
