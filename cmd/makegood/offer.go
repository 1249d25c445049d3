package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/refund"
)

func (a *app) answerOfferCommand() *cobra.Command {
	var accept, decline bool
	var by string
	cmd := &cobra.Command{
		Use: "answer-offer ID --accept|--decline --by NAME", Short: "answer an open offer for the customer", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			taken, err := oneOf("accept", "decline", accept, decline)
			if err != nil {
				return err
			}
			if by == "" {
				return usage("--by is needed")
			}
			return a.perform(cmd, act{
				id: id, update: refund.MessageAnswerOffer, input: refund.OfferReply{By: refund.Person(by), Accept: taken},
			})
		},
	}
	cmd.Flags().BoolVar(&accept, "accept", false, "take the offer")
	cmd.Flags().BoolVar(&decline, "decline", false, "turn it down")
	cmd.Flags().StringVar(&by, "by", "", "who answers, such as customer:42")
	return cmd
}
