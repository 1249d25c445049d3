package finance

import (
	"net/http"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/plot"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/report"
)

// reportsView is the review of a period.
type reportsView struct {
	page
	support.Review
	From, To string
	Every    []everyOption
	Plots    []plot.Figure
	// SurveyCount is how many customers said how it went, SurveyMean what they gave on average, with one decimal.
	SurveyCount int64
	SurveyMean  string
}

// addSurveys adds up what customers said.
func (v *reportsView) addSurveys() {
	var points int64
	for _, f := range v.Surveys {
		v.SurveyCount += f.Count
		points += f.Count * int64(f.Score)
	}
	if v.SurveyCount > 0 {
		v.SurveyMean = decimal.NewFromInt(points).DivRound(decimal.NewFromInt(v.SurveyCount), 1).StringFixed(1)
	}
}

type everyOption struct {
	Every report.Every
	Here  bool
}

func (p *Pages) reports(w http.ResponseWriter, r *http.Request) {
	from, to, err := daysIn(r)
	var review support.Review
	if err == nil {
		review, err = p.office.Review(r.Context(), web.Call(r), support.ReportQuery{From: from, To: to, Every: report.Every(r.URL.Query().Get("every"))})
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := reportsView{Review: review, From: dayText(review.ReportQuery.From), To: dayText(review.ReportQuery.To)}
	for _, every := range []report.Every{report.EveryDay, report.EveryWeek, report.EveryMonth} {
		view.Every = append(view.Every, everyOption{every, every == review.ReportQuery.Every})
	}
	view.addSurveys()
	if view.Plots, err = reviewPlots(wordsFor(r), review); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, "reports", web.View{Title: "desk.finance.reports", Data: view})
}
