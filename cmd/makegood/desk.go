package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
)

func (c *cli) deskCommand() *cobra.Command {
	return &cobra.Command{
		Use: "desk", Short: "run the desk: pages for staff who work on refunds, and pages for customers", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context(), (*app.App).RunDesk) },
	}
}
