package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

// reportFlags are a review as it is typed.
type reportFlags struct{ from, to, every, orders, format string }

// orderCountBytesMax bounds a file of order counts: a year of days for five thousand articles fits.
const orderCountBytesMax = 64 << 20

// The forms of a report; --json is the same as json.
const (
	formatTable = "table"
	formatJSON  = "json"
	formatCSV   = "csv"
)

func (c *cli) reportCommand() *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use: "report", Short: "review what the policy did: reasons, rates, amounts, approvals, time to money, offers, what is abnormal", Args: exactly(0),
		Long: "Review what the policy did, from the ledger's stored assessments and trail, by period (UTC). Refund rates\n" +
			"need order counts: a CSV file with the header day,by,key,order_count, where by is all, sku, category or channel.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			review, err := c.review(cmd.Context(), f)
			if err != nil {
				return err
			}
			return c.writeReport(review, f.format)
		},
	}
	cmd.Flags().StringVar(&f.from, "from", "", "refunds opened on this day or later")
	cmd.Flags().StringVar(&f.to, "to", "", "refunds opened before this day")
	cmd.Flags().StringVar(&f.every, "every", string(report.EveryMonth), "the period: day, week, month or all")
	cmd.Flags().StringVar(&f.orders, "orders", "", "a CSV file of order counts")
	cmd.Flags().StringVar(&f.format, "format", formatTable, "table, json or csv")
	return cmd
}

func (c *cli) review(ctx context.Context, f reportFlags) (report.Report, error) {
	if !slices.Contains([]string{formatTable, formatJSON, formatCSV}, f.format) {
		return report.Report{}, usage("--format %q is not table, json or csv", f.format)
	}
	every, err := report.ParseEvery(f.every)
	if err != nil {
		return report.Report{}, usage("%v", err)
	}
	period, err := periodOf(f.from, f.to)
	if err != nil {
		return report.Report{}, err
	}
	orders, err := orderCounts(ctx, f.orders)
	if err != nil {
		return report.Report{}, err
	}
	builder := report.NewBuilder(every, orders)
	if err := c.eachCase(ctx, period, builder.Add); err != nil {
		return report.Report{}, err
	}
	return builder.Report(), nil
}

// orderCounts reads a CSV file of order counts, of at most orderCountBytesMax bytes.
func orderCounts(ctx context.Context, path string) (report.OrderCounts, error) {
	if path == "" {
		return nil, nil
	}
	content, err := app.ReadFile(ctx, path, orderCountBytesMax)
	if err != nil {
		return nil, fmt.Errorf("order counts: %w", err)
	}
	counts, err := report.ReadOrderCounts(bytes.NewReader(content))
	if err != nil {
		return nil, refund.Problem{Code: refund.CodeMalformed, Detail: err.Error()}
	}
	return counts, nil
}

func (c *cli) writeReport(review report.Report, format string) error {
	if format == formatCSV && !c.json {
		return review.WriteCSV(c.out)
	}
	if format == formatJSON {
		c.json = true
	}
	var written error
	err := c.print(review, func(w foreign.Terminal) { written = review.WriteTable(w) })
	if err != nil {
		return err
	}
	return written
}
