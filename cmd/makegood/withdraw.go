package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
)

func (c *cli) withdrawCommand() *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use: "withdraw ID --by NAME", Short: "take a request back, while nothing was sent", Args: exactly(1),
		Example: `  makegood withdraw shop/1001/c-1 --by customer:42 --note "keeps it after all"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if err := needed("by", by); err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.Withdraw(cmd.Context(), c.call(by, ""), api.WithdrawRequest{ID: id, Note: note})
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "who takes it back")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}
