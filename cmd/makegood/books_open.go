package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) openItemsCommand(name, short string, account ledger.OpenAccount) *cobra.Command {
	var f bookFlags
	var asOf string
	var limit int
	cmd := &cobra.Command{
		Use: name, Short: short, Args: exactly(0),
		Long: "List " + short + ": 0-1, 2-7, 8-14, 15-30 days and older. The sums by age have everything; --limit bounds the items.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit <= 0 {
				return usage("--limit is above zero")
			}
			days, err := periodOf("", asOf)
			if err != nil {
				return err
			}
			filter := ledger.OpenItemFilter{Account: account, AsOf: days.To, Merchant: refund.MerchantID(f.merchant), LimitMax: limit}
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				out, err := books.OpenItems(cmd.Context(), filter)
				if err != nil {
					return err
				}
				return c.writeOpenItems(out, f.csv && !c.json)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&asOf, "to", "", "as it was when this day began (by default now)")
	cmd.Flags().IntVar(&limit, "limit", 1000, "how many items are listed, the oldest")
	return cmd
}

func (c *cli) writeOpenItems(all ledger.OpenItems, asCSV bool) error {
	if asCSV {
		out := foreign.NewCSV(c.out)
		out.Row("merchant", "item", "asset", "amount_minor", "since", "age_days", "age")
		for _, i := range all.Items {
			out.Row(i.Merchant, i.Item, i.Asset, i.AmountMinor, i.Since.Format(time.RFC3339), i.AgeDays, i.Age)
		}
		if all.LeftOffCount > 0 {
			c.stderr().Printf("note: %d items were left off, see --limit\n", all.LeftOffCount)
		}
		return out.Flush()
	}
	var written error
	if err := c.print(all, func(w foreign.Terminal) { written = writeOpenTable(w, all) }); err != nil {
		return err
	}
	return written
}

func writeOpenTable(w foreign.Terminal, all ledger.OpenItems) error {
	if len(all.Items) == 0 {
		w.Printf("nothing is open\n")
		return nil
	}
	table := w.Table()
	table.Printf("merchant\tdays\titems\tamount\n")
	for _, a := range all.Ages {
		table.Printf("%s\t%s\t%d\t%s\n", a.Merchant, a.Age, a.Count, refund.FormatAsset(a.AmountMinor, a.Asset))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	w.Printf("\n")
	table = w.Table()
	for _, i := range all.Items {
		table.Printf("%s\t%s\tsince %s\t%d days\n", i.Item, refund.FormatAsset(i.AmountMinor, i.Asset), i.Since.Format(time.DateOnly), i.AgeDays)
	}
	err := table.Flush()
	if all.LeftOffCount > 0 {
		w.Printf("and %d more (--limit)\n", all.LeftOffCount)
	}
	return err
}
