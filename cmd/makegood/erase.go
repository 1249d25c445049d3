package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// eraseFlags are an erasure as it is typed.
type eraseFlags struct {
	merchant, by, reason        string
	yes, force, deleteHistories bool
}

func (c *cli) eraseCommand() *cobra.Command {
	var f eraseFlags
	cmd := &cobra.Command{
		Use: "erase CUSTOMER --merchant MERCHANT --by NAME --reason WHY", Short: "erase what is known of a customer beyond what books and tax law need", Args: exactly(1),
		Long: "Erase a customer: delete the key under which contact data and everything that people wrote about the customer is\n" +
			"sealed (in Temporal's histories, in dead letters, in the ledger), and their mails in the outbox. Amounts, ids and\n" +
			"dates stay: books and invoices have to be kept by law. Without --yes it only shows what there is. While a refund of\n" +
			"the customer is open nothing is erased, since they have to be told how it ends. It may be repeated, and cannot be\n" +
			"undone. docs/erasure.md says what it reaches and what it does not.",
		Example: `  makegood erase 42 --merchant m-001 --by dpo --reason "asked on 2026-11-28"
  makegood erase 42 --merchant m-001 --by dpo --reason "asked on 2026-11-28" --delete-histories --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needed("merchant", f.merchant, "by", f.by, "reason", f.reason); err != nil {
				return err
			}
			return c.erase(cmd.Context(), f, refund.Erasure{
				Merchant: refund.MerchantID(f.merchant), Customer: refund.CustomerID(args[0]), Force: f.force,
				Cause: refund.Cause{Actor: refund.Person(f.by), Reason: f.reason},
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.merchant, "merchant", "", "whose customer it is")
	flags.StringVar(&f.by, "by", "", "who erases")
	flags.StringVar(&f.reason, "reason", "", "why; it stays in the trail of each refund, so it names nobody")
	flags.BoolVar(&f.yes, "yes", false, "erase; without it nothing is changed")
	flags.BoolVar(&f.force, "force", false, "also while refunds are open: the customer is told nothing more of them, and nobody can read what was said")
	flags.BoolVar(&f.deleteHistories, "delete-histories", false, "also delete the Temporal histories of runs that have ended, which hold unsealed what was signalled past makegood")
	return cmd
}

// erasure is what is printed of an erasure.
type erasure struct {
	Merchant refund.MerchantID `json:"merchant_id"`
	Customer refund.CustomerID `json:"customer_id"`
	app.Held
	// Erased: it was done. MailsDeleted and HistoriesDeleted count what this run deleted.
	Erased           bool `json:"erased"`
	MailsDeleted     int  `json:"mails_deleted"`
	HistoriesDeleted int  `json:"histories_deleted"`
}

func (c *cli) erase(ctx context.Context, f eraseFlags, in refund.Erasure) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	who, err := c.acting(ctx, s, in.Cause.Actor)
	if err != nil {
		return err
	}
	in.Acting = who.Witnessed()
	eraser, err := app.OpenEraser(ctx, s, c.now)
	if err != nil {
		return err
	}
	defer eraser.Close()
	result := erasure{Merchant: in.Merchant, Customer: in.Customer}
	if result.Held, err = eraser.Held(ctx, in); err != nil {
		return err
	}
	if result.Nothing() {
		return refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("nothing is known of customer %s of merchant %s", in.Customer, in.Merchant)}
	}
	if f.yes && (len(result.Open) == 0 || f.force) {
		if err := c.carryOut(ctx, eraser, in, &result, f.deleteHistories); err != nil {
			return err
		}
	}
	if err := c.print(result, result.write); err != nil {
		return err
	}
	if len(result.Open) > 0 && !f.force {
		return app.Coded{Code: app.CodeOpenRefunds, Err: fmt.Errorf("nothing was erased: %d refunds are open; lead them to their end first, or say --force", len(result.Open))}
	}
	return nil
}

// carryOut erases, and says each step as it is done.
func (c *cli) carryOut(ctx context.Context, eraser app.Eraser, in refund.Erasure, result *erasure, histories bool) (err error) {
	if result.MailsDeleted, err = eraser.Erase(ctx, in); err != nil {
		return err
	}
	result.Erased = true
	c.stderr().Printf("keys and mails are deleted\n")
	if !histories {
		return nil
	}
	if result.HistoriesDeleted, err = eraser.DeleteHistories(ctx, result.Runs); err != nil {
		return fmt.Errorf("the customer is erased, but not every history is deleted; run it again: %w", err)
	}
	return nil
}

func (e erasure) write(w foreign.Terminal) {
	w.Printf("customer %s of merchant %s\n", e.Customer, e.Merchant)
	if e.ErasedAt != nil {
		w.Printf("  erased before, last on %s\n", e.ErasedAt.UTC().Format("2006-01-02 15:04 MST"))
	}
	w.Printf("  keys: %d; without them nobody reads contact data, notes, messages and dead letters any more\n", e.Keys)
	w.Printf("  mails in the outbox: %d\n", e.Mails)
	w.Printf("  refunds: %d; their amounts, ids and dates stay\n", len(e.Refunds))
	for _, id := range e.Open {
		w.Printf("    %s is open: the customer would be told nothing more of it\n", id)
	}
	e.writeRuns(w)
	switch {
	case e.Erased:
		w.Printf("erased: %d keys, %d mails, %d histories\n", e.Keys, e.MailsDeleted, e.HistoriesDeleted)
	default:
		w.Printf("nothing was changed: --yes erases\n")
	}
}

func (e erasure) writeRuns(w foreign.Terminal) {
	if e.TemporalProblem != "" {
		w.Printf("  Temporal's histories could not be listed: %s\n", e.TemporalProblem)
		return
	}
	w.Printf("  histories in Temporal: %d; they hold the sealed form, and unsealed what was signalled past makegood\n", len(e.Runs))
	for _, run := range e.Runs {
		state := "ended: --delete-histories deletes it"
		if run.Open {
			state = "open: it goes with its end and Temporal's retention"
		}
		w.Printf("    %s run %s is %s\n", run.Refund, run.RunID, state)
	}
}
