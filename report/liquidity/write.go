package liquidity

import (
	"fmt"
	"io"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// WriteTable writes the report for people.
func (r Report) WriteTable(to foreign.Terminal) error {
	table := to.Table()
	table.Printf("as of %s\n", r.AsOf.Format("2006-01-02 15:04 MST"))
	r.writeOwed(table)
	r.writeForecast(table)
	r.writePipeline(table)
	r.writeFunds(table)
	r.writeStress(table)
	if err := table.Flush(); err != nil {
		return fmt.Errorf("liquidity: %w", err)
	}
	to.Printf("\nassumed\n")
	for _, said := range r.Assumptions {
		to.Printf("  %s\n", said)
	}
	return nil
}

func (r Report) writeOwed(table foreign.Table) {
	table.Printf("\nopen, by the day it was asked for\n  account\tday\tlegs\tpayable\theld\n")
	for _, o := range r.Owed {
		table.Printf("  %s\t%s\t%d\t%s\t%s\n", accountOf(o.FundRef), dayOf(o.Day), o.LegCount, amount(o.PayableMinor, o.Currency), amount(o.HeldMinor, o.Currency))
	}
	nothing(table, len(r.Owed), "nothing is open")
}

func (r Report) writeForecast(table foreign.Table) {
	table.Printf("\nexpected, by day\n  account\tday\tlegs\tamount\tsum\tfree in its fund then\n")
	for _, d := range r.Forecast {
		when := dayOf(d.Day)
		if d.Later {
			when += " and later"
		}
		table.Printf("  %s\t%s\t%d\t%s\t%s\t%s\n", accountOf(d.FundRef), when, d.LegCount, amount(d.AmountMinor, d.Currency), amount(d.SumMinor, d.Currency), known(d.FreeAfterMinor, d.Currency))
	}
	nothing(table, len(r.Forecast), "nothing is expected")
}

func (r Report) writePipeline(table foreign.Table) {
	table.Printf("\nthe same, by what it waits for\n  account\tstage\tlegs\tamount\texpected\n")
	for _, s := range r.Pipeline {
		when := dayOf(s.FirstDay)
		if !s.LastDay.Equal(s.FirstDay) {
			when += " to " + dayOf(s.LastDay)
		}
		if s.Stage == ledger.StageSent {
			when = "in no sum"
		}
		table.Printf("  %s\t%s\t%d\t%s\t%s\n", accountOf(s.FundRef), stageOf(s.Stage), s.LegCount, amount(s.AmountMinor, s.Currency), when)
	}
	nothing(table, len(r.Pipeline), "nothing is open")
}

func (r Report) writeFunds(table foreign.Table) {
	table.Printf("\nfunds\n  account\tgranted\tfree\theld\tspent\twaiting\n")
	WriteFunds(table, r.Funds)
}

// WriteFunds writes how funds stand, a line each.
func WriteFunds(table foreign.Table, funds []ledger.FundFigure) {
	for _, f := range funds {
		waits := "nothing"
		if f.WaitingCount > 0 && f.WaitingSince != nil {
			waits = fmt.Sprintf("%d legs, %s, since %s", f.WaitingCount, amount(f.WaitingMinor, f.Currency), f.WaitingSince.UTC().Format("2006-01-02 15:04 MST"))
		}
		if !f.InForce {
			waits = "ended: the account has no limit"
		}
		table.Printf("  %s\t%s\t%s\t%s\t%s\t%s\n", accountOf(f.FundRef), amount(f.GrantedMinor, f.Currency), amount(f.FreeMinor, f.Currency),
			amount(f.HeldMinor, f.Currency), amount(f.SpentMinor, f.Currency), waits)
	}
	nothing(table, len(funds), "there is none: no account has a limit")
}

func (r Report) writeStress(table foreign.Table) {
	table.Printf("\nif every open request were paid today\n  account\tlegs\tamount\tfree in its fund\tshort by\n")
	for _, s := range r.Stress {
		table.Printf("  %s\t%d\t%s\t%s\t%s\n", accountOf(s.FundRef), s.LegCount, amount(s.AmountMinor, s.Currency), known(s.FreeMinor, s.Currency), known(s.ShortMinor, s.Currency))
	}
	nothing(table, len(r.Stress), "nothing would be paid")
}

func nothing(table foreign.Table, count int, says string) {
	if count == 0 {
		table.Printf("  %s\n", says)
	}
}

func dayOf(at time.Time) string { return at.UTC().Format(time.DateOnly) }

func amount(minor int64, currency refund.Currency) string {
	return refund.FormatAmount(minor, currency)
}

// known is an amount, or that the account has no fund.
func known(minor *int64, currency refund.Currency) string {
	if minor == nil {
		return "no fund"
	}
	return amount(*minor, currency)
}

// WriteCSV writes one record a line, each with its section. What a section does not have is empty.
func (r Report) WriteCSV(w io.Writer) error {
	out := foreign.NewCSV(w)
	out.Row("section", "merchant", "provider", "account", "currency_code", "day", "stage", "leg_count", "amount_minor", "payable_minor", "held_minor", "sum_minor", "granted_minor", "free_minor", "spent_minor", "short_minor")
	row := func(section string, f ledger.FundRef, cells ...any) {
		out.Row(append([]any{section, f.Merchant, f.Provider, f.Account, f.Currency}, cells...)...)
	}
	for _, o := range r.Owed {
		row("open", o.FundRef, dayOf(o.Day), "", o.LegCount, "", o.PayableMinor, o.HeldMinor, "", "", "", "", "")
	}
	for _, d := range r.Forecast {
		section := "forecast"
		if d.Later {
			section = "forecast_later"
		}
		row(section, d.FundRef, dayOf(d.Day), "", d.LegCount, d.AmountMinor, "", "", d.SumMinor, "", cell(d.FreeAfterMinor), "", "")
	}
	for _, s := range r.Pipeline {
		row("pipeline", s.FundRef, dayOf(s.LastDay), s.Stage, s.LegCount, s.AmountMinor, "", "", "", "", "", "", "")
	}
	for _, f := range r.Funds {
		row("fund", f.FundRef, "", "", f.WaitingCount, f.WaitingMinor, "", f.HeldMinor, "", f.GrantedMinor, f.FreeMinor, f.SpentMinor, "")
	}
	for _, s := range r.Stress {
		row("stress", s.FundRef, "", "", s.LegCount, s.AmountMinor, "", "", "", "", cell(s.FreeMinor), "", cell(s.ShortMinor))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("liquidity: %w", err)
	}
	return nil
}

func cell(minor *int64) any {
	if minor == nil {
		return ""
	}
	return *minor
}
