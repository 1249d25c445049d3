package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// fundWaitsMax bounds how many legs that wait for a fund are looked at.
const fundWaitsMax = 10_000

// waitingForFund lists the legs that wait for a fund, in the sequence they are served in.
func (c *cli) waitingForFund(ctx context.Context, limit int) error {
	return c.withBooks(ctx, func(books ledger.ReadOnly) error {
		waits, err := books.FundWaits(ctx, limit)
		if err != nil {
			return fmt.Errorf("waiting: %w", err)
		}
		var written error
		if err := c.print(append([]ledger.FundWait{}, waits...), func(w foreign.Terminal) { written = writeFundWaits(w, waits) }); err != nil {
			return err
		}
		return written
	})
}

func writeFundWaits(w foreign.Terminal, waits []ledger.FundWait) error {
	if len(waits) == 0 {
		w.Printf("no leg waits for a fund\n")
		return nil
	}
	table := w.Table()
	table.Printf("refund\tleg\tamount\tfund\tsince\tto be paid by law\n")
	for _, one := range waits {
		by := "-"
		if one.PayBy != nil {
			by = one.PayBy.UTC().Format(time.DateOnly)
		}
		table.Printf("%s\t%s\t%s\t%s\t%s\t%s\n", one.Refund, one.Leg, refund.FormatAmount(one.AmountMinor, one.Currency),
			strings.TrimSpace(string(one.Merchant)+": "+one.Provider+" "+one.Account), one.Since.UTC().Format("2006-01-02 15:04 MST"), by)
	}
	return table.Flush()
}

// noteFundWaits says beside the list of what waits for people that legs wait for a fund: those wait for nobody on it.
func (c *cli) noteFundWaits(ctx context.Context, books ledger.FundReader) error {
	funds, err := books.Funds(ctx)
	if err != nil {
		return fmt.Errorf("waiting: %w", err)
	}
	for _, f := range funds {
		if f.WaitingCount > 0 {
			c.stderr().Printf("note: %d legs, %s, wait for the fund of %s %s and go on by themselves: makegood waiting --fund lists them\n",
				f.WaitingCount, refund.FormatAmount(f.WaitingMinor, f.Currency), f.Merchant, strings.TrimSpace(f.Provider+" "+f.Account))
		}
	}
	return nil
}
