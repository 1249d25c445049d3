package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// act is one thing a person does to a refund: an update that is answered at once.
type act struct {
	id refund.ID
	// kind is the update's name; input its payload.
	kind  refund.ActKind
	input any
	// named is the id that makes the act repeatable; empty for an act without one.
	named refund.DecisionID
	// currency is of the amount the act names; empty: it names none.
	currency refund.Currency
}

// acted is what is printed of an act. DecisionID is the id under which it may be repeated.
type acted struct {
	ID refund.ID `json:"id"`
	refund.Answer
	DecisionID refund.DecisionID `json:"decision_id,omitempty"`
}

// perform sends the act and prints the answer; a refusal is an error with its code.
func (c *cli) perform(cmd *cobra.Command, todo act) error {
	return c.at(cmd.Context(), func(d door) error { return c.performAt(cmd.Context(), d, todo) })
}

func (c *cli) performAt(ctx context.Context, d door, todo act) error {
	if err := sameCurrency(ctx, d, todo); err != nil {
		return err
	}
	answer, err := d.Update(ctx, todo)
	if err != nil {
		return fmt.Errorf("%s %s: %w", todo.kind, todo.id, err)
	}
	if !answer.Accepted {
		return refund.Problem{Code: answer.Code, Detail: fmt.Sprintf("%s (the refund is %s)", answer.Detail, answer.Status)}
	}
	return c.print(acted{ID: todo.id, Answer: answer, DecisionID: todo.named}, func(w foreign.Terminal) {
		w.Printf("%s: accepted: %s (%s)\n", todo.id, answer.Detail, answer.Status)
	})
}

// sameCurrency refuses an amount in another currency than the refund's: minor units alone would
// not show it.
func sameCurrency(ctx context.Context, d door, todo act) error {
	if todo.currency == "" {
		return nil
	}
	view, err := d.View(ctx, todo.id)
	if err != nil {
		return err
	}
	return inCurrency(view.Standing, todo.currency)
}

func inCurrency(now refund.Standing, currency refund.Currency) error {
	if is := now.Currency; currency != "" && is != currency {
		return refund.Problem{Code: refund.CodeCurrencyMismatch, Detail: fmt.Sprintf("the amount is in %s, the refund in %s", currency, is)}
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

// idOr is the id a person gave to an act, or a new one.
func idOr(given string) refund.DecisionID {
	if given != "" {
		return refund.DecisionID(given)
	}
	var id [6]byte
	_, _ = rand.Read(id[:]) // never fails
	return refund.DecisionID("d-" + hex.EncodeToString(id[:]))
}

// option is one of several of which exactly one is to be given.
type option struct {
	name  string
	given bool
}

// oneOf returns the name of the one flag that was given.
func oneOf(options ...option) (string, error) {
	var names, given []string
	for _, f := range options {
		names = append(names, "--"+f.name)
		if f.given {
			given = append(given, f.name)
		}
	}
	if len(given) != 1 {
		last := len(names) - 1
		return "", usage("say one of %s or %s", strings.Join(names[:last], ", "), names[last])
	}
	return given[0], nil
}

// needed refuses a command line without the texts it cannot do without: pairs of a flag and its
// value.
func needed(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" {
			return usage("--%s is needed", pairs[i])
		}
	}
	return nil
}

// evidenceOf are the documents named by their addresses.
func evidenceOf(uris []string) []refund.Evidence {
	var list []refund.Evidence
	for _, uri := range uris {
		list = append(list, refund.Evidence{URI: uri})
	}
	return list
}
