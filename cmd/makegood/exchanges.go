package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// exchangesMax bounds what is listed of one refund.
const exchangesMax = 1000

func (c *cli) exchangesCommand() *cobra.Command {
	var leg string
	cmd := &cobra.Command{
		Use:   "exchanges ID [--leg LEG]",
		Short: "show what was said between makegood and the providers about a refund",
		Long: "Show each HTTP request to a provider about a refund and its answer, oldest first, as it was kept for audit: values that an adapter\n" +
			"does not list as harmless are hidden, bodies are cut at 16 KiB. The simulator's are not kept: it has a book of its own.",
		Example: "  makegood exchanges shop/1001/c-1 --leg 1",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return c.withLedger(cmd.Context(), func(books ledger.Store) error {
				if _, err := books.Case(cmd.Context(), id); err != nil {
					return err
				}
				all, err := books.ExchangesOf(cmd.Context(), id, refund.LegID(leg), exchangesMax)
				if err != nil {
					return err
				}
				return c.print(append([]ledger.Exchange{}, all...), func(w foreign.Terminal) { writeExchanges(w, all) })
			})
		},
	}
	cmd.Flags().StringVar(&leg, "leg", "", "only those about this leg")
	return cmd
}

func writeExchanges(w foreign.Terminal, all []ledger.Exchange) {
	if len(all) == 0 {
		w.Printf("nothing was said to a provider about it\n")
	}
	for _, e := range all {
		w.Printf("%s leg %s %s %s %s: %s in %s\n", e.At.Format(time.RFC3339Nano), e.Leg, strings.TrimSpace(e.Provider+" "+e.Account), e.Method, e.Target,
			answerWords(e), e.Took.Round(time.Millisecond))
		for _, body := range []struct{ mark, text string }{{"  >", e.Request}, {"  <", e.Response}} {
			if body.text != "" {
				w.Printf("%s %s\n", body.mark, body.text)
			}
		}
	}
}

func answerWords(e ledger.Exchange) string {
	switch {
	case e.Status == 0:
		return "no answer, " + e.Problem
	case e.Problem != "":
		return fmt.Sprintf("%d, %s", e.Status, e.Problem)
	}
	return fmt.Sprint(e.Status)
}
