package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

func (a *app) previewCommand() *cobra.Command {
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
			return a.preview(cmd.Context(), previewing{policy: policyFile, risk: riskFile, speaker: speaker, files: args})
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

// preview works on a ledger of its own in a folder that is thrown away.
func (a *app) preview(ctx context.Context, what previewing) error {
	rules, err := loadPolicies(what.policy)
	if err != nil {
		return err
	}
	scores, err := loadRisk(what.risk)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "makegood-preview-")
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	defer os.RemoveAll(folder)
	books, err := sqlite.OpenOrCreate(ctx, filepath.Join(folder, "ledger.db"), a.now)
	if err != nil {
		return err
	}
	defer books.Close()
	p := preview.Previewer{Books: books, Rules: rules, Risk: scores, Speaker: what.speaker}
	var failed error
	for _, file := range what.files {
		if err := a.previewFile(ctx, p, file); err != nil {
			failed = errors.Join(failed, printed{err})
			a.fail(fmt.Errorf("%s: %w", file, err))
		}
	}
	return failed
}

func (a *app) previewFile(ctx context.Context, p preview.Previewer, file string) error {
	value, err := readFile(file)
	if err != nil {
		return err
	}
	request, err := event.Decode(event.Message{Value: value}, a.now())
	if err != nil {
		return err
	}
	line, err := p.Next(ctx, request)
	if err != nil {
		return err
	}
	return a.print(line, func(w io.Writer) { _, _ = io.WriteString(w, line.Explain()) })
}

// readFile reads an event; "-" is standard input. What is too large is refused before it is read.
func readFile(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(os.Stdin, event.SizeBytesMax+1))
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: err.Error()}
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, event.SizeBytesMax+1))
}
