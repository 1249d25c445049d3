package finance

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/plot"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
	"github.com/makegood/makegood/wording"
)

// reviewPlots are the plots of a review, those without data left out.
func reviewPlots(words wording.Words, review support.Review) (out []plot.Figure, err error) {
	d := reviewData{words: words, periods: periodsOf(review), lines: review.Report.Lines}
	plots := []plot.Plot{d.statuses()}
	plots = append(plots, d.amounts()...)
	plots = append(plots, d.times(), d.totals("reasons", report.SectionReason, d.reason), d.totals("refusals", report.SectionRefusal, d.refusal),
		d.totals("reviewers", report.SectionReviewer, func(key string) string { return key }))
	for _, p := range plots {
		if len(p.Labels) == 0 || len(p.Series) == 0 {
			continue
		}
		figure, err := p.Draw()
		if err != nil {
			return nil, err
		}
		out = append(out, figure)
	}
	return out, nil
}

// reviewData is a review's lines over all of its periods, those without refunds too.
type reviewData struct {
	words   wording.Words
	periods []string
	lines   []report.Line
}

// periodsOf are the periods of a review: by day every one of them, else those that have refunds.
func periodsOf(review support.Review) []string {
	if review.ReportQuery.Every == report.EveryDay {
		var days []string
		for day := review.ReportQuery.From; day.Before(review.ReportQuery.To); day = day.AddDate(0, 0, 1) {
			days = append(days, day.Format(time.DateOnly))
		}
		return days
	}
	seen := map[string]bool{}
	for _, line := range review.Report.Lines {
		seen[line.Period] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// took writes seconds as 1h2m3s.
func took(seconds int64) string { return (time.Duration(seconds) * time.Second).String() }

func (d reviewData) plot(id string, kind plot.Kind, format func(int64) string) plot.Plot {
	return plot.Plot{
		ID: id, Kind: kind, Title: d.words.Say("desk.finance.plot." + id), Description: d.words.Say("desk.finance.plot." + id + ".says"),
		Over: d.words.Say("desk.finance.period"), Labels: d.periods, Format: format, None: d.words.Say("desk.finance.none"),
	}
}

// statuses are refunds by period and by where they stand: the most frequent statuses, and all others together.
func (d reviewData) statuses() plot.Plot {
	p := d.plot("statuses", plot.Bars, count)
	shown := d.frequent(report.SectionStatus)
	others := len(shown) > plot.SeriesMax
	if others {
		shown = shown[:plot.SeriesMax-1]
	}
	for _, status := range shown {
		p.Series = append(p.Series, plot.Series{Name: d.words.Code("status", status), Points: d.counts(report.SectionStatus, func(l report.Line) bool { return l.Key == status })})
	}
	if others {
		p.Series = append(p.Series, plot.Series{Name: d.words.Say("desk.finance.others"), Points: d.counts(report.SectionStatus, func(l report.Line) bool { return !slices.Contains(shown, l.Key) })})
	}
	return p
}

// frequent are the keys of a section, the most frequent first.
func (d reviewData) frequent(section report.Section) []string {
	sums := map[string]int64{}
	for _, l := range d.lines {
		if l.Section == section {
			sums[l.Key] += l.Count
		}
	}
	return slices.SortedFunc(maps.Keys(sums), func(a, b string) int { return cmp.Or(cmp.Compare(sums[b], sums[a]), cmp.Compare(a, b)) })
}

// counts adds up a section's lines by period.
func (d reviewData) counts(section report.Section, takes func(report.Line) bool) []plot.Point {
	points := make([]plot.Point, len(d.periods))
	for _, l := range d.lines {
		if at, ok := slices.BinarySearch(d.periods, l.Period); ok && l.Section == section && takes(l) {
			points[at].Value += l.Count
		}
	}
	return points
}

// amounts are what came back by period, a plot each currency.
func (d reviewData) amounts() (out []plot.Plot) {
	by := map[refund.Currency][]plot.Point{}
	for _, l := range d.lines {
		at, ok := slices.BinarySearch(d.periods, l.Period)
		if !ok || l.Section != report.SectionReason || l.Currency == "" {
			continue
		}
		if by[l.Currency] == nil {
			by[l.Currency] = make([]plot.Point, len(d.periods))
		}
		by[l.Currency][at].Value = refund.SumAtMost(by[l.Currency][at].Value, max(0, l.AmountMinor))
	}
	for _, currency := range currenciesOf(by) {
		p := d.plot("amounts", plot.Bars, func(minor int64) string { return refund.FormatAmount(minor, currency) })
		p.ID, p.Title = "amounts-"+string(currency), d.words.Say("desk.finance.plot.amounts", "currency", currency)
		p.Series = []plot.Series{{Name: string(currency), Points: by[currency]}}
		out = append(out, p)
	}
	return out
}

// times are how long refunds took to be paid, by period. A period without a paid refund has no time.
func (d reviewData) times() plot.Plot {
	p := d.plot("times", plot.Lines, took)
	half, slow := make([]plot.Point, len(d.periods)), make([]plot.Point, len(d.periods))
	for i := range d.periods {
		half[i].Missing, slow[i].Missing = true, true
	}
	for _, l := range d.lines {
		if at, ok := slices.BinarySearch(d.periods, l.Period); ok && l.Section == report.SectionTime {
			half[at], slow[at] = plot.Point{Value: max(0, l.MedianSeconds)}, plot.Point{Value: max(0, l.SlowestSeconds)}
			p.Series = []plot.Series{{Name: d.words.Say("desk.finance.half"), Points: half}, {Name: d.words.Say("desk.finance.slow"), Points: slow}}
		}
	}
	return p
}

// totalsMax bounds the bars of a section's totals.
const totalsMax = 24

// totals are a section's counts over all periods, the most frequent first.
func (d reviewData) totals(id string, section report.Section, say func(string) string) plot.Plot {
	p := d.plot(id, plot.Bars, count)
	p.Over, p.Labels = d.words.Say("desk.finance.plot."+id+".over"), nil
	keys := d.frequent(section)
	points := []plot.Point{}
	for _, key := range keys[:min(len(keys), totalsMax)] {
		var sum int64
		for _, point := range d.counts(section, func(l report.Line) bool { return l.Key == key }) {
			sum += point.Value
		}
		p.Labels, points = append(p.Labels, say(key)), append(points, plot.Point{Value: sum})
	}
	p.Series = []plot.Series{{Name: d.words.Say("desk.finance.count"), Points: points}}
	return p
}

func (d reviewData) reason(key string) string { return d.words.Code("reason", key) }

// refusal is why something was refused, in words.
func (d reviewData) refusal(key string) string {
	if key == report.RefusedByPerson {
		return d.words.Say("desk.finance.by_person")
	}
	return d.words.Code("reason", key)
}
