package finance

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/plot"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report/liquidity"
	"github.com/makegood/makegood/wording"
)

// liquidityView is what provider accounts have to pay.
type liquidityView struct {
	page
	support.Part[liquidity.Report]
	Days     int
	DaysMax  int
	Plots    []plot.Figure
	Owed     []moneyRow[ledger.OpenMoney]
	Forecast []moneyRow[liquidity.Day]
	Pipeline []moneyRow[liquidity.Stage]
	Stress   []moneyRow[liquidity.Stress]
	// Cut: a list is longer than is shown.
	Cut bool
	// Assumed are the texts' ids of what the forecast assumes.
	Assumed []string
}

// moneyRow is a row of an account, with the account in words.
type moneyRow[T any] struct {
	Row      T
	Account  string
	currency refund.Currency
	noFund   string
}

// Amount writes an amount that only an account with a fund has.
func (m moneyRow[T]) Amount(minor *int64) string {
	if minor == nil {
		return m.noFund
	}
	return refund.FormatAmount(*minor, m.currency)
}

// moneyRowsMax bounds each list of the page.
const moneyRowsMax = 500

func (p *Pages) liquidity(w http.ResponseWriter, r *http.Request) {
	part, err := p.office.Liquidity(r.Context(), web.Call(r), daysAsked(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := liquidityView{page: financeTabs(r), Part: part, Days: part.Value.DayCount, DaysMax: support.ForecastDaysMax}
	words := wordsFor(r)
	for i := range part.Value.Assumptions {
		view.Assumed = append(view.Assumed, "desk.finance.assumed."+strconv.Itoa(i+1))
	}
	view.Owed = moneyRows(&view, words, part.Value.Owed, func(o ledger.OpenMoney) ledger.FundRef { return o.FundRef })
	view.Forecast = moneyRows(&view, words, part.Value.Forecast, func(d liquidity.Day) ledger.FundRef { return d.FundRef })
	view.Pipeline = moneyRows(&view, words, part.Value.Pipeline, func(s liquidity.Stage) ledger.FundRef { return s.FundRef })
	view.Stress = moneyRows(&view, words, part.Value.Stress, func(s liquidity.Stress) ledger.FundRef { return s.FundRef })
	if part.Missing == nil {
		if view.Plots, err = forecastPlots(words, part.Value); err != nil {
			p.set.Fail(w, r, err)
			return
		}
	}
	p.set.Show(w, r, http.StatusOK, "liquidity", web.View{Title: "desk.finance.liquidity", Data: view})
}

func moneyRows[T any](view *liquidityView, words wording.Words, all []T, of func(T) ledger.FundRef) (rows []moneyRow[T]) {
	if len(all) > moneyRowsMax {
		all, view.Cut = all[:moneyRowsMax], true
	}
	for _, one := range all {
		ref := of(one)
		rows = append(rows, moneyRow[T]{Row: one, currency: ref.Currency, noFund: words.Say("desk.finance.no_fund"), Account: string(ref.Merchant) + ": " + accountOf(words, ref.Provider, ref.Account)})
	}
	return rows
}

// forecastPlots are what is expected of all accounts by day, a plot each currency. A day that is over the forecast's end is
// left out: it stands for many.
func forecastPlots(words wording.Words, r liquidity.Report) (out []plot.Figure, err error) {
	byDay := map[refund.Currency]map[time.Time]int64{}
	for _, d := range r.Forecast {
		if d.Later {
			continue
		}
		if byDay[d.Currency] == nil {
			byDay[d.Currency] = map[time.Time]int64{}
		}
		byDay[d.Currency][d.Day] = refund.SumAtMost(byDay[d.Currency][d.Day], d.AmountMinor)
	}
	first := r.AsOf.UTC().Truncate(24 * time.Hour)
	for _, currency := range currenciesOf(byDay) {
		drawn := plot.Plot{
			ID: "expected-" + string(currency), Kind: plot.Bars, Title: words.Say("desk.finance.plot.expected", "currency", currency),
			Description: words.Say("desk.finance.plot.expected.says", "days", r.DayCount), Over: words.Say("desk.finance.day"),
			Format: func(minor int64) string { return refund.FormatAmount(minor, currency) },
			Series: []plot.Series{{Name: words.Say("desk.finance.expected")}},
		}
		for i := range min(r.DayCount, plot.PointsMax) {
			day := first.AddDate(0, 0, i)
			drawn.Labels = append(drawn.Labels, day.Format(time.DateOnly))
			drawn.Series[0].Points = append(drawn.Series[0].Points, plot.Point{Value: byDay[currency][day]})
		}
		figure, err := drawn.Draw()
		if err != nil {
			return nil, err
		}
		out = append(out, figure)
	}
	return out, nil
}

// plotsMax bounds the plots of one kind on a page: a plot each currency.
const plotsMax = 6

// currenciesOf are those of a map, in order, and plotsMax of them at most.
func currenciesOf[T any](by map[refund.Currency]T) (all []refund.Currency) {
	for currency := range by {
		all = append(all, currency)
	}
	slices.Sort(all)
	return all[:min(len(all), plotsMax)]
}
