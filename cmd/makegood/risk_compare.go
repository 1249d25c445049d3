package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/report/riskreport"
)

// compareFlags say which refunds rules on trial are compared on, and in which form.
type compareFlags struct {
	from, to string
	examples int
	csv      bool
}

func (c *cli) riskCompareCommand() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use: "compare", Short: "say what risk rules on trial would have changed: how many refunds, how much money, by which rules", Args: exactly(0),
		Long: "Say what risk rules on trial would have changed, over the ledger's stored refunds: each keeps what the rules in\n" +
			"force and those on trial (the shadow section of the file) said of it at the time. Nothing is scored again.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			compared, err := c.compareRisk(cmd.Context(), f)
			if err != nil {
				return err
			}
			return c.writeCompared(compared, f.csv)
		},
	}
	cmd.Flags().StringVar(&f.from, "from", "", "refunds opened on this day (UTC) or later")
	cmd.Flags().StringVar(&f.to, "to", "", "refunds opened before this day (UTC)")
	cmd.Flags().IntVar(&f.examples, "examples", 5, "how many examples of each trial, the largest changes of the score first")
	cmd.Flags().BoolVar(&f.csv, "csv", false, "as CSV")
	return cmd
}

func (c *cli) compareRisk(ctx context.Context, f compareFlags) (riskreport.Report, error) {
	period, err := periodOf(f.from, f.to)
	if err != nil {
		return riskreport.Report{}, err
	}
	builder := riskreport.NewBuilder(f.examples)
	if err := c.eachCase(ctx, period, builder.Add); err != nil {
		return riskreport.Report{}, err
	}
	return builder.Report(), nil
}

func (c *cli) writeCompared(compared riskreport.Report, asCSV bool) error {
	if asCSV && c.json {
		return usage("--csv and --json are two forms: name one")
	}
	if asCSV {
		return compared.WriteCSV(c.out)
	}
	var written error
	if err := c.print(compared, func(w foreign.Terminal) { written = compared.WriteTable(w) }); err != nil {
		return err
	}
	return written
}
