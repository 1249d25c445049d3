package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/lint"
	"github.com/makegood/makegood/policy/render"
	"github.com/makegood/makegood/refund"
)

// codePolicyRefused: lint found something.
const codePolicyRefused refund.Code = "POLICY_REFUSED"

func (c *cli) policyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "policy", Short: "check, show and compare policies", Args: exactly(0),
		Long: "Check, show and compare policies. Where a file is expected, \"shipped\" is the policy that ships with makegood.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.policyLintCommand(), c.policyRenderCommand(), c.policyDiffCommand(), c.policyVariablesCommand(), c.policyConfirmCommand(), c.policyRevisionsCommand())
	return cmd
}

// linted is what lint says of one file.
type linted struct {
	File     string         `json:"file"`
	Findings []lint.Finding `json:"findings"`
}

func (c *cli) policyLintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint [FILE|FOLDER]...", Short: "find what is wrong with a policy; exit status 1 when something is",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{app.Shipped}
			}
			return c.lint(cmd.Context(), args)
		},
	}
}

func (c *cli) lint(ctx context.Context, paths []string) error {
	count := 0
	for _, path := range paths {
		sources, err := app.PolicySources(ctx, path)
		if err != nil {
			return err
		}
		for _, source := range sources {
			found := linted{File: source.Name, Findings: append([]lint.Finding{}, lint.Check(source.Content)...)}
			count += len(found.Findings)
			if err := c.print(found, func(w foreign.Terminal) { writeLinted(w, found) }); err != nil {
				return err
			}
		}
		if _, err := policy.LoadSet(sources); err != nil && count == 0 {
			return app.Coded{Code: codePolicyRefused, Err: err}
		}
	}
	if count > 0 {
		return app.Coded{Code: codePolicyRefused, Err: fmt.Errorf("%d findings", count)}
	}
	return nil
}

func writeLinted(w foreign.Terminal, found linted) {
	if len(found.Findings) == 0 {
		w.Printf("%s: nothing found\n", found.File)
	}
	for _, f := range found.Findings {
		w.Printf("%s:%d: %s: %s\n", found.File, f.Line, f.Code, f.Detail)
	}
}

// rendered is a policy as a page.
type rendered struct {
	Policy string `json:"policy"`
	Locale string `json:"locale"`
	Page   string `json:"page"`
}

func (c *cli) policyRenderCommand() *cobra.Command {
	var locale, file string
	cmd := &cobra.Command{
		Use: "render [FILE]", Short: "write a policy as a page that people read (Markdown)", Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				file = args[0]
			}
			return c.render(cmd.Context(), file, locale)
		},
	}
	cmd.Flags().StringVar(&locale, "locale", explain.LocaleEnglish, "the page's language: "+strings.Join(explain.Locales(), ", "))
	cmd.Flags().StringVar(&file, "policy", "", "the policy (by default the one that ships with makegood)")
	return cmd
}

func (c *cli) render(ctx context.Context, file, locale string) error {
	if _, err := speakerOf(locale); err != nil {
		return err
	}
	p, err := loadPolicy(ctx, file)
	if err != nil {
		return err
	}
	var page strings.Builder
	if err := render.Page(&page, p.Version, locale); err != nil {
		return err
	}
	out := rendered{Policy: p.Ref().String(), Locale: locale, Page: page.String()}
	return c.print(out, func(w foreign.Terminal) { w.Lines(out.Page) })
}

func (c *cli) policyVariablesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "variables", Short: "list what a rule's condition may ask about", Args: exactly(0),
		RunE: func(*cobra.Command, []string) error {
			return c.print(condition.Variables(), func(w foreign.Terminal) {
				for _, v := range condition.Variables() {
					w.Printf("%-28s %-7s %-9s %s\n", v.Name, v.Type, v.Kind, v.Meaning)
				}
			})
		},
	}
}
