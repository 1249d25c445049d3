package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// resolveFlags are a resolution as it is typed.
type resolveFlags struct {
	retry, giveUp                                             bool
	paidElsewhere, payAnotherWay, leg, by, note, resolutionID string
}

func (c *cli) resolveCommand() *cobra.Command {
	var f resolveFlags
	cmd := &cobra.Command{
		Use:   "resolve ID --retry|--paid-elsewhere REFERENCE|--pay-another-way WAY|--give-up [--leg LEG] --by NAME --note WHY",
		Short: "lead on what needs a person: a refund in NeedsAttention, or a leg while others are open",
		Long: "Say how a refund or a leg that needs a person goes on: a refund in NeedsAttention, or, while others are still open, a leg that is not paid. Paying\n" +
			"elsewhere or another way takes a reviewer whose limit covers the amount; that it was paid elsewhere is said by two people under the\n" +
			"same reference, unless the policy takes one person's word for the amount. A leg of which the provider has not said its\n" +
			"last word is not resolved: see `makegood look-now` and `makegood clear`. `makegood show ID` names the runbook.",
		Example: `  makegood resolve shop/1001/c-1 --retry --by ann --note "the balance was topped up"
  makegood resolve shop/1001/c-1 --pay-another-way store_credit --leg 2 --by ann --note "the card is closed"
  makegood resolve shop/1001/c-1 --paid-elsewhere "bank transfer 2026-11-21/17" --by ann --note "paid by finance"
  makegood resolve shop/1001/c-1 --give-up --by ann --note "the bank took the money back"`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			in, err := f.request(id)
			if err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.Resolve(cmd.Context(), c.call(f.by, idOr(f.resolutionID)), in)
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.retry, "retry", false, "try again what was refused")
	flags.StringVar(&f.paidElsewhere, "paid-elsewhere", "", "what is unpaid was paid outside makegood, under this reference")
	flags.StringVar(&f.payAnotherWay, "pay-another-way", "", "pay what is unpaid another way: store_credit")
	flags.BoolVar(&f.giveUp, "give-up", false, "release what was not paid, and end the refund")
	flags.StringVar(&f.leg, "leg", "", "only this leg; by default every leg that needs a person")
	flags.StringVar(&f.by, "by", "", "who resolves it (not who asked for the refund)")
	flags.StringVar(&f.note, "note", "", "why; only a retry may do without")
	flags.StringVar(&f.resolutionID, "resolution-id", "", "makes the act repeatable; by default a new one")
	return cmd
}

func (f resolveFlags) request(id refund.ID) (api.ResolveRequest, error) {
	said, err := oneOf(option{"retry", f.retry}, option{"paid-elsewhere", f.paidElsewhere != ""},
		option{"pay-another-way", f.payAnotherWay != ""}, option{"give-up", f.giveUp})
	if err != nil {
		return api.ResolveRequest{}, err
	}
	r := api.ResolveRequest{
		ID: id, Action: refund.ResolveAction(strings.ReplaceAll(said, "-", "_")), Leg: refund.LegID(f.leg), Reference: f.paidElsewhere, Note: f.note,
	}
	if r.Action == refund.ResolvePayAnotherWay {
		r.Via = strings.ToUpper(f.payAnotherWay)
		if r.Via != refund.ViaStoreCredit {
			return r, refund.Problem{Code: refund.CodeUnknownVia, Detail: fmt.Sprintf("nothing is paid via %q; there is store_credit", f.payAnotherWay)}
		}
	}
	if r.Action == refund.ResolveRetry {
		return r, needed("by", f.by)
	}
	return r, needed("by", f.by, "note", f.note)
}
