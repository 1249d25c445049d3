package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// waitingCountMax bounds the list.
const waitingCountMax = 10_000

// waitingFlags say which part of the list is wanted.
type waitingFlags struct {
	mine     string
	statuses []string
	all      bool
}

func (c *cli) waitingCommand() *cobra.Command {
	var f waitingFlags
	cmd := &cobra.Command{
		Use: "waiting", Short: "list what waits for a person, and the command that leads it on", Args: exactly(0),
		Long: "List what waits for a person, what is due first at the top, and the command that leads it on. It reads the ledger,\n" +
			"and works while everything else is down. With --mine NAME: what is assigned to NAME, and of what is assigned to\n" +
			"nobody what NAME may decide: role, market and limit as in reviewers.yaml, and not the requester.",
		Example: `  makegood waiting --mine ann
  makegood waiting --all
  makegood waiting --status NeedsAttention --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := c.waiting(cmd.Context(), f)
			if err != nil {
				return err
			}
			return c.print(list, func(w io.Writer) { wording.WriteList(w, list) })
		},
	}
	cmd.Flags().StringVar(&f.mine, "mine", "", "only what this reviewer may lead on")
	cmd.Flags().StringSliceVar(&f.statuses, "status", nil, "only what is in this status; may be repeated")
	cmd.Flags().BoolVar(&f.all, "all", false, "also what waits for the customer or goods")
	return cmd
}

// waiting reads the list, what is due first at the top.
func (c *cli) waiting(ctx context.Context, f waitingFlags) ([]wording.Waiting, error) {
	statuses, err := f.wanted()
	if err != nil {
		return nil, err
	}
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	books, err := app.OpenLedger(ctx, s, c.now)
	if err != nil {
		return nil, err
	}
	defer books.Close()
	rows, err := books.Cases(ctx, ledger.CaseFilter{Open: true, LimitMax: waitingCountMax, Statuses: statuses})
	if err != nil {
		return nil, fmt.Errorf("waiting: %w", err)
	}
	list := c.program.List(rows, c.now())
	if f.mine == "" {
		return list, nil
	}
	staff, err := c.staff(ctx, s)
	if err != nil {
		return nil, err
	}
	return c.mine(staff, list, refund.Person(f.mine)), nil
}

// wanted are the statuses to list.
func (f waitingFlags) wanted() ([]refund.Status, error) {
	wanted := wording.WaitsForStaff()
	if f.all {
		wanted = append(wanted, wording.WaitsForCustomer()...)
	}
	if len(f.statuses) == 0 {
		return wanted, nil
	}
	named := make([]refund.Status, 0, len(f.statuses))
	for _, text := range f.statuses {
		at := slices.IndexFunc(refund.Statuses(), func(s refund.Status) bool { return strings.EqualFold(string(s), text) })
		if at < 0 {
			return nil, usage("--status %q is none of %v", text, refund.Statuses())
		}
		named = append(named, refund.Statuses()[at])
	}
	return named, nil
}

// mine keeps what a reviewer may lead on; a name that is not known is said.
func (c *cli) mine(staff refund.Staff, list []wording.Waiting, name refund.Person) []wording.Waiting {
	if _, known := staff.Find(name); !known {
		fmt.Fprintf(c.err, "note: %s is not among the reviewers: only what is assigned to %s is listed\n", name, name)
	}
	return wording.Mine(list, staff, name)
}
