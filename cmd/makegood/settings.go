package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
)

func (c *cli) settingsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "settings", Short: "list every setting, its default and its meaning", Args: exactly(0),
		RunE: func(*cobra.Command, []string) error {
			rows := config.Table()
			return c.print(rows, func(w foreign.Terminal) { w.Lines(config.Markdown(rows)) })
		},
	}
}
