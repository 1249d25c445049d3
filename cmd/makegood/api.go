package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
)

func (c *cli) apiCommand() *cobra.Command {
	return &cobra.Command{
		Use: "api", Short: "run the API: refunds asked for, looked at and decided over the network", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context(), (*app.App).RunAPI) },
	}
}
