package liquidity_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report/liquidity"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func on(days int) time.Time { return noon.Truncate(24*time.Hour).AddDate(0, 0, days) }

func account(provider string, currency refund.Currency) ledger.FundRef {
	return ledger.FundRef{Merchant: "m1", Provider: provider, Currency: currency}
}

func money(f ledger.FundRef, stage ledger.MoneyStage, days int, minor int64) ledger.ExpectedMoney {
	return ledger.ExpectedMoney{FundRef: f, Stage: stage, Day: on(days), LegCount: 1, AmountMinor: minor}
}

var (
	funded = account("stripe", "EUR")
	free   = account("stripe", "USD")
	own    = account("", "EUR")
)

func known() ledger.Liquidity {
	return ledger.Liquidity{
		Expected: []ledger.ExpectedMoney{
			money(own, ledger.StageOffer, 1, 500),
			money(funded, ledger.StageSent, 0, 9900), money(funded, ledger.StageDue, 0, 6000), money(funded, ledger.StageFund, 0, 3000),
			money(funded, ledger.StageApproval, 2, 2000), money(funded, ledger.StageGoods, 9, 7000), money(funded, ledger.StageGoods, 30, 1000),
			money(free, ledger.StagePerson, 1, 400),
		},
		Funds: []ledger.FundFigure{
			{FundRef: funded, InForce: true, GrantedMinor: 20000, FreeMinor: 10000, HeldMinor: 9900, SpentMinor: 100},
			{FundRef: free, GrantedMinor: 5, FreeMinor: 5},
		},
	}
}

// TestTheForecastAddsUpByDayAndSaysWhatAFundHasLeft: what was sent is in no sum, and what is due beyond the days asked for
// is one line.
func TestTheForecastAddsUpByDayAndSaysWhatAFundHasLeft(t *testing.T) {
	r := liquidity.New(known(), noon, 7)
	var got []string
	for _, d := range r.Forecast {
		left := "no fund"
		if d.FreeAfterMinor != nil {
			left = refund.FormatAmount(*d.FreeAfterMinor, d.Currency)
		}
		got = append(got, strings.Join([]string{d.Provider, d.Day.Format("02"), refund.FormatAmount(d.AmountMinor, d.Currency), refund.FormatAmount(d.SumMinor, d.Currency), left}, " "))
	}
	want := []string{
		" 21 5.00 EUR 5.00 EUR no fund",
		"stripe 20 90.00 EUR 90.00 EUR 10.00 EUR",
		"stripe 22 20.00 EUR 110.00 EUR -10.00 EUR",
		"stripe 27 80.00 EUR 190.00 EUR -90.00 EUR",
		"stripe 21 4.00 USD 4.00 USD no fund",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !r.Forecast[3].Later || r.Forecast[2].Later {
		t.Errorf("later: %+v", r.Forecast)
	}
}

// TestTheStressCaseSaysWhatIsMissing: an account whose fund was ended has no limit.
func TestTheStressCaseSaysWhatIsMissing(t *testing.T) {
	r := liquidity.New(known(), noon, 1)
	if len(r.Stress) != 3 {
		t.Fatalf("got %+v", r.Stress)
	}
	if s := r.Stress[1]; s.FundRef != funded || s.LegCount != 5 || s.AmountMinor != 19000 || *s.FreeMinor != 10000 || *s.ShortMinor != 9000 {
		t.Errorf("got %+v", s)
	}
	if s := r.Stress[2]; s.FundRef != free || s.AmountMinor != 400 || s.FreeMinor != nil || s.ShortMinor != nil {
		t.Errorf("got %+v", s)
	}
}

func TestThePipelineIsSummedByStage(t *testing.T) {
	r := liquidity.New(known(), noon, 7)
	for _, s := range r.Pipeline {
		if s.Stage == ledger.StageGoods && (s.LegCount != 2 || s.AmountMinor != 8000 || !s.FirstDay.Equal(on(9)) || !s.LastDay.Equal(on(30))) {
			t.Errorf("got %+v", s)
		}
	}
	if len(r.Pipeline) != 7 {
		t.Errorf("%d stages of accounts", len(r.Pipeline))
	}
}

// TestNamesThatOthersChoseStayText: a merchant or an account may be called anything.
func TestNamesThatOthersChoseStayText(t *testing.T) {
	f := ledger.FundRef{Merchant: "=cmd()\x1b[31m", Provider: "@x\n", Account: "+1", Currency: "EUR"}
	r := liquidity.New(ledger.Liquidity{
		Open: []ledger.OpenMoney{{FundRef: f, Day: on(0), LegCount: 1}}, Expected: []ledger.ExpectedMoney{money(f, ledger.StageDue, 0, 1)},
		Funds: []ledger.FundFigure{{FundRef: f, InForce: true, FreeMinor: -1}},
	}, noon, 1)
	var table, csv bytes.Buffer
	if err := r.WriteTable(foreign.To(&table)); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteCSV(&csv); err != nil {
		t.Fatal(err)
	}
	if bad := foreigntest.Unprintable(table.String()); bad != "" {
		t.Errorf("the table shows %s", bad)
	}
	if bad := foreigntest.Formula(csv.String()); bad != "" {
		t.Errorf("a spreadsheet would carry out %s", bad)
	}
}
