package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CodeFundBelowForecast: a fund has less free than it is expected to be asked for within ledger.FundForecastWithin.
const CodeFundBelowForecast = "FUND_BELOW_FORECAST"

// funds lists the funds that legs wait for, and those that soon will be short.
func (r *Report) funds(ctx context.Context, p Patient, _ []ledger.CaseRow) error {
	known, err := p.Books.Liquidity(ctx)
	if err != nil {
		return fmt.Errorf("doctor: funds: %w", err)
	}
	for _, f := range known.Funds {
		need := ledger.FundNeedMinor(f.FundRef, known.Expected, p.Now().Add(ledger.FundForecastWithin))
		account := strings.TrimSpace(string(f.Merchant) + " " + f.Provider + " " + f.Account)
		page := refund.RunbookFolder + refund.Runbook(refund.CodeFundShort)
		switch {
		case !f.InForce:
		case f.WaitingCount > 0 && f.WaitingSince != nil:
			r.add(SeverityLate, ledger.Finding{Code: string(refund.CodeFundShort), Detail: fmt.Sprintf("%d legs, %s, wait for the fund of %s since %s; %s is free (%s)",
				f.WaitingCount, refund.FormatAmount(f.WaitingMinor, f.Currency), account, f.WaitingSince.UTC().Format(time.RFC3339), refund.FormatAmount(f.FreeMinor, f.Currency), page)})
		case need > f.FreeMinor:
			r.add(SeverityLate, ledger.Finding{Code: CodeFundBelowForecast, Detail: fmt.Sprintf("the fund of %s has %s free, and %s is expected of it within seven days (%s)",
				account, refund.FormatAmount(f.FreeMinor, f.Currency), refund.FormatAmount(need, f.Currency), page)})
		}
	}
	return nil
}
