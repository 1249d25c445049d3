package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/refund"
)

func (a *app) resolveCommand() *cobra.Command {
	var retry, giveUp bool
	var by, note, resolutionID string
	cmd := &cobra.Command{
		Use: "resolve ID --retry|--give-up --by NAME", Short: "lead a refund out of NeedsAttention", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			again, err := oneOf("retry", "give-up", retry, giveUp)
			if err != nil {
				return err
			}
			if by == "" {
				return usage("--by is needed")
			}
			r := refund.Resolution{
				ResolutionID: refund.DecisionID(resolutionID), Action: refund.ResolveGiveUp, By: refund.Person(by), Note: note,
			}
			if again {
				r.Action = refund.ResolveRetry
			}
			if r.ResolutionID == "" {
				r.ResolutionID = newDecisionID()
			}
			return a.perform(cmd, act{id: id, update: refund.MessageResolve, input: r})
		},
	}
	cmd.Flags().BoolVar(&retry, "retry", false, "try again what was refused")
	cmd.Flags().BoolVar(&giveUp, "give-up", false, "release what was not paid, and end the refund")
	cmd.Flags().StringVar(&by, "by", "", "who resolves it")
	cmd.Flags().StringVar(&note, "note", "", "why")
	cmd.Flags().StringVar(&resolutionID, "resolution-id", "", "makes the act repeatable; by default a new one")
	return cmd
}
