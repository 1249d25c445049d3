package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/report/liquidity"
)

const (
	// liquidityDaysDefault and liquidityDaysMax are how many days the forecast has.
	liquidityDaysDefault = 14
	liquidityDaysMax     = 366
)

func (c *cli) liquidityCommand() *cobra.Command {
	var dayCount int
	var asCSV bool
	cmd := &cobra.Command{
		Use: "liquidity", Short: "what provider accounts have to pay: owed, expected by day, funds, and the stress case", Args: exactly(0),
		Long: "What provider accounts have to pay: open refunds by the day they were asked for, what is expected when and why, how the\n" +
			"reserve funds stand, and what is missing if every open request were paid today. Days are UTC; amounts are minor units\n" +
			"with --csv and --json. See docs/liquidity.md.",
		Example: "  makegood liquidity --days 30 --csv",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dayCount < 1 || dayCount > liquidityDaysMax {
				return usage("--days %d: say 1 to %d", dayCount, liquidityDaysMax)
			}
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				known, err := books.Liquidity(cmd.Context())
				if err != nil {
					return err
				}
				return c.writeLiquidity(liquidity.New(known, c.now(), dayCount), asCSV)
			})
		},
	}
	cmd.Flags().IntVar(&dayCount, "days", liquidityDaysDefault, "how many days the forecast has, today included")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "comma-separated values, amounts in minor units")
	return cmd
}

func (c *cli) writeLiquidity(r liquidity.Report, asCSV bool) error {
	if asCSV && !c.json {
		return r.WriteCSV(c.out)
	}
	var written error
	if err := c.print(r, func(w foreign.Terminal) { written = r.WriteTable(w) }); err != nil {
		return err
	}
	return written
}
