package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/people"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

func (a *app) showCommand() *cobra.Command {
	var locale string
	cmd := &cobra.Command{
		Use: "show ID", Short: "show a refund whole: amount and why, who is asked, legs, offer, messages, who did what", Args: exactly(1),
		Long: "Show a refund whole: the amount and how it came about, risk, who agreed and who is asked, goods, questions, appeal,\n" +
			"legs, offer, who was told what, and who did what. From its workflow, or from the ledger's rows when that is gone.",
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
			s, err := a.settings()
			if err != nil {
				return err
			}
			view, err := a.look(cmd.Context(), s, id)
			if err != nil {
				return err
			}
			return a.print(view, func(w io.Writer) { people.Show(w, view, speaker) })
		},
	}
	cmd.Flags().StringVar(&locale, "locale", explain.LocaleEnglish, "the language of the explanation: "+strings.Join(explain.Locales(), ", "))
	return cmd
}

// look asks the workflow, and falls back to the ledger's rows when it does not answer.
func (a *app) look(ctx context.Context, s config.Settings, id refund.ID) (view refund.View, err error) {
	workflowErr := a.at(ctx, func(d door) (err error) {
		view, err = d.View(ctx, id)
		return err
	})
	if workflowErr == nil {
		view.Source = "workflow"
		return view, nil
	}
	books, err := a.readLedger(ctx, s)
	if err != nil {
		return refund.View{}, errors.Join(workflowErr, err)
	}
	defer books.Close()
	stored, err := books.Case(ctx, id)
	if err != nil {
		return refund.View{}, err
	}
	fmt.Fprintf(a.err, "note: the workflow does not answer (%v); shown from the ledger's rows\n", workflowErr)
	return people.ViewOf(stored), nil
}
