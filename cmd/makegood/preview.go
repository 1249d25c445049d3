package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/starter/event"
)

func (c *cli) previewCommand() *cobra.Command {
	var policyFile, riskFile, locale string
	cmd := &cobra.Command{
		Use:   "preview EVENT.json...",
		Short: "say what events would refund, and why, moving nothing",
		Long: "Say what events would refund, and why, moving nothing. Several events of one order are taken in\n" +
			"sequence, each as if the earlier ones had been paid. Exit status 1 when an event is refused.",
		Args: atLeast(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			speaker, err := speakerOf(locale)
			if err != nil {
				return err
			}
			return c.preview(cmd.Context(), previewing{policy: policyFile, risk: riskFile, speaker: speaker, files: args})
		},
	}
	cmd.Flags().StringVar(&policyFile, "policy", "", "the policy to ask, a file or a folder of versions (by default the one that ships with makegood)")
	cmd.Flags().StringVar(&riskFile, "risk", "", "the risk rules to score by, a file (by default those that ship with makegood)")
	cmd.Flags().StringVar(&locale, "locale", explain.LocaleEnglish, "the language of the explanation: "+strings.Join(explain.Locales(), ", "))
	return cmd
}

// previewing is what is previewed, by which policy and in which words.
type previewing struct {
	policy  string
	risk    string
	speaker explain.Speaker
	files   []string
}

// preview works on a ledger of its own, which is thrown away.
func (c *cli) preview(ctx context.Context, what previewing) error {
	rules, err := app.LoadPolicies(ctx, what.policy)
	if err != nil {
		return err
	}
	scores, err := app.LoadRisk(ctx, what.risk)
	if err != nil {
		return err
	}
	books, err := app.OpenScratchLedger(ctx, c.now)
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	defer books.Close()
	p := preview.Previewer{Books: books, Rules: app.Judgement(rules, scores), Speaker: what.speaker}
	var failed error
	for _, file := range what.files {
		if err := c.previewFile(ctx, p, file); err != nil {
			failed = errors.Join(failed, printed{err})
			c.fail(fmt.Errorf("%s: %w", file, err))
		}
	}
	return failed
}

func (c *cli) previewFile(ctx context.Context, p preview.Previewer, file string) error {
	value, err := c.readEvent(ctx, file)
	if err != nil {
		return err
	}
	request, err := event.Decode(event.Message{Value: value}, c.now())
	if err != nil {
		return err
	}
	line, err := p.Next(ctx, request)
	if err != nil {
		return err
	}
	return c.print(line, line.Explain)
}

// readEvent reads an event from a file, or from standard input for app.Stdin.
func (c *cli) readEvent(ctx context.Context, path string) ([]byte, error) {
	if path == app.Stdin {
		return app.ReadInput(ctx, c.in, event.SizeBytesMax)
	}
	return app.ReadFile(ctx, path, event.SizeBytesMax)
}
