package audit

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Samples is the page of all samples, with the form that draws one.
type Samples struct {
	Period  Period
	Samples []ledger.Sample
}

// sampleDays is how many days the form's period has at first: a quarter.
const sampleDays = 90

func (p *Pages) samples(w http.ResponseWriter, r *http.Request) {
	all, err := p.service.Samples(r.Context(), web.Call(r))
	p.show(w, r, "samples", Samples{Period: lastDays(p.kit.Now(), sampleDays), Samples: all}, err)
}

func (p *Pages) drawSample(w http.ResponseWriter, r *http.Request) {
	if !p.form(w, r) {
		return
	}
	terms, err := termsOf(r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	drawn, err := p.service.DrawSample(r.Context(), web.Call(r), terms)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Done(w, r, "/audit/samples/"+drawn.ID, "desk.audit.done.drawn")
}

// termsOf are a sample's terms as the form sends them.
func termsOf(r *http.Request) (ledger.SampleTerms, error) {
	f := r.PostForm
	period, err := Period{From: f.Get("from"), To: f.Get("to")}.times()
	if err != nil {
		return ledger.SampleTerms{}, err
	}
	size, err := strconv.Atoi(f.Get("size"))
	if err != nil {
		return ledger.SampleTerms{}, refund.Problem{Code: api.CodeBadFilter, Detail: "the size is no number"}
	}
	terms := ledger.SampleTerms{Seed: strings.TrimSpace(f.Get("seed")), Size: size, ClosedFilter: ledger.ClosedFilter{
		From: period.From, To: period.To, Merchant: refund.MerchantID(strings.TrimSpace(f.Get("merchant"))),
		Risk: refund.RiskBand(f.Get("risk")), Way: strings.TrimSpace(f.Get("way")),
	}}
	for name, into := range map[string]*int64{"at_least": &terms.AtLeastMinor, "less_than": &terms.LessThanMinor} {
		if err := amountOf(f.Get(name), into, &terms.Currency); err != nil {
			return terms, err
		}
	}
	return terms, nil
}

// amountOf reads an amount with its currency, such as "100.00 EUR"; an empty one bounds nothing.
func amountOf(text string, minor *int64, currency *refund.Currency) error {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	amount, named, err := refund.ParseAmount(text)
	switch {
	case err != nil:
		return refund.Problem{Code: api.CodeBadFilter, Detail: err.Error()}
	case *currency != "" && *currency != named:
		return refund.Problem{Code: api.CodeBadFilter, Detail: "the amounts are in two currencies"}
	}
	*minor, *currency = amount, named
	return nil
}

// SampleRow is a refund of a sample with its address.
type SampleRow struct {
	ledger.SampleResult
	Path string
	// Last is the conclusion that was noted last; nil: none was.
	Last *ledger.SampleNote
}

// SampleView is the page of a sample. The counts are of its refunds.
type SampleView struct {
	ledger.Sample
	Rows                                []SampleRow
	Agree, Differ, Unchecked, Concluded int
}

func (p *Pages) sample(w http.ResponseWriter, r *http.Request) {
	found, err := p.service.Sample(r.Context(), web.Call(r), r.PathValue("sample"))
	p.show(w, r, "sample", sampleView(found), err)
}

func sampleView(s ledger.Sample) SampleView {
	v := SampleView{Sample: s}
	for _, result := range s.Results {
		row := SampleRow{SampleResult: result, Path: "/audit/samples/" + s.ID + "/refunds/" + pathOf(result.Refund)}
		if n := len(result.Notes); n > 0 {
			row.Last = &result.Notes[n-1]
			v.Concluded++
		}
		switch result.Result {
		case ledger.CheckAgrees:
			v.Agree++
		case ledger.CheckDiffers:
			v.Differ++
		case ledger.CheckNotChecked:
			v.Unchecked++
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// pathOf is a refund's place in an address. Ids have letters, digits and a few signs that need no escape.
func pathOf(id refund.ID) string { return strings.TrimPrefix(string(id), "refund/") }
