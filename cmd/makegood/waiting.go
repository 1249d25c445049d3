package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/people"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// waitingCountMax bounds the list.
const waitingCountMax = 10_000

// waits is one refund that waits for a person, and the line that leads it on.
type waits struct {
	ledger.CaseRow
	Overdue bool   `json:"overdue"`
	Command string `json:"command"`
}

func (a *app) waitingCommand() *cobra.Command {
	return &cobra.Command{
		Use: "waiting", Short: "list what waits for a person, and the command that leads it on", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := a.waiting(cmd.Context())
			if err != nil {
				return err
			}
			return a.print(list, func(w io.Writer) { writeWaiting(w, list) })
		},
	}
}

// waiting reads the list, what is due first at the top.
func (a *app) waiting(ctx context.Context) ([]waits, error) {
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	books, err := a.openLedger(ctx, s)
	if err != nil {
		return nil, err
	}
	defer books.Close()
	rows, err := books.Cases(ctx, ledger.CaseFilter{
		Open: true, LimitMax: waitingCountMax,
		Statuses: []refund.Status{refund.StatusAwaitingApproval, refund.StatusNeedsAttention},
	})
	if err != nil {
		return nil, fmt.Errorf("waiting: %w", err)
	}
	list := make([]waits, 0, len(rows))
	for _, row := range rows {
		late := row.ReviewDueAt != nil && row.ReviewDueAt.Before(a.now())
		list = append(list, waits{CaseRow: row, Overdue: late, Command: a.program.Command(row)})
	}
	slices.SortStableFunc(list, func(a, b waits) int { return dueAt(a).Compare(dueAt(b)) })
	return list, nil
}

// dueAt orders what has no due time by its age.
func dueAt(w waits) time.Time {
	if w.ReviewDueAt != nil {
		return *w.ReviewDueAt
	}
	return w.OpenedAt
}

func writeWaiting(w io.Writer, list []waits) {
	if len(list) == 0 {
		fmt.Fprintln(w, "nothing waits for a person")
	}
	for _, one := range list {
		mark := ""
		if one.Overdue {
			mark = " · OVERDUE"
		}
		fmt.Fprintf(w, "%s%s\n  %s\n", people.Waits(one.CaseRow), mark, one.Command)
	}
}
