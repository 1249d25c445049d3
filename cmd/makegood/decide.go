package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// decideFlags are a decision as it is typed.
type decideFlags struct {
	approve, reject, yes                                        bool
	adjust, reviewer, note, message, amount, decisionID, locale string
}

func (c *cli) decideCommand() *cobra.Command {
	var f decideFlags
	cmd := &cobra.Command{
		Use:   "decide ID --approve|--reject|--adjust AMOUNT --reviewer NAME",
		Short: "approve, reject or lower a refund that waits for a person",
		Long: "Decide a refund that waits for a person. At a terminal the amount and how it came about, the risk, who asked,\n" +
			"who agreed so far and what the customer would be told are shown first, and the decision is bound to what\n" +
			"was shown: it is refused when that has moved. With --json, or without a terminal, nothing is shown or asked;\n" +
			"--amount then binds the decision. With --decision-id a repetition gets the first answer.",
		Example: `  makegood decide shop/1001/c-1 --approve --reviewer ann --note "photo seen"
  makegood decide shop/1001/c-1 --adjust "30.00 CNY" --reviewer ann --message "One mug was used."
  makegood decide shop/1001/c-1 --reject --reviewer ann --note "worn" --amount "45.00 CNY" --yes`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return c.decide(cmd.Context(), id, f)
		},
	}
	f.register(cmd)
	return cmd
}

func (f *decideFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.approve, "approve", false, "approve the refund")
	flags.BoolVar(&f.reject, "reject", false, "reject the refund")
	flags.StringVar(&f.adjust, "adjust", "", `lower the refund to this amount, such as "30.00 CNY", and agree to it`)
	flags.StringVar(&f.reviewer, "reviewer", "", "who decides (not who asked for the refund)")
	flags.StringVar(&f.note, "note", "", "why, for colleagues and auditors")
	flags.StringVar(&f.message, "message", "", "words to the customer, said as they are")
	flags.StringVar(&f.amount, "amount", "", `the amount it is decided on, such as "45.00 CNY"`)
	flags.StringVar(&f.decisionID, "decision-id", "", "makes the decision repeatable; by default a new one")
	flags.StringVar(&f.locale, "locale", explain.LocaleEnglish, "the language of what is shown first")
	flags.BoolVar(&f.yes, "yes", false, "do not ask back")
}

// decide sends a decision, after showing what it is about where a person sits at a terminal.
func (c *cli) decide(ctx context.Context, id refund.ID, f decideFlags) error {
	in, err := f.request(id)
	if err != nil {
		return err
	}
	speaker, err := speakerOf(f.locale)
	if err != nil {
		return err
	}
	call := c.call(f.reviewer, idOr(f.decisionID))
	return c.withService(func(s service) error {
		if c.asks && !c.json {
			if in, err = c.showFirst(ctx, s, showing{call: call, request: in, speaker: speaker, ask: !f.yes}); err != nil {
				return err
			}
		}
		acted, err := s.Decide(ctx, call, in)
		if err != nil {
			return err
		}
		return c.printActed(acted)
	})
}

// request reads the flags.
func (f decideFlags) request(id refund.ID) (api.DecideRequest, error) {
	said, err := oneOf(option{"approve", f.approve}, option{"reject", f.reject}, option{"adjust", f.adjust != ""})
	if err != nil {
		return api.DecideRequest{}, err
	}
	if err := needed("reviewer", f.reviewer); err != nil {
		return api.DecideRequest{}, err
	}
	in := api.DecideRequest{ID: id, Verb: refund.Verb(said), Note: f.note, Message: f.message}
	amount := f.amount
	if in.Verb == refund.VerbAdjust {
		if f.amount != "" {
			return in, usage("--adjust names the amount already: leave out --amount")
		}
		amount = f.adjust
	}
	if amount == "" {
		return in, nil
	}
	minor, currency, err := refund.ParseAmount(amount)
	in.Amount = &api.Amount{Minor: minor, Currency: currency}
	return in, err
}
