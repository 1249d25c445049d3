package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
)

func (c *cli) providersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "providers",
		Short: "list the payment providers, what is missing for each, and what stops it",
		Long: "List every provider there is an adapter for: whether it is configured or which setting is missing, its accounts, its limits and\n" +
			"timings, whether its notifications can be verified, and the kill switches and open circuits that stop it.",
		Example: "  makegood providers\n  makegood providers check stripe",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			thrown, away := c.thrownSwitches(cmd.Context(), s)
			if away != nil {
				c.stderr().Printf("note: the ledger cannot be read, so what stops a provider is not shown: %v\n", away)
			}
			states := app.ProviderStates(s, thrown)
			return c.print(states, func(w foreign.Terminal) { writeProviders(w, states, c.now()) })
		},
	}
	cmd.AddCommand(c.providersCheckCommand())
	return cmd
}

func (c *cli) thrownSwitches(ctx context.Context, s config.Settings) ([]ledger.Thrown, error) {
	books, err := app.OpenUncheckedLedger(ctx, s, c.now)
	if err != nil {
		return nil, err
	}
	defer books.Close()
	return books.Thrown(ctx)
}

// providerChecked is what is printed of a check.
type providerChecked struct {
	Provider string   `json:"provider"`
	Answers  bool     `json:"answers"`
	Problems []string `json:"problems"`
}

func (c *cli) providersCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check NAME",
		Short: "try a provider's credentials with a question that moves nothing",
		Long: "Ask the provider for the refunds of the last minute, with the credentials of each of its accounts. Exit status 1 when one has no\n" +
			"good answer (PROVIDER_WRONG), when it has no credentials (PROVIDER_NOT_CONFIGURED), or when there is no such provider (PROVIDER_UNKNOWN).",
		Example: "  makegood providers check stripe",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			problems, err := app.CheckProvider(cmd.Context(), s, args[0])
			if err != nil {
				return err
			}
			checked := providerChecked{Provider: args[0], Answers: len(problems) == 0, Problems: append([]string{}, problems...)}
			if len(problems) > 0 && !c.json {
				return app.Coded{Code: app.CodeProviderWrong, Err: errors.New(strings.Join(problems, "; "))}
			}
			if err := c.print(checked, func(w foreign.Terminal) { w.Printf("%s answers\n", args[0]) }); err != nil || checked.Answers {
				return err
			}
			return printed{errors.New("providers check: " + problems[0])}
		},
	}
}

func writeProviders(w foreign.Terminal, states []app.ProviderState, now time.Time) {
	for _, p := range states {
		w.Printf("%-12s %s\n", p.Name, configuredWords(p))
		if p.Note != "" {
			w.Printf("             %s\n", p.Note)
		}
		for _, problem := range p.Problems {
			w.Printf("             wrong: %s\n", problem)
		}
		for _, words := range limitWords(p) {
			w.Printf("             %s\n", words)
		}
		for _, t := range p.Stopped {
			w.Printf("             %s\n", stoppedWords(p.Name, t, now))
		}
	}
}

func configuredWords(p app.ProviderState) string {
	if !p.Configured {
		return "not used: set " + strings.Join(p.Missing, " or ")
	}
	words := "configured"
	if len(p.Accounts) > 1 || len(p.Accounts) == 1 && p.Accounts[0] != "" {
		names := make([]string, len(p.Accounts))
		for i, account := range p.Accounts {
			names[i] = cmp.Or(account, "every other")
		}
		words += ", accounts: " + strings.Join(names, ", ")
	}
	if p.Receives {
		words += ", notifications are verified"
	}
	return words
}

// limitWords are the limits and timings, a line each; none for what has none.
func limitWords(p app.ProviderState) (out []string) {
	if t := p.Terms; t.CallTimeoutSeconds > 0 {
		out = append(out, fmt.Sprintf("a call may take %s, usually %s; asked again after %s", span(t.CallTimeoutSeconds), span(t.UsualAnswerSeconds), spans(t.LookupDelaySeconds)))
	}
	l := p.Limits
	if l.Source == "" {
		return out
	}
	late := "a refund that settled is final"
	if l.LateFailure {
		late = "a refund that settled may fail late"
	}
	out = append(out, fmt.Sprintf("keys of %d bytes are told apart for %s; %s", l.KeyBytesMax, span(l.KeyLifetimeSeconds), late))
	if l.RefundAgeMaxSeconds > 0 {
		out = append(out, "refunds are possible for "+span(l.RefundAgeMaxSeconds)+" after the capture")
	}
	for _, method := range slices.Sorted(maps.Keys(l.RefundAgeByMethod)) {
		out = append(out, method+": for "+span(l.RefundAgeByMethod[method]))
	}
	if l.AuthorisationHonoured > 0 {
		out = append(out, "an authorisation is honoured for "+span(l.AuthorisationHonoured)+" of the "+span(l.AuthorisationAgeSeconds)+" that it lasts")
	}
	if l.VoidEndsCaptures {
		out = append(out, "a void ends all later captures of the authorisation")
	}
	if l.KeepsFees {
		out = append(out, "the fee of a payment is kept when it is refunded")
	}
	if l.PartsMax > 0 {
		out = append(out, fmt.Sprintf("at most %d refunds a payment", l.PartsMax))
	}
	return append(out, fmt.Sprintf("%g calls a second and account; read in %s", l.RatePerSecond, l.Source))
}

func stoppedWords(provider string, t ledger.Thrown, now time.Time) string {
	what := "STOPPED by the kill switch"
	if account, ok := t.Circuit(provider); ok {
		what = "CIRCUIT OPEN"
		if account != "" {
			what += " for " + account
		}
	} else if merchant, ok := t.Merchant(); ok {
		what += " for merchant " + string(merchant)
	}
	return fmt.Sprintf("%s, thrown %s ago by %s: %s", what, now.Sub(t.At).Round(time.Second), t.By, t.Reason)
}

// span is a time in seconds as people say it.
func span(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	if d >= 48*time.Hour {
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	}
	if d >= time.Hour && d%time.Hour == 0 {
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	if d >= time.Minute && d%time.Minute == 0 {
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}

func spans(seconds []float64) string {
	words := make([]string, len(seconds))
	for i, one := range seconds {
		words[i] = span(one)
	}
	return strings.Join(words, ", ")
}
