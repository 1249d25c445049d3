package support

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

const (
	// reportDaysMax bounds the days of a review, reportCasesMax its refunds.
	reportDaysMax  = 92
	reportCasesMax = 50_000
	// reportDaysUsual is how many days a review has where none are named, today included.
	reportDaysUsual = 30
	// reportWithin bounds how long a review may take.
	reportWithin = time.Minute
)

// ReportQuery selects the refunds of a review by the UTC day they were opened on: From until before To. Zero values: the
// last 30 days, by day.
type ReportQuery struct {
	From, To time.Time
	Every    report.Every
}

// Review is the review of a period. Cut: there were more refunds than are looked at, and the newest are left out.
type Review struct {
	ReportQuery
	Cut    bool
	Report report.Report
	// Surveys are the scores that customers gave since the period began, up to now.
	Surveys []ledger.SurveyFigure
}

// errEnough ends a walk through the archive.
var errEnough = errors.New("support: as many as are looked at")

// Review reviews what the policy did, at most once a minute for one question however many ask (BAD_FILTER).
func (o *Office) Review(ctx context.Context, call api.Call, in ReportQuery) (Review, error) {
	if err := o.May(ctx, call, PageReports); err != nil {
		return Review{}, err
	}
	in, err := in.whole(o.ports.Now())
	if err != nil {
		return Review{}, call.Failed(err)
	}
	ctx, cancel := context.WithTimeout(ctx, reportWithin)
	defer cancel()
	review, err := o.reviewed.get(ctx, in, func(ctx context.Context) (Review, error) { return o.review(ctx, in) })
	return review, call.Failed(err)
}

func (o *Office) review(ctx context.Context, in ReportQuery) (Review, error) {
	builder := report.NewBuilder(in.Every, nil)
	cut, err := o.eachCase(ctx, ledger.Period{From: in.From, To: in.To}, reportCasesMax, builder.Add)
	if err != nil {
		return Review{}, err
	}
	out := Review{ReportQuery: in, Cut: cut, Report: builder.Report()}
	if o.ports.Surveys != nil {
		out.Surveys, err = o.ports.Surveys(ctx, in.From)
	}
	return out, o.ports.Away(err)
}

// eachCase walks through the refunds of a period, the oldest first, up to a number of them; cut: there are more.
func (o *Office) eachCase(ctx context.Context, opened ledger.Period, countMax int, visit func(refund.Case) error) (cut bool, err error) {
	books, err := o.ports.Books(ctx)
	if err != nil {
		return false, err
	}
	count := 0
	err = books.EachCase(ctx, opened, func(c refund.Case) error {
		if count++; count > countMax {
			return errEnough
		}
		return visit(c)
	})
	if errors.Is(err, errEnough) {
		return true, nil
	}
	return false, o.ports.Away(err)
}

const officeDay = 24 * time.Hour

// whole fills in what was left out, and refuses what is too long.
func (q ReportQuery) whole(now time.Time) (ReportQuery, error) {
	if q.Every == "" {
		q.Every = report.EveryDay
	}
	if q.To.IsZero() {
		q.To = now.UTC().Truncate(officeDay).Add(officeDay)
	}
	if q.From.IsZero() {
		q.From = q.To.Add(-reportDaysUsual * officeDay)
	}
	switch {
	case !q.From.Before(q.To):
		return q, refund.Problem{Code: api.CodeBadFilter, Detail: "it begins a day before it ends"}
	case q.To.Sub(q.From) > reportDaysMax*officeDay:
		return q, refund.Problem{Code: api.CodeBadFilter, Detail: fmt.Sprintf("a review has %d days at most; makegood report reviews more", reportDaysMax)}
	}
	if _, err := report.ParseEvery(string(q.Every)); err != nil {
		return q, refund.Problem{Code: api.CodeBadFilter, Detail: "a period is day, week, month or all"}
	}
	return q, nil
}
