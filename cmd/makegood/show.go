package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/people"
	"github.com/makegood/makegood/refund"
)

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "show a refund: amount and why, legs, what it waits for, who did what", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			s, err := a.settings()
			if err != nil {
				return err
			}
			view, err := a.look(cmd.Context(), s, id)
			if err != nil {
				return err
			}
			return a.print(view, func(w io.Writer) { people.Show(w, view) })
		},
	}
}

// look asks the workflow, and falls back to the ledger's rows when it does not answer.
func (a *app) look(ctx context.Context, s config.Settings, id refund.ID) (refund.View, error) {
	view, workflowErr := askWorkflow(ctx, s, id)
	if workflowErr == nil {
		view.Source = "workflow"
		return view, nil
	}
	books, err := a.openLedger(ctx, s)
	if err != nil {
		return refund.View{}, errors.Join(workflowErr, err)
	}
	defer books.Close()
	stored, err := books.Case(ctx, id)
	if err != nil {
		return refund.View{}, err
	}
	fmt.Fprintf(a.err, "note: the workflow does not answer (%v); shown from the ledger's rows\n", workflowErr)
	return people.ViewOf(stored), nil
}

func askWorkflow(ctx context.Context, s config.Settings, id refund.ID) (refund.View, error) {
	c, err := dialOnce(ctx, s)
	if err != nil {
		return refund.View{}, err
	}
	defer c.Close()
	return queryView(ctx, c, id)
}

// queryTimeout is shorter than a person's patience: without a worker a query has no answer.
const queryTimeout = 5 * time.Second

func queryView(ctx context.Context, c client.Client, id refund.ID) (refund.View, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	answer, err := c.QueryWorkflow(ctx, string(id), "", refund.QueryRefund)
	if err != nil {
		return refund.View{}, gone(id, err)
	}
	var view refund.View
	return view, answer.Get(&view)
}
