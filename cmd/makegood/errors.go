package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Codes of errors that are not about an event or a decision.
const (
	codeBadConfig    refund.Code = "BAD_CONFIG"
	codeUsage        refund.Code = "USAGE"
	codeTemporalAway refund.Code = "TEMPORAL_AWAY"
	codeKafkaAway    refund.Code = "KAFKA_AWAY"
	codeLedgerAway   refund.Code = "LEDGER_AWAY"
	codeNotRight     refund.Code = "NOT_RIGHT"
	codeFailed       refund.Code = "FAILED"
)

// Exit statuses.
const (
	statusFailed = 1
	statusUsage  = 2
)

// coded gives an error its stable code.
type coded struct {
	code refund.Code
	err  error
	// page is the runbook to read, or empty.
	page string
}

func (c coded) Error() string { return c.err.Error() }
func (c coded) Unwrap() error { return c.err }

// printed is an error that was shown already; only the exit status is left to give.
type printed struct{ error }

func usage(format string, args ...any) error {
	return coded{code: codeUsage, err: fmt.Errorf(format, args...)}
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
func (a *app) fail(err error) int {
	problem := problemOf(err)
	status := statusFailed
	if problem.Code == codeUsage {
		status = statusUsage
	}
	var shown printed
	if errors.As(err, &shown) {
		return status
	}
	if a.json {
		line, _ := json.Marshal(failure{Error: problem}) // two strings: cannot fail
		fmt.Fprintln(a.out, string(line))
	}
	fmt.Fprintf(a.err, "makegood: %s: %s\n", problem.Code, problem.Detail)
	return status
}

// problemOf finds the stable code of an error.
func problemOf(err error) refund.Problem {
	if problem, ok := refund.ProblemIn(err); ok {
		return problem
	}
	var own coded
	var refused *temporal.ApplicationError
	var unknown *serviceerror.NotFound
	var away *serviceerror.Unavailable
	switch {
	case errors.As(err, &own) && own.page != "":
		return refund.Problem{Code: own.code, Detail: err.Error() + "; see " + own.page}
	case errors.As(err, &own):
		return refund.Problem{Code: own.code, Detail: err.Error()}
	case errors.As(err, &refused) && refused.Type() != "":
		return refund.Problem{Code: refund.Code(refused.Type()), Detail: strings.TrimPrefix(refused.Message(), refused.Type()+": ")}
	case errors.Is(err, ledger.ErrNotFound), errors.As(err, &unknown):
		return refund.Problem{Code: refund.CodeNotFound, Detail: err.Error()}
	case errors.As(err, &away), errors.Is(err, context.DeadlineExceeded):
		return refund.Problem{Code: codeTemporalAway, Detail: err.Error()}
	case errors.Is(err, demo.ErrNotRight):
		return refund.Problem{Code: codeNotRight, Detail: err.Error()}
	case isUnknownCommand(err):
		return refund.Problem{Code: codeUsage, Detail: err.Error()}
	}
	return refund.Problem{Code: codeFailed, Detail: err.Error()}
}
