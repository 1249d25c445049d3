package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

func (c *cli) assignCommand() *cobra.Command {
	var to, by, note string
	var nobody bool
	cmd := &cobra.Command{
		Use:   "assign ID --to NAME|--nobody --by NAME",
		Short: "give a waiting refund to somebody, or back to everybody",
		Long:  "Give a refund that waits for a person to somebody, or back to everybody. It changes who is asked, not who may decide.",
		Example: `  makegood assign shop/1001/c-1 --to ann --by bob --note "she knows the shop"
  makegood assign shop/1001/c-1 --nobody --by ann`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if _, err := oneOf(option{"to", to != ""}, option{"nobody", nobody}); err != nil {
				return err
			}
			if err := needed("by", by); err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.Assign(cmd.Context(), c.call(by, ""), api.AssignRequest{ID: id, To: refund.Person(to), Note: note})
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "who is to decide it")
	cmd.Flags().BoolVar(&nobody, "nobody", false, "give it back to everybody")
	cmd.Flags().StringVar(&by, "by", "", "who assigns it")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}
