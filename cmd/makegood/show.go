package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

func (c *cli) showCommand() *cobra.Command {
	var locale string
	cmd := &cobra.Command{
		Use: "show ID", Short: "show a refund whole: amount and why, who is asked, legs, offer, messages, who did what", Args: exactly(1),
		Long: "Show a refund whole: the amount and how it came about, risk, who agreed and who is asked, goods, questions, appeal,\n" +
			"legs, offer, who was told what, and who did what. Where it stands comes from its workflow, and from the ledger's rows\nwhen that is gone or behind; the order, the explanation and the trail come from the ledger.",
		Example: `  makegood show shop/1001/c-1 --locale zh-CN`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			speaker, err := speakerOf(locale)
			if err != nil {
				return err
			}
			s, err := c.settings()
			if err != nil {
				return err
			}
			view, err := c.look(cmd.Context(), s, id)
			if err != nil {
				return err
			}
			return c.print(view, func(w foreign.Terminal) { wording.Show(w, view, speaker) })
		},
	}
	cmd.Flags().StringVar(&locale, "locale", explain.LocaleEnglish, "the language of the explanation: "+strings.Join(explain.Locales(), ", "))
	return cmd
}

// look asks the workflow where the refund stands, and the ledger for the order, the explanation and the
// whole trail. Either of them is shown without the other one, which is said.
func (c *cli) look(ctx context.Context, s config.Settings, id refund.ID) (wording.Refund, error) {
	var view refund.View
	workflowErr := c.at(ctx, func(d door) (err error) {
		view, err = d.View(ctx, id)
		return err
	})
	stored, err := c.storedIn(ctx, s, id)
	switch {
	case err != nil && workflowErr != nil:
		return wording.Refund{}, errors.Join(workflowErr, err)
	case err != nil:
		c.stderr().Printf("note: the ledger does not answer (%v); shown is what the workflow knows\n", err)
		return wording.Refund{ID: id}.With(view), nil
	case workflowErr != nil:
		c.stderr().Printf("note: the workflow does not answer (%v); shown from the ledger's rows\n", workflowErr)
		return wording.RefundOf(stored), nil
	}
	return wording.RefundOf(stored).With(view), nil
}

// stored reads a refund in the configured ledger.
func (c *cli) stored(ctx context.Context, id refund.ID) (refund.Case, error) {
	s, err := c.settings()
	if err != nil {
		return refund.Case{}, err
	}
	return c.storedIn(ctx, s, id)
}

func (c *cli) storedIn(ctx context.Context, s config.Settings, id refund.ID) (refund.Case, error) {
	if c.kept != nil {
		return c.kept(ctx, id)
	}
	books, err := app.ReadLedger(ctx, s, c.now)
	if err != nil {
		return refund.Case{}, err
	}
	defer books.Close()
	stored, err := books.Case(ctx, id)
	if err != nil {
		return stored, err
	}
	return opened(ctx, c, s, stored), nil
}

// opened is value with the texts that people wrote open; without the keys they stay hidden, which is said.
func opened[T any](ctx context.Context, c *cli, s config.Settings, value T) T {
	vault, err := app.CommandVault(ctx, s, c.now)
	if err == nil {
		value, err = privacy.Open(ctx, vault, value)
	}
	if err != nil {
		c.stderr().Printf("note: what people wrote cannot be read: %v\n", err)
	}
	return value
}
