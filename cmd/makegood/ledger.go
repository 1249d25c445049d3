package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// ledgerPlace is a ledger and where it is.
type ledgerPlace struct {
	ledger.Identity
	Path string `json:"path"`
}

func (a *app) ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "ledger", Short: "create the ledger, say which one it is, or seal it", Args: exactly(0),
		Long: "Create the ledger, say which one it is, or seal it. A worker never creates one: an empty ledger knows of nothing\n" +
			"that was paid. Where it lies, MAKEGOOD_LEDGER_PATH and MAKEGOOD_DATA_DIR say.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.ledgerCreateCommand(), a.ledgerShowCommand(), a.ledgerSealCommand())
	return cmd
}

func (a *app) ledgerCreateCommand() *cobra.Command {
	var ifMissing bool
	cmd := &cobra.Command{
		Use: "create", Short: "create an empty ledger, where there is none", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.settings()
			if err != nil {
				return err
			}
			made, err := sqlite.Create(cmd.Context(), s.LedgerPath, a.now)
			switch {
			case errors.Is(err, ledger.ErrLedgerExists) && ifMissing:
				return a.showLedger(cmd.Context(), s)
			case errors.Is(err, ledger.ErrLedgerExists):
				return refund.Problem{Code: refund.CodeConflict, Detail: err.Error()}
			case err != nil:
				return err
			}
			return a.printLedger(ledgerPlace{Identity: made, Path: s.LedgerPath})
		},
	}
	cmd.Flags().BoolVar(&ifMissing, "if-missing", false, "leave a ledger that is there as it is, and say which one it is")
	return cmd
}

func (a *app) ledgerShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "say which ledger it is", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.settings()
			if err != nil {
				return err
			}
			return a.showLedger(cmd.Context(), s)
		},
	}
}

func (a *app) ledgerSealCommand() *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use: "seal --by NAME --note WHY", Short: "let nobody write the ledger any more, for good: a copy of it leads now", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needed("by", by, "note", note); err != nil {
				return err
			}
			s, err := a.settings()
			if err != nil {
				return err
			}
			return a.sealLedger(cmd.Context(), s, refund.Cause{Actor: refund.Person(by), Reason: note})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "who seals it")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}

func (a *app) sealLedger(ctx context.Context, s config.Settings, cause refund.Cause) error {
	books, err := a.openLedger(ctx, s)
	if err != nil {
		return err
	}
	defer books.Close()
	if err := books.Seal(ctx, cause); err != nil {
		return err
	}
	return a.showLedger(ctx, s)
}

func (a *app) showLedger(ctx context.Context, s config.Settings) error {
	books, err := a.readLedger(ctx, s)
	if err != nil {
		return err
	}
	defer books.Close()
	who, err := books.Identity(ctx)
	if err != nil {
		return err
	}
	return a.printLedger(ledgerPlace{Identity: who, Path: s.LedgerPath})
}

func (a *app) printLedger(l ledgerPlace) error {
	return a.print(l, func(w io.Writer) {
		fmt.Fprintf(w, "ledger %s\n  created %s\n  in      %s\n", l.ID, l.CreatedAt.Format("2006-01-02 15:04 MST"), l.Path)
		if l.Sealed {
			fmt.Fprintf(w, "  sealed  %s by %s: %s\n", l.SealedAt.Format("2006-01-02 15:04 MST"), l.SealedBy, l.SealedReason)
		}
	})
}
