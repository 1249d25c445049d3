package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
)

func (c *cli) askCommand() *cobra.Command {
	var text, by, infoID string
	cmd := &cobra.Command{
		Use:     "ask ID --question TEXT --by NAME",
		Short:   "ask the customer for an answer or a document",
		Long:    "Ask the customer for an answer or a document. The review waits for it, for as long as the policy says, and goes on then.",
		Example: `  makegood ask shop/1001/c-1 --question "Which of the two mugs is broken?" --by ann`,
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if err := needed("question", text, "by", by); err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.Ask(cmd.Context(), c.call(by, idOr(infoID)), api.AskRequest{ID: id, Question: text})
			})
		},
	}
	cmd.Flags().StringVar(&text, "question", "", "what the customer is asked, as they will read it")
	cmd.Flags().StringVar(&by, "by", "", "who asks")
	cmd.Flags().StringVar(&infoID, "question-id", "", "names the question; by default a new one")
	return cmd
}

func (c *cli) answerCommand() *cobra.Command {
	var text, by string
	var evidence []string
	cmd := &cobra.Command{
		Use:     "answer ID --text TEXT --by NAME [--evidence URI]...",
		Short:   "give the customer's answer to what was asked",
		Example: `  makegood answer shop/1001/c-1 --text "The blue one" --by customer:42 --evidence https://photos.example/1.jpg`,
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if text == "" && len(evidence) == 0 {
				return usage("--text or --evidence is needed")
			}
			if err := needed("by", by); err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.Answer(cmd.Context(), c.call(by, ""), api.AnswerRequest{ID: id, Answer: text, Evidence: evidence})
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "the answer")
	cmd.Flags().StringVar(&by, "by", "", "who answers, such as customer:42")
	cmd.Flags().StringArrayVar(&evidence, "evidence", nil, "the address of a document or a photo; may be repeated")
	return cmd
}
