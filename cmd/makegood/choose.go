package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

func (c *cli) chooseCommand() *cobra.Command {
	var alternative, by, locale string
	cmd := &cobra.Command{
		Use:   "choose ID [--alternative ID --by NAME]",
		Short: "choose another way to be made good, before anything is sent",
		Long:  "Choose another way to be made good, before anything is sent. Without --alternative it lists what there is to choose.",
		Example: `  makegood choose shop/1001/c-1 --locale zh-CN
  makegood choose shop/1001/c-1 --alternative STORE_CREDIT --by customer:42`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if alternative == "" {
				return c.alternatives(cmd.Context(), id, locale)
			}
			if err := needed("by", by); err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.Choose(cmd.Context(), c.call(by, ""), api.ChooseRequest{ID: id, Alternative: alternative})
			})
		},
	}
	cmd.Flags().StringVar(&alternative, "alternative", "", "what is chosen, by its id")
	cmd.Flags().StringVar(&by, "by", "", "who chooses, such as customer:42")
	cmd.Flags().StringVar(&locale, "locale", explain.LocaleEnglish, "the language of the list")
	return cmd
}

// offered is what is printed of what there is to choose.
type offered struct {
	ID             refund.ID            `json:"id"`
	AssessmentHash string               `json:"assessment_hash"`
	Alternatives   []refund.Alternative `json:"alternatives"`
}

func (c *cli) alternatives(ctx context.Context, id refund.ID, locale string) error {
	speaker, err := speakerOf(locale)
	if err != nil {
		return err
	}
	return c.withService(func(s service) error {
		found, err := c.shown(ctx, s, id)
		if err != nil {
			return err
		}
		out := offered{ID: id, AssessmentHash: found.AssessmentHash, Alternatives: append([]refund.Alternative{}, found.Alternatives...)}
		return c.print(out, func(w foreign.Terminal) { wording.Alternatives(w, found.Standing, speaker) })
	})
}
