package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/refund"
)

// decideFlags are a decision as it is typed.
type decideFlags struct {
	approve, reject                    bool
	reviewer, note, amount, decisionID string
}

func (a *app) decideCommand() *cobra.Command {
	var f decideFlags
	cmd := &cobra.Command{
		Use:   "decide ID --approve|--reject --reviewer NAME",
		Short: "approve or reject a refund that waits for a person",
		Long: "Approve or reject a refund that waits for a person. With --amount the decision is bound to that\n" +
			"amount, and refused when it has moved. With --decision-id a repetition gets the first answer.",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			decision, currency, err := f.decision()
			if err != nil {
				return err
			}
			return a.perform(cmd, act{id: id, update: refund.MessageDecide, input: decision, currency: currency})
		},
	}
	cmd.Flags().BoolVar(&f.approve, "approve", false, "approve the refund")
	cmd.Flags().BoolVar(&f.reject, "reject", false, "reject the refund")
	cmd.Flags().StringVar(&f.reviewer, "reviewer", "", "who decides (not who asked for the refund)")
	cmd.Flags().StringVar(&f.note, "note", "", "why")
	cmd.Flags().StringVar(&f.amount, "amount", "", `the amount it is decided on, such as "45.00 CNY"`)
	cmd.Flags().StringVar(&f.decisionID, "decision-id", "", "makes the decision repeatable; by default a new one")
	return cmd
}

// decision reads the flags; the currency is the amount's, or empty without one.
func (f decideFlags) decision() (refund.Decision, refund.Currency, error) {
	approve, err := oneOf("approve", "reject", f.approve, f.reject)
	if err != nil {
		return refund.Decision{}, "", err
	}
	if f.reviewer == "" {
		return refund.Decision{}, "", usage("--reviewer is needed")
	}
	d := refund.Decision{
		DecisionID: refund.DecisionID(f.decisionID), Verb: refund.VerbReject, Reviewer: refund.Person(f.reviewer), Note: f.note,
	}
	if approve {
		d.Verb = refund.VerbApprove
	}
	if d.DecisionID == "" {
		d.DecisionID = newDecisionID()
	}
	if f.amount == "" {
		return d, "", nil
	}
	minor, currency, err := refund.ParseAmount(f.amount)
	d.AmountMinor = &minor
	return d, currency, err
}
