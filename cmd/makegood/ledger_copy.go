package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) ledgerCopyCommand() *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use: "copy --by NAME --note WHY", Short: "move the SQLite ledger into the empty database of MAKEGOOD_LEDGER_URL, and seal it", Args: exactly(0),
		Long: "Copy every row of the SQLite ledger (MAKEGOOD_LEDGER_PATH) into the empty PostgreSQL database of MAKEGOOD_LEDGER_URL,\n" +
			"under the same id. Nobody writes meanwhile; the copy is compared with its source and audited, and the source is\n" +
			"sealed, for good. Stop the workers first: they end by themselves once they find their ledger sealed.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needed("by", by, "note", note); err != nil {
				return err
			}
			s, err := c.settings()
			if err != nil {
				return err
			}
			return c.copyLedger(cmd.Context(), s, refund.Cause{Actor: refund.Person(by), Reason: note})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "who moves it")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}

func (c *cli) copyLedger(ctx context.Context, s config.Settings, cause refund.Cause) error {
	if s.LedgerURL == "" {
		return refund.Problem{Code: refund.CodeMissingField, Detail: "MAKEGOOD_LEDGER_URL names no database to copy to"}
	}
	progress := c.stderr()
	err := app.CopyLedger(ctx, s, c.now, s.LedgerURL, cause, func(table string, rows int64) {
		progress.Printf("copied %-14s %d\n", table, rows)
	})
	if errors.Is(err, ledger.ErrLedgerExists) {
		return refund.Problem{Code: refund.CodeConflict, Detail: err.Error()}
	}
	if err != nil {
		return err
	}
	return c.showLedger(ctx, s)
}
