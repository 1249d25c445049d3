package main

import (
	"context"

	"github.com/spf13/cobra"

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
	d, currency, err := f.decision()
	if err != nil {
		return err
	}
	speaker, err := speakerOf(f.locale)
	if err != nil {
		return err
	}
	return c.at(ctx, func(door door) error {
		if c.asks && !c.json {
			shown := showing{decision: &d, currency: currency, speaker: speaker, ask: !f.yes}
			if err := c.showFirst(ctx, door, id, shown); err != nil {
				return err
			}
		}
		return c.performAt(ctx, door, act{id: id, kind: refund.ActDecide, input: d, named: d.DecisionID, currency: currency})
	})
}

// decision reads the flags; the currency is the amount's, or empty without one.
func (f decideFlags) decision() (refund.Decision, refund.Currency, error) {
	said, err := oneOf(option{"approve", f.approve}, option{"reject", f.reject}, option{"adjust", f.adjust != ""})
	if err != nil {
		return refund.Decision{}, "", err
	}
	if err := needed("reviewer", f.reviewer); err != nil {
		return refund.Decision{}, "", err
	}
	d := refund.Decision{
		DecisionID: idOr(f.decisionID), Verb: refund.Verb(said), Reviewer: refund.Person(f.reviewer), Note: f.note, Message: f.message,
	}
	amount := f.amount
	if d.Verb == refund.VerbAdjust {
		if f.amount != "" {
			return d, "", usage("--adjust names the amount already: leave out --amount")
		}
		amount = f.adjust
	}
	if amount == "" {
		return d, "", nil
	}
	minor, currency, err := refund.ParseAmount(amount)
	d.AmountMinor = &minor
	return d, currency, err
}
