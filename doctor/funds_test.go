package doctor_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
)

func fund(account string, free int64) ledger.FundFigure {
	return ledger.FundFigure{FundRef: ledger.FundRef{Merchant: "m1", Provider: "stripe", Account: account, Currency: "EUR"}, InForce: true, FreeMinor: free}
}

// TestFundsThatAreShortOrSoonWillBeAreLate: one that was ended has no limit, and one that has enough is healthy.
func TestFundsThatAreShortOrSoonWillBeAreLate(t *testing.T) {
	since := noon.Add(-time.Hour)
	short, soon, enough, ended := fund("a", 100), fund("b", 100), fund("c", 200), fund("d", 0)
	short.WaitingCount, short.WaitingMinor, short.WaitingSince = 2, 500, &since
	ended.InForce = false
	known := ledger.Liquidity{Funds: []ledger.FundFigure{short, soon, enough, ended}}
	for _, f := range known.Funds {
		known.Expected = append(known.Expected,
			ledger.ExpectedMoney{FundRef: f.FundRef, Stage: ledger.StageApproval, Day: noon.AddDate(0, 0, 6), AmountMinor: 150},
			ledger.ExpectedMoney{FundRef: f.FundRef, Stage: ledger.StageGoods, Day: noon.AddDate(0, 0, 8), AmountMinor: 900},
			ledger.ExpectedMoney{FundRef: f.FundRef, Stage: ledger.StageSent, Day: noon, AmountMinor: 900})
	}
	report, err := doctor.Examine(t.Context(), patient(books{liquidity: known}, doctor.WorkflowRuns, nil))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range report.Findings {
		found = append(found, string(f.Severity)+" "+f.Code+" "+f.Detail)
	}
	want := []string{
		"late FUND_SHORT 2 legs, 5.00 EUR, wait for the fund of m1 stripe a since 2026-11-21T11:00:00Z; 1.00 EUR is free (docs/runbooks/fund-short.md)",
		"late FUND_BELOW_FORECAST the fund of m1 stripe b has 1.00 EUR free, and 1.50 EUR is expected of it within seven days (docs/runbooks/fund-short.md)",
	}
	if !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
}
