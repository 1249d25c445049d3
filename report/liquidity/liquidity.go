package liquidity

import (
	"cmp"
	"slices"
	"time"

	"github.com/makegood/makegood/ledger"
)

// day is one UTC day.
const day = 24 * time.Hour

// Report is what provider accounts have to pay. Amounts are minor units; days are UTC.
type Report struct {
	AsOf time.Time `json:"as_of"`
	// DayCount is how many days the forecast has, today included.
	DayCount int `json:"day_count"`
	// Owed is what is owed and held by the day it was asked for.
	Owed []ledger.OpenMoney `json:"owed"`
	// Forecast is what is expected by day, Pipeline the same by what stands in between.
	Forecast []Day   `json:"forecast"`
	Pipeline []Stage `json:"pipeline"`
	// Funds are the reserve funds. Stress is what would be missing if every open request were paid today.
	Funds  []ledger.FundFigure `json:"funds"`
	Stress []Stress            `json:"stress"`
	// Assumptions are what the forecast assumes, in words.
	Assumptions []string `json:"assumptions"`
}

// Day is what an account is expected to be asked for on one day. What was sent before is not in it.
type Day struct {
	ledger.FundRef
	Day time.Time `json:"day"`
	// Later: everything from Day on, beyond the days asked for.
	Later       bool  `json:"later,omitempty"`
	LegCount    int64 `json:"leg_count"`
	AmountMinor int64 `json:"amount_minor"`
	// SumMinor is all up to this day. FreeAfterMinor is what its fund has free then if nothing is granted; nil: no fund.
	SumMinor       int64  `json:"sum_minor"`
	FreeAfterMinor *int64 `json:"free_after_minor,omitempty"`
}

// Stage is what of an account is at one stage, and from when to when it is expected.
type Stage struct {
	ledger.FundRef
	Stage       ledger.MoneyStage `json:"stage"`
	LegCount    int64             `json:"leg_count"`
	AmountMinor int64             `json:"amount_minor"`
	FirstDay    time.Time         `json:"first_day"`
	LastDay     time.Time         `json:"last_day"`
}

// Stress is an account on a day on which every open request is paid.
type Stress struct {
	ledger.FundRef
	LegCount    int64 `json:"leg_count"`
	AmountMinor int64 `json:"amount_minor"`
	// FreeMinor is what its fund has free, ShortMinor what is missing; nil: it has no fund, so that makegood does not know.
	FreeMinor  *int64 `json:"free_minor,omitempty"`
	ShortMinor *int64 `json:"short_minor,omitempty"`
}

// New reports on what the ledger knew at a moment, with a forecast of so many days, today included; at least one.
func New(l ledger.Liquidity, asOf time.Time, dayCount int) Report {
	r := Report{
		AsOf: asOf.UTC(), DayCount: dayCount, Owed: append([]ledger.OpenMoney{}, l.Open...), Funds: append([]ledger.FundFigure{}, l.Funds...),
		Forecast: []Day{}, Pipeline: []Stage{}, Stress: []Stress{}, Assumptions: assumptions(),
	}
	for _, e := range l.Expected {
		r.addStage(e)
		if e.Stage != ledger.StageSent {
			r.addDay(e)
		}
	}
	slices.SortStableFunc(r.Forecast, func(a, b Day) int { return cmp.Or(compare(a.FundRef, b.FundRef), a.Day.Compare(b.Day)) })
	r.sum()
	return r
}

func (r *Report) addStage(e ledger.ExpectedMoney) {
	at := slices.IndexFunc(r.Pipeline, func(s Stage) bool { return s.FundRef == e.FundRef && s.Stage == e.Stage })
	if at < 0 {
		r.Pipeline = append(r.Pipeline, Stage{e.FundRef, e.Stage, e.LegCount, e.AmountMinor, e.Day, e.Day})
		return
	}
	s := &r.Pipeline[at]
	s.LegCount += e.LegCount
	s.AmountMinor += e.AmountMinor
	if e.Day.Before(s.FirstDay) {
		s.FirstDay = e.Day
	}
	if e.Day.After(s.LastDay) {
		s.LastDay = e.Day
	}
}

func (r *Report) addDay(e ledger.ExpectedMoney) {
	end := r.AsOf.Truncate(day).Add(time.Duration(r.DayCount) * day)
	d := Day{FundRef: e.FundRef, Day: e.Day}
	if !e.Day.Before(end) {
		d.Day, d.Later = end, true
	}
	at := slices.IndexFunc(r.Forecast, func(known Day) bool { return known.FundRef == d.FundRef && known.Day.Equal(d.Day) })
	if at < 0 {
		at, r.Forecast = len(r.Forecast), append(r.Forecast, d)
	}
	r.Forecast[at].LegCount += e.LegCount
	r.Forecast[at].AmountMinor += e.AmountMinor
}

// sum adds the days up, account by account, and makes of each account's last sum its stress case.
func (r *Report) sum() {
	for i := range r.Forecast {
		d := &r.Forecast[i]
		if i == 0 || r.Forecast[i-1].FundRef != d.FundRef {
			r.Stress = append(r.Stress, Stress{FundRef: d.FundRef})
		} else {
			d.SumMinor = r.Forecast[i-1].SumMinor
		}
		d.SumMinor += d.AmountMinor
		s := &r.Stress[len(r.Stress)-1]
		s.LegCount += d.LegCount
		s.AmountMinor = d.SumMinor
		if free, ok := r.free(d.FundRef); ok {
			after, short := free-d.SumMinor, max(0, d.SumMinor-free)
			d.FreeAfterMinor, s.FreeMinor, s.ShortMinor = &after, &free, &short
		}
	}
}

// free is what the account's fund has free; false: it has none in force.
func (r *Report) free(of ledger.FundRef) (int64, bool) {
	at := slices.IndexFunc(r.Funds, func(f ledger.FundFigure) bool { return f.FundRef == of && f.InForce })
	if at < 0 {
		return 0, false
	}
	return r.Funds[at].FreeMinor, true
}

func compare(a, b ledger.FundRef) int {
	return cmp.Or(cmp.Compare(a.Merchant, b.Merchant), cmp.Compare(a.Provider, b.Provider), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Currency, b.Currency))
}
