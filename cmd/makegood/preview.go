package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
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

// preview says what each event would come to, in their sequence.
func (c *cli) preview(ctx context.Context, what previewing) error {
	requests, read := c.readRequests(ctx, what.files)
	var lines []api.Previewed
	err := c.rehearsing(what, func(s service) (err error) {
		call := c.reading()
		call.Locale = what.speaker.Locale()
		lines, err = s.PreviewRefund(ctx, call, api.PreviewRefundRequest{Requests: requests})
		return err
	})
	if err != nil {
		return err
	}
	var failed error
	for i, file := range what.files {
		err := read[i]
		if err == nil {
			err, lines = c.printPreviewed(lines[0]), lines[1:]
		}
		if err != nil {
			failed = errors.Join(failed, printed{err})
			c.fail(fmt.Errorf("%s: %w", file, err))
		}
	}
	return failed
}

// rehearsing does work with a service that tries requests: here on a ledger that is thrown away, or over the wire by the rules that
// workers judge by there.
func (c *cli) rehearsing(what previewing, work func(service) error) error {
	if !c.overWire() {
		return c.withServiceHere(config.Settings{}, app.ScratchRehearsal(what.policy, what.risk, c.now), work)
	}
	if what.policy != "" || what.risk != "" {
		return c.notOverWire("a preview by rules of your own", "leave out --policy and --risk, or unset MAKEGOOD_API_URL to preview here")
	}
	return c.withService(work)
}

func (c *cli) printPreviewed(p api.Previewed) error {
	if p.Error != nil {
		return p.Error
	}
	return c.print(p.Line, p.Line.Explain)
}

// readRequests reads the events that can be read; of each file it says why it cannot, or nil.
func (c *cli) readRequests(ctx context.Context, files []string) (requests []refund.Request, read []error) {
	for _, file := range files {
		value, err := c.readEvent(ctx, file)
		if err == nil {
			var request refund.Request
			if request, err = event.Decode(event.Message{Value: value}, c.now()); err == nil {
				requests = append(requests, request)
			}
		}
		read = append(read, err)
	}
	return requests, read
}

// readEvent reads an event from a file, or from standard input for app.Stdin.
func (c *cli) readEvent(ctx context.Context, path string) ([]byte, error) {
	if path == app.Stdin {
		return app.ReadInput(ctx, c.in, event.SizeBytesMax)
	}
	return app.ReadFile(ctx, path, event.SizeBytesMax)
}
