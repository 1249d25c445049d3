package figures

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/ledger"
)

// The names of the metrics of funds, and of legs that wait for a merchant's balance at a provider.
const (
	MetricFundFree          = "makegood_fund_free_minor"
	MetricFundHeld          = "makegood_fund_held_minor"
	MetricFundWaiting       = "makegood_fund_waiting_legs"
	MetricFundWaitingOldest = "makegood_fund_waiting_oldest_seconds"
	MetricFundForecast      = "makegood_fund_forecast_minor"
	MetricBalance           = "makegood_balance_waiting_legs"
	MetricBalanceOldest     = "makegood_balance_waiting_oldest_seconds"
)

var (
	fundFree          = ofFund(MetricFundFree, "What a fund may still pay, in minor units of its currency; below 0: a provider paid what nothing was held for.")
	fundHeld          = ofFund(MetricFundHeld, "What legs that were sent hold of a fund, in minor units of its currency.")
	fundWaiting       = ofFund(MetricFundWaiting, "Legs that wait for a fund.")
	fundWaitingOldest = ofFund(MetricFundWaitingOldest, "How long the leg has waited that waits longest for a fund; 0: none does.")
	fundForecast      = ofFund(MetricFundForecast, "What a fund is expected to be asked for within seven days, in minor units of its currency.")
	balance           = describe(MetricBalance, "Legs that wait because the merchant's balance at the provider is too low.")
	balanceOldest     = describe(MetricBalanceOldest, "How long the one has waited that waits longest for the balance; 0: none does.")
)

// ofFund describes what each fund in force has for itself. Their number is that of the accounts finance has granted to.
func ofFund(name, help string) *prometheus.Desc {
	return describe(name, help, "merchant", "provider", "account", "currency")
}

func fundDescs() []*prometheus.Desc {
	return []*prometheus.Desc{fundFree, fundHeld, fundWaiting, fundWaitingOldest, fundForecast, balance, balanceOldest}
}

func showFunds(out chan<- prometheus.Metric, f ledger.Figures, now time.Time) {
	for _, one := range f.Funds {
		labels := []string{string(one.Merchant), one.Provider, one.Account, string(one.Currency)}
		out <- gauge(fundFree, float64(one.FreeMinor), labels...)
		out <- gauge(fundHeld, float64(one.HeldMinor), labels...)
		out <- gauge(fundWaiting, float64(one.WaitingCount), labels...)
		out <- gauge(fundWaitingOldest, sinceSeconds(one.WaitingSince, now), labels...)
		out <- gauge(fundForecast, float64(one.NeedMinor), labels...)
	}
	out <- gauge(balance, float64(f.BalanceWaitCount))
	out <- gauge(balanceOldest, sinceSeconds(f.BalanceWaitSince, now))
}
