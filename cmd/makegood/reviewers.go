package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/refund"
)

// codeReviewersRefused: lint found something in a file of reviewers.
const codeReviewersRefused refund.Code = "REVIEWERS_REFUSED"

func (c *cli) reviewersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "reviewers [FILE]", Short: "list who may decide refunds: roles, limits, markets", Args: atMost(1),
		Long: "List who may decide refunds. Without a file: the sample that ships with makegood. The file says what a name\n" +
			"may do; who uses a name is what a door has verified, or the caller's word (docs/identity.md).",
		RunE: func(cmd *cobra.Command, args []string) error {
			staff, err := app.LoadReviewers(cmd.Context(), fileArg(args))
			if err != nil {
				return err
			}
			return c.print(staff, func(w foreign.Terminal) { writeStaff(w, staff) })
		},
	}
	cmd.AddCommand(c.reviewersLintCommand())
	return cmd
}

func (c *cli) reviewersLintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint [FILE]", Short: "find what is wrong with a file of reviewers; exit status 1 when something is", Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			source, err := app.ReviewersSource(cmd.Context(), fileArg(args))
			if err != nil {
				return err
			}
			_, err = reviewers.LoadBytes(source.Content)
			return c.showChecked(source.Name, err, codeReviewersRefused)
		},
	}
}

// loadStaff reads who may decide, as the workers do: the configured file, or the sample that ships
// with makegood.
func loadStaff(ctx context.Context, s config.Settings) (refund.Staff, error) {
	return app.LoadReviewers(ctx, s.ReviewersFile)
}

func writeStaff(w foreign.Terminal, staff refund.Staff) {
	w.Printf("roles, from the lowest: %s\n", joinedRoles(staff.Ranks))
	for _, r := range staff.Reviewers {
		markets := "everywhere"
		if len(r.Markets) > 0 {
			markets = "in " + strings.Join(r.Markets, ", ")
		}
		w.Printf("%s: %s, %s\n  up to %s\n", r.Name, joinedRoles(r.Roles), markets, limitsOf(r.LimitMinor))
	}
}

func joinedRoles(roles []refund.Role) string {
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = string(role)
	}
	return strings.Join(words, ", ")
}

// limitsOf writes amounts by currency; nobody without one may agree to anything.
func limitsOf(minor map[refund.Currency]int64) string {
	if len(minor) == 0 {
		return "nothing"
	}
	var list []string
	for _, currency := range slices.Sorted(maps.Keys(minor)) {
		list = append(list, refund.FormatAmount(minor[currency], currency))
	}
	return strings.Join(list, ", ")
}
