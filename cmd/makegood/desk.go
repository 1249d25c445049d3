package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

func (c *cli) deskCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "desk", Short: "run the desk: pages for staff who work on refunds, and pages for customers", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context(), (*app.App).RunDesk) },
	}
	cmd.AddCommand(c.deskSignOutCommand())
	return cmd
}

// signedOut is what the command says.
type signedOut struct {
	Person   refund.Person `json:"person"`
	Sessions int           `json:"sessions"`
}

func (c *cli) deskSignOutCommand() *cobra.Command {
	return &cobra.Command{
		Use: "sign-out PERSON", Short: "end every session of a person at the desk, such as of somebody who left", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			out := signedOut{Person: refund.Person(args[0])}
			if out.Sessions, err = app.SignOut(cmd.Context(), s, c.now, out.Person); err != nil {
				return err
			}
			return c.print(out, func(w foreign.Terminal) {
				w.Printf("%s is signed out: %d sessions were ended\n", out.Person, out.Sessions)
			})
		},
	}
}
