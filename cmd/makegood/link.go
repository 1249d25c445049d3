package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// linkFlags are what is done about a link, as it is typed.
type linkFlags struct {
	revoke   bool
	by, note string
}

// linkPrinted is what is printed of a link.
type linkPrinted struct {
	ID refund.ID `json:"id"`
	// Link opens the customer's page; empty: it was revoked.
	Link    string `json:"link,omitempty"`
	Revoked bool   `json:"revoked,omitempty"`
}

func (c *cli) linkCommand() *cobra.Command {
	var f linkFlags
	cmd := &cobra.Command{
		Use:   "link ID --by NAME --note WHY [--revoke]",
		Short: "the link to the customer's page of a refund, or its end",
		Long: "Print the link that opens the customer's page of a refund, to give it to the customer another way than by mail. Where there\n" +
			"is none that opens, one is made. Whoever holds it reads the page, and acts for the customer. --revoke ends it: it opens\n" +
			"nothing any more, and messages name none until another is made. Both need somebody of reviewers.yaml; what is made and\n" +
			"revoked is kept with who did it and why.",
		Example: `  makegood link shop/1001/c-1 --by ann --note "asked on the telephone"
  makegood link shop/1001/c-1 --revoke --by ann --note "the mailbox was lost"`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if err := needed("by", f.by, "note", f.note); err != nil {
				return err
			}
			return c.link(cmd.Context(), id, f)
		},
	}
	cmd.Flags().BoolVar(&f.revoke, "revoke", false, "end the link that there is")
	cmd.Flags().StringVar(&f.by, "by", "", "who asks for it")
	cmd.Flags().StringVar(&f.note, "note", "", "why; it is kept, so it names nobody")
	return cmd
}

func (c *cli) link(ctx context.Context, id refund.ID, f linkFlags) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	who, err := c.acting(ctx, s, refund.Person(f.by))
	if err != nil {
		return err
	}
	own := app.NewServicePorts(s, c.now)
	defer own.Close()
	near, err := api.New(own.Ports())
	if err != nil {
		return err
	}
	pages, err := own.Customer(ctx, near)
	if err != nil {
		return err
	}
	call, out := api.Call{Subject: who}, linkPrinted{ID: id}
	if f.revoke {
		link, err := pages.RevokeLink(ctx, call, id, f.note)
		if err != nil {
			return err
		}
		out.Revoked = link.RevokedAt != nil
	} else if out.Link, err = pages.Address(ctx, call, id, f.note); err != nil {
		return err
	}
	return c.print(out, out.write)
}

func (p linkPrinted) write(w foreign.Terminal) {
	switch {
	case p.Revoked:
		w.Printf("%s: the link opens nothing any more\n", p.ID)
	case p.Link == "":
		w.Printf("%s: there is no link to revoke\n", p.ID)
	default:
		w.Printf("%s\n", p.Link)
	}
}
