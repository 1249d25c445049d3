package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
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
			view, err := c.look(cmd.Context(), id)
			if err != nil {
				return err
			}
			return c.print(view, func(w foreign.Terminal) { wording.Show(w, view, speaker) })
		},
	}
	cmd.Flags().StringVar(&locale, "locale", explain.LocaleEnglish, "the language of the explanation: "+strings.Join(explain.Locales(), ", "))
	return cmd
}

// look shows a refund by its workflow and the ledger. Either of them is shown without the other one, which is said.
func (c *cli) look(ctx context.Context, id refund.ID) (view wording.Refund, err error) {
	err = c.withService(func(s service) error {
		found, err := s.GetRefund(ctx, c.reading(), api.GetRefundRequest{ID: id})
		if err != nil {
			return err
		}
		if found.Ledger != nil {
			c.stderr().Printf("note: the ledger does not answer (%v); shown is what the workflow knows\n", found.Ledger)
		}
		if found.Workflow != nil {
			c.stderr().Printf("note: the workflow does not answer (%v); shown from the ledger's rows\n", found.Workflow)
		}
		view = found.Refund
		record.InOrder(&view)
		return nil
	})
	return view, err
}
