package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// service is what the commands about refunds do and ask: an api.Service in this process, or the client of one behind an API.
type service = api.Refunds

// overWire reports whether the commands about refunds go over the wire.
func (c *cli) overWire() bool { return config.RemoteIn(config.FromEnviron(c.environ)) }

// codeNotOverWire: the command works beside the ledger alone.
const codeNotOverWire refund.Code = "NOT_OVER_WIRE"

// onlyHere is the error of a command that found no ledger, or no Temporal, while an API is configured: it does not go over the
// wire, which is said with what to do. Other errors stay as they are.
func (c *cli) onlyHere(cmd *cobra.Command, err error) error {
	var told *api.Error
	away := errors.Is(err, ledger.ErrNoLedger) || slices.Contains([]refund.Code{app.CodeLedgerAway, app.CodeTemporalAway}, problemOf(err).Code)
	if !c.overWire() || errors.As(err, &told) || !away {
		return err
	}
	return refund.Problem{Code: codeNotOverWire, Detail: "`" + cmd.CommandPath() + "` does not go over the wire (MAKEGOOD_API_URL): it needs the ledger and its Temporal; " +
		"run it where they are, with their settings. Here: " + problemOf(err).Detail}
}

// notOverWire refuses what a command cannot do over the wire.
func (c *cli) notOverWire(what, instead string) error {
	if !c.overWire() {
		return nil
	}
	return refund.Problem{Code: codeNotOverWire, Detail: what + " does not go over the wire (MAKEGOOD_API_URL): " + instead}
}
