package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Codes of errors that are not about an event or a decision; package app has those of the wiring.
const (
	codeUsage     refund.Code = "USAGE"
	codeKafkaAway             = app.CodeKafkaAway
	codeNotRight  refund.Code = "NOT_RIGHT"
	codeFailed    refund.Code = "FAILED"
)

// Exit statuses.
const (
	statusFailed = 1
	statusUsage  = 2
)

// printed is an error that was shown already; only the exit status is left to give.
type printed struct{ error }

// Unwrap is the error, whose code the exit status goes by.
func (p printed) Unwrap() error { return p.error }

func usage(format string, args ...any) error {
	return app.Coded{Code: codeUsage, Err: fmt.Errorf(format, args...)}
}

// atMost and exactly are cobra's argument checks with our exit status.
func atMost(n int) cobra.PositionalArgs  { return asUsage(cobra.MaximumNArgs(n)) }
func atLeast(n int) cobra.PositionalArgs { return asUsage(cobra.MinimumNArgs(n)) }
func exactly(n int) cobra.PositionalArgs { return asUsage(cobra.ExactArgs(n)) }

func asUsage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usage("%v; see `%s --help`", err, cmd.CommandPath())
		}
		return nil
	}
}

// failure is what a program reads of an error.
type failure struct {
	Error refund.Problem `json:"error"`
}

// fail shows an error, one line with its code, and returns the exit status.
func (c *cli) fail(err error) int {
	problem := problemOf(err)
	status := statusFailed
	if problem.Code == codeUsage || problem.Code == codeNotReconciled {
		status = statusUsage
	}
	var shown printed
	if errors.As(err, &shown) {
		return status
	}
	if c.json {
		_ = c.stdout().JSON(failure{Error: problem}) // the error is written to standard error too
	}
	c.stderr().Printf("makegood: %s: %s\n", problem.Code, problem.Detail)
	return status
}

// problemOf finds the stable code of an error.
func problemOf(err error) refund.Problem {
	if problem, ok := refund.ProblemIn(err); ok {
		return problem
	}
	var own app.Coded
	var refused *temporal.ApplicationError
	var unknown *serviceerror.NotFound
	var away *serviceerror.Unavailable
	var unreadable app.Unreadable
	switch {
	case errors.As(err, &unreadable):
		return refund.Problem{Code: unreadable.Code, Detail: unreadable.Detail}
	case errors.As(err, &own) && own.Page != "":
		return refund.Problem{Code: own.Code, Detail: err.Error() + "; see " + own.Page}
	case errors.As(err, &own):
		return refund.Problem{Code: own.Code, Detail: err.Error()}
	case errors.As(err, &refused) && refused.Type() != "":
		return refund.Problem{Code: refund.Code(refused.Type()), Detail: strings.TrimPrefix(refused.Message(), refused.Type()+": ")}
	case errors.Is(err, ledger.ErrNotFound), errors.As(err, &unknown):
		return refund.Problem{Code: refund.CodeNotFound, Detail: err.Error()}
	case errors.As(err, &away), errors.Is(err, context.DeadlineExceeded):
		return refund.Problem{Code: app.CodeTemporalAway, Detail: err.Error()}
	case errors.Is(err, demo.ErrNotRight):
		return refund.Problem{Code: codeNotRight, Detail: err.Error()}
	case isUnknownCommand(err):
		return refund.Problem{Code: codeUsage, Detail: err.Error()}
	}
	return refund.Problem{Code: codeFailed, Detail: err.Error()}
}
