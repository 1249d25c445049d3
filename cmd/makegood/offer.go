package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// offerFlags are an answer to an offer as it is typed.
type offerFlags struct {
	accept, decline   bool
	choice, by, token string
}

func (c *cli) answerOfferCommand() *cobra.Command {
	var f offerFlags
	cmd := &cobra.Command{
		Use:   "answer-offer [ID] --accept|--decline [--choice ID] --by NAME|--token TOKEN",
		Short: "answer an open offer for the customer",
		Long: "Answer an open offer for the customer. An offer of several things is accepted by naming one. The token of a customer's\n" +
			"link stands for who answers; the worker checks its signature.",
		Example: `  makegood answer-offer shop/1001/c-1 --accept --choice coupon --by customer:42
  makegood answer-offer shop/1001/c-1 --decline --token AQAAAABn...`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in, err := f.request()
			if err != nil {
				return err
			}
			if in.ID, err = c.offerOf(args, f.token); err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.AnswerOffer(cmd.Context(), c.call(f.by, ""), in)
			})
		},
	}
	cmd.Flags().BoolVar(&f.accept, "accept", false, "take the offer")
	cmd.Flags().BoolVar(&f.decline, "decline", false, "turn it down")
	cmd.Flags().StringVar(&f.choice, "choice", "", "which of several is taken, by its id")
	cmd.Flags().StringVar(&f.by, "by", "", "who answers, such as customer:42")
	cmd.Flags().StringVar(&f.token, "token", "", "the token of the customer's link")
	return cmd
}

func (f offerFlags) request() (api.AnswerOfferRequest, error) {
	said, err := oneOf(option{"accept", f.accept}, option{"decline", f.decline})
	if err != nil {
		return api.AnswerOfferRequest{}, err
	}
	if _, err := oneOf(option{"by", f.by != ""}, option{"token", f.token != ""}); err != nil {
		return api.AnswerOfferRequest{}, err
	}
	if f.decline && f.choice != "" {
		return api.AnswerOfferRequest{}, usage("--choice goes with --accept")
	}
	return api.AnswerOfferRequest{Accept: said == "accept", Choice: f.choice, Token: f.token}, nil
}

// offerOf is the refund that is named, or the one the token was made for.
func (c *cli) offerOf(args []string, token string) (refund.ID, error) {
	if len(args) > 0 {
		return parseID(args[0])
	}
	if token == "" || c.tokenRefund == nil {
		return "", usage("which refund? name its ID; see `makegood answer-offer --help`")
	}
	return c.tokenRefund(token)
}
