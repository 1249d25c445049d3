package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ledgerPlace is a ledger and where it is.
type ledgerPlace struct {
	ledger.Identity
	Path string `json:"path"`
}

func (c *cli) ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "ledger", Short: "create the ledger, say which one it is, move it, or seal it", Args: exactly(0),
		Long: "Create the ledger, say which one it is, or seal it. A worker never creates one: an empty ledger knows of nothing\n" +
			"that was paid. Where it lies, MAKEGOOD_LEDGER_URL (PostgreSQL), or MAKEGOOD_LEDGER_PATH and MAKEGOOD_DATA_DIR say.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.ledgerCreateCommand(), c.ledgerShowCommand(), c.ledgerSealCommand(), c.ledgerCopyCommand())
	return cmd
}

func (c *cli) ledgerCreateCommand() *cobra.Command {
	var ifMissing bool
	cmd := &cobra.Command{
		Use: "create", Short: "create an empty ledger, where there is none", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			made, err := app.CreateLedger(cmd.Context(), s, c.now)
			switch {
			case errors.Is(err, ledger.ErrLedgerExists) && ifMissing:
				return c.upgradeLedger(cmd.Context(), s)
			case errors.Is(err, ledger.ErrLedgerExists):
				return refund.Problem{Code: refund.CodeConflict, Detail: err.Error()}
			case err != nil:
				return err
			}
			return c.printLedger(ledgerPlace{Identity: made, Path: app.LedgerPlace(s)})
		},
	}
	cmd.Flags().BoolVar(&ifMissing, "if-missing", false, "where there is a ledger, only bring its schema up to this release, and say which one it is")
	return cmd
}

func (c *cli) ledgerShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "say which ledger it is", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			return c.showLedger(cmd.Context(), s)
		},
	}
}

func (c *cli) ledgerSealCommand() *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use: "seal --by NAME --note WHY", Short: "let nobody write the ledger any more, for good: a copy of it leads now", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needed("by", by, "note", note); err != nil {
				return err
			}
			s, err := c.settings()
			if err != nil {
				return err
			}
			return c.sealLedger(cmd.Context(), s, refund.Cause{Actor: refund.Person(by), Reason: note})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "who seals it")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}

func (c *cli) sealLedger(ctx context.Context, s config.Settings, cause refund.Cause) error {
	who, err := c.acting(ctx, s, cause.Actor)
	if err != nil {
		return err
	}
	books, err := app.OpenLedger(ctx, s, c.now, nil)
	if err != nil {
		return err
	}
	defer books.Close()
	if err := books.Seal(ctx, cause, who.Witnessed()); err != nil {
		return err
	}
	return c.showLedger(ctx, s)
}

// upgradeLedger migrates the ledger, as a worker that opens it would.
func (c *cli) upgradeLedger(ctx context.Context, s config.Settings) error {
	books, err := app.OpenUncheckedLedger(ctx, s, c.now)
	if err != nil {
		return err
	}
	if err := books.Close(); err != nil {
		return err
	}
	return c.showLedger(ctx, s)
}

func (c *cli) showLedger(ctx context.Context, s config.Settings) error {
	books, err := app.ReadLedger(ctx, s, c.now)
	if err != nil {
		return err
	}
	defer books.Close()
	who, err := books.Identity(ctx)
	if err != nil {
		return err
	}
	return c.printLedger(ledgerPlace{Identity: who, Path: app.LedgerPlace(s)})
}

func (c *cli) printLedger(l ledgerPlace) error {
	return c.print(l, func(w foreign.Terminal) {
		w.Printf("ledger %s\n  created %s\n  in      %s\n", l.ID, l.CreatedAt.Format("2006-01-02 15:04 MST"), l.Path)
		if l.Sealed {
			w.Printf("  sealed  %s by %s: %s\n", l.SealedAt.Format("2006-01-02 15:04 MST"), saidBy(l.SealedBy, l.SealedVerified), l.SealedReason)
		}
	})
}
