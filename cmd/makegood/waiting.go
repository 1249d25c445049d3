package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/people"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const (
	// waitingCountMax bounds how many refunds are looked at, so that what is due first can be found.
	waitingCountMax = 10_000
	// waitingLimitDefault is how many are listed unless somebody asks for more.
	waitingLimitDefault = 200
)

// waitingFlags say which part of the list is wanted.
type waitingFlags struct {
	mine     string
	statuses []string
	all      bool
	limit    int
}

func (a *app) waitingCommand() *cobra.Command {
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
			if f.limit < 1 {
				return usage("--limit %d lists nothing", f.limit)
			}
			list, err := a.waiting(cmd.Context(), f)
			if err != nil {
				return err
			}
			list = a.limited(list, f.limit)
			return a.print(list, func(w io.Writer) { people.WriteList(w, list) })
		},
	}
	cmd.Flags().StringVar(&f.mine, "mine", "", "only what this reviewer may lead on")
	cmd.Flags().StringSliceVar(&f.statuses, "status", nil, "only what is in this status; may be repeated")
	cmd.Flags().IntVar(&f.limit, "limit", waitingLimitDefault, "at most so many")
	cmd.Flags().BoolVar(&f.all, "all", false, "also what waits for the customer or goods")
	return cmd
}

// limited is the beginning of the list; what is left out is said.
func (a *app) limited(list []people.Waiting, limit int) []people.Waiting {
	if len(list) <= limit {
		return list
	}
	fmt.Fprintf(a.err, "note: %d more wait; --limit %d lists them too, --mine and --status list fewer\n", len(list)-limit, len(list))
	return list[:limit]
}

// waiting reads the list, what is due first at the top.
func (a *app) waiting(ctx context.Context, f waitingFlags) ([]people.Waiting, error) {
	statuses, err := f.wanted()
	if err != nil {
		return nil, err
	}
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	books, err := a.readLedger(ctx, s)
	if err != nil {
		return nil, err
	}
	defer books.Close()
	rows, err := books.Cases(ctx, ledger.CaseFilter{Open: true, LimitMax: waitingCountMax, Statuses: statuses})
	if err != nil {
		return nil, fmt.Errorf("waiting: %w", err)
	}
	if len(rows) == waitingCountMax {
		fmt.Fprintf(a.err, "note: only the newest %d refunds were looked at\n", waitingCountMax)
	}
	list := a.program.List(rows, a.now())
	if f.mine == "" {
		return list, nil
	}
	return a.mine(s, list, refund.Person(f.mine))
}

// wanted are the statuses to list.
func (f waitingFlags) wanted() ([]refund.Status, error) {
	wanted := people.WaitsForStaff()
	if f.all {
		wanted = append(wanted, people.WaitsForCustomer()...)
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
func (a *app) mine(s config.Settings, list []people.Waiting, name refund.Person) ([]people.Waiting, error) {
	staff, err := a.staff(s)
	if err != nil {
		return nil, err
	}
	if _, known := staff.Find(name); !known {
		fmt.Fprintf(a.err, "note: %s is not among the reviewers: only what is assigned to %s is listed\n", name, name)
	}
	return people.Mine(list, staff, name), nil
}
