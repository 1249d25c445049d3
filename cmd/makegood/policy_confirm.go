package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func (c *cli) policyConfirmCommand() *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use: "confirm [FILE|FOLDER] --by NAME --note WHY", Short: "say that a policy may come into force; two people say so", Args: atMost(1),
		Long: "Say that a policy, and with it the monthly grants of its budgets, may come into force. The first person asks; another\n" +
			"one says the same of the same content. Both are of the highest rank of reviewers.yaml. Without a file it is the\n" +
			"configured policy. Workers go by the one that was confirmed last, whatever their files are: an earlier one is\n" +
			"confirmed again to come back. `makegood policy revisions` lists who said what.",
		Example: "  makegood policy confirm policy.yaml --by olga --note \"returns in January\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needed("by", by, "note", note); err != nil {
				return err
			}
			in := ledger.RuleConfirmation{Kind: ledger.RulesPolicy, By: refund.Person(by), Note: note}
			var err error
			if in.Files, err = c.policyToConfirm(cmd.Context(), args); err != nil {
				return err
			}
			return c.bankAct(cmd.Context(), in.By, func(books ledger.Store, who refund.Subject, may refund.Authority) (refund.Answer, error) {
				in.Acting, in.Authority = who, may
				return books.ConfirmRules(cmd.Context(), in)
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "who says so (reviewers.yaml)")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}

// policyToConfirm reads the policy, which has to be one that a worker can load.
func (c *cli) policyToConfirm(ctx context.Context, args []string) ([]ledger.RuleFile, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	path := s.PolicyFile
	if len(args) > 0 {
		path = args[0]
	}
	sources, err := app.PolicySources(ctx, path)
	if err != nil {
		return nil, err
	}
	if _, err := policy.LoadSet(sources); err != nil {
		return nil, app.Coded{Code: codePolicyRefused, Err: err}
	}
	return app.RuleFiles(sources), nil
}

func (c *cli) policyRevisionsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "revisions", Short: "list which policies were confirmed, by whom, and which wait for a second person", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				all, err := books.RuleRevisions(cmd.Context(), ledger.RulesPolicy)
				if err != nil {
					return err
				}
				return c.print(append([]ledger.RuleRevision{}, all...), func(w foreign.Terminal) { writeRevisions(w, all) })
			})
		},
	}
}

// digestShown is how much of a digest is shown.
const digestShown = 12

func writeRevisions(w foreign.Terminal, all []ledger.RuleRevision) {
	if len(all) == 0 {
		w.Printf("no worker has seen a policy on this ledger yet\n")
	}
	for _, r := range all {
		w.Printf("%s asked %s by %s: %s\n", refund.Cut(r.Digest, digestShown), r.AskedAt.Format(time.RFC3339), saidBy(r.AskedBy, r.AskedVerified), r.AskedNote)
		if r.AgreedAt == nil {
			w.Printf("  another person has to say so too\n")
			continue
		}
		inForce := ""
		if r.InForce {
			inForce = "; it is in force"
		}
		w.Printf("  confirmed %s by %s: %s%s\n", r.AgreedAt.Format(time.RFC3339), saidBy(r.AgreedBy, r.AgreedVerified), r.AgreedNote, inForce)
	}
}
