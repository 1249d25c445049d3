package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

func (c *cli) lookNowCommand() *cobra.Command {
	var leg, by string
	cmd := &cobra.Command{
		Use:   "look-now ID [--leg LEG] --by NAME",
		Short: "ask the providers of undecided legs at once",
		Long: "Ask the providers of undecided legs at once, instead of at the next turn, and let the refund's workflow read the ledger\n" +
			"again. Nothing is sent that was sent before; a leg that is held back is tried.",
		Example: `  makegood look-now shop/1001/c-1 --by ann
  makegood look-now shop/1001/c-1 --leg 2 --by ann`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if err := needed("by", by); err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.LookNow(cmd.Context(), c.call(by, ""), api.LookNowRequest{ID: id, Leg: refund.LegID(leg)})
			})
		},
	}
	cmd.Flags().StringVar(&leg, "leg", "", "only this leg; by default all that are undecided")
	cmd.Flags().StringVar(&by, "by", "", "who asks")
	return cmd
}
