package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/refund"
)

// act is one thing a person does to a refund: an update that is answered at once.
type act struct {
	id refund.ID
	// update is the message's name; input its payload.
	update string
	input  any
	// currency is of the amount the act names; empty: it names none.
	currency refund.Currency
}

// acted is what is printed of an act.
type acted struct {
	ID refund.ID `json:"id"`
	refund.Answer
	DecisionID refund.DecisionID `json:"decision_id,omitempty"`
}

// perform sends the act and prints the answer; a refusal is an error with its code.
func (a *app) perform(cmd *cobra.Command, todo act) error {
	answer, err := a.ask(cmd.Context(), todo)
	if err != nil {
		return fmt.Errorf("%s %s: %w", todo.update, todo.id, err)
	}
	if !answer.Accepted {
		return refund.Problem{Code: answer.Code, Detail: fmt.Sprintf("%s (the refund is %s)", answer.Detail, answer.Status)}
	}
	out := acted{ID: todo.id, Answer: answer}
	if d, ok := todo.input.(refund.Decision); ok {
		out.DecisionID = d.DecisionID
	}
	return a.print(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s: accepted: %s (%s)\n", todo.id, answer.Detail, answer.Status)
	})
}

func (a *app) ask(ctx context.Context, todo act) (refund.Answer, error) {
	s, err := a.settings()
	if err != nil {
		return refund.Answer{}, err
	}
	c, err := dialOnce(ctx, s)
	if err != nil {
		return refund.Answer{}, err
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	if err := sameCurrency(ctx, c, todo); err != nil {
		return refund.Answer{}, err
	}
	handle, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: string(todo.id), UpdateName: todo.update,
		Args: []any{todo.input}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return refund.Answer{}, gone(todo.id, err)
	}
	var answer refund.Answer
	return answer, gone(todo.id, handle.Get(ctx, &answer))
}

// sameCurrency refuses an amount in another currency than the refund's: minor units alone would
// not show it.
func sameCurrency(ctx context.Context, c client.Client, todo act) error {
	if todo.currency == "" {
		return nil
	}
	view, err := queryView(ctx, c, todo.id)
	if err != nil {
		return err
	}
	if is := view.Cancellation.Order.Currency; is != todo.currency {
		return refund.Problem{Code: refund.CodeCurrencyMismatch, Detail: fmt.Sprintf("the amount is in %s, the refund in %s", todo.currency, is)}
	}
	return nil
}

// gone says in plain words that no open workflow can take the act.
func gone(id refund.ID, err error) error {
	var unknown *serviceerror.NotFound
	if errors.As(err, &unknown) {
		return refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("%s is not open (see `makegood show %s`): %s", id, id, unknown.Message)}
	}
	return err
}

// newDecisionID makes an id for a decision the person gave none.
func newDecisionID() refund.DecisionID {
	var id [6]byte
	_, _ = rand.Read(id[:]) // never fails
	return refund.DecisionID("d-" + hex.EncodeToString(id[:]))
}

// oneOf returns which of two opposite flags was given.
func oneOf(first, second string, isFirst, isSecond bool) (bool, error) {
	if isFirst == isSecond {
		return false, usage("say either --%s or --%s", first, second)
	}
	return isFirst, nil
}
