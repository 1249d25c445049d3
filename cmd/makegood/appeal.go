package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
)

func (c *cli) appealCommand() *cobra.Command {
	var statement, by, appealID string
	var evidence []string
	cmd := &cobra.Command{
		Use:     "appeal ID --statement TEXT --by NAME [--evidence URI]...",
		Short:   "ask once for another look at what was refused",
		Long:    "Ask for another look at a refund that was refused, or partly refused. It is possible once, within the policy's\nwindow; another person decides, and that is final.",
		Example: `  makegood appeal shop/1001/c-1 --statement "It arrived broken; here is the photo" --by customer:42 --evidence https://photos.example/1.jpg`,
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if err := needed("statement", statement, "by", by); err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.Appeal(cmd.Context(), c.call(by, idOr(appealID)), api.AppealRequest{ID: id, Statement: statement, Evidence: evidence})
			})
		},
	}
	cmd.Flags().StringVar(&statement, "statement", "", "why the refusal is wrong")
	cmd.Flags().StringVar(&by, "by", "", "who appeals, such as customer:42")
	cmd.Flags().StringArrayVar(&evidence, "evidence", nil, "the address of a document or a photo; may be repeated")
	cmd.Flags().StringVar(&appealID, "appeal-id", "", "names the appeal; by default a new one")
	return cmd
}
