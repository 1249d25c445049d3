package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "check refunds: draw samples of closed ones, see how duties were kept apart, take out signed files, verify them", Args: exactly(0),
		Long: "Check refunds, as an auditor or as somebody of the highest rank (reviewers.yaml). Auditors are shown no personal data.\n" +
			"Everything is by the service of the desk's pages for auditors. See docs/audit.md.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.auditSampleCommand(), c.auditDutiesCommand(), c.auditRolesCommand(), c.auditExportCommand(), c.auditVerifyCommand())
	return cmd
}

// withAudit does work with what auditors ask, as somebody who is named.
func (c *cli) withAudit(ctx context.Context, by string, work func(*support.Auditing, api.Call) error) error {
	if err := needed("by", by); err != nil {
		return err
	}
	s, err := c.settings()
	if err != nil {
		return err
	}
	who, err := c.acting(ctx, s, refund.Person(by))
	if err != nil {
		return err
	}
	ports := app.NewServicePorts(s, c.now)
	defer ports.Close()
	audit, err := ports.Auditing(func(ctx context.Context) (refund.Staff, error) { return c.staff(ctx, s) })
	if err != nil {
		return err
	}
	return work(audit, api.Call{Subject: who})
}

// auditSample are a sample's terms as they are typed.
type auditSample struct {
	seed, from, to, by, merchant, risk, way, atLeast, lessThan string
	size                                                       int
}

func (c *cli) auditSampleCommand() *cobra.Command {
	var f auditSample
	cmd := &cobra.Command{
		Use: "sample --seed TEXT --from DAY --to DAY --by NAME", Short: "draw closed refunds, check each again, and keep the sample", Args: exactly(0),
		Long: "Draw refunds that were closed in a period, check each of them again as the ledger has it now, and keep the sample with what\n" +
			"came of it. The same seed draws the same refunds from the same population, whoever draws them.",
		Example: "  makegood audit sample --seed 2026-Q4 --from 2026-10-01 --to 2027-01-01 --size 25 --by ada",
		RunE: func(cmd *cobra.Command, _ []string) error {
			terms, err := f.terms()
			if err != nil {
				return err
			}
			return c.withAudit(cmd.Context(), f.by, func(audit *support.Auditing, call api.Call) error {
				sample, err := audit.DrawSample(cmd.Context(), call, terms)
				if err != nil {
					return err
				}
				return c.print(sample, func(w foreign.Terminal) { writeSample(w, sample) })
			})
		},
	}
	cmd.Flags().StringVar(&f.seed, "seed", "", "what names the sample, such as a quarter")
	cmd.Flags().StringVar(&f.from, "from", "", "refunds closed on this day or later (UTC)")
	cmd.Flags().StringVar(&f.to, "to", "", "refunds closed before this day, which is over")
	cmd.Flags().IntVar(&f.size, "size", 25, "how many refunds, 200 at most")
	cmd.Flags().StringVar(&f.merchant, "merchant", "", "only this merchant's")
	cmd.Flags().StringVar(&f.risk, "risk", "", "only of this risk: low, medium or high")
	cmd.Flags().StringVar(&f.way, "way", "", "only by this provider, or by STORE_CREDIT or ELSEWHERE")
	cmd.Flags().StringVar(&f.atLeast, "at-least", "", `only amounts of at least this, such as "100.00 EUR"`)
	cmd.Flags().StringVar(&f.lessThan, "less-than", "", `only amounts of less than this, such as "500.00 EUR"`)
	cmd.Flags().StringVar(&f.by, "by", "", "who draws it")
	return cmd
}

func (f auditSample) terms() (ledger.SampleTerms, error) {
	if err := needed("seed", f.seed, "from", f.from, "to", f.to); err != nil {
		return ledger.SampleTerms{}, err
	}
	period, err := periodOf(f.from, f.to)
	if err != nil {
		return ledger.SampleTerms{}, err
	}
	terms := ledger.SampleTerms{Seed: f.seed, Size: f.size, ClosedFilter: ledger.ClosedFilter{
		From: period.From, To: period.To, Merchant: refund.MerchantID(f.merchant), Risk: refund.RiskBand(f.risk), Way: f.way,
	}}
	for _, bound := range []struct {
		text string
		into *int64
	}{{f.atLeast, &terms.AtLeastMinor}, {f.lessThan, &terms.LessThanMinor}} {
		if bound.text == "" {
			continue
		}
		minor, currency, err := refund.ParseAmount(bound.text)
		if err != nil {
			return terms, usage("%v", err)
		}
		if terms.Currency != "" && terms.Currency != currency {
			return terms, usage("the amounts are in %s and %s", terms.Currency, currency)
		}
		*bound.into, terms.Currency = minor, currency
	}
	return terms, nil
}

func writeSample(w foreign.Terminal, s ledger.Sample) {
	w.Printf("%s: %d of %d closed refunds, by the seed %s\n", s.ID, len(s.Results), s.Population, s.Terms.Seed)
	for _, r := range s.Results {
		w.Printf("  %-11s %s\n", r.Result, r.Refund)
		for _, check := range r.Checks {
			if check.Result == ledger.CheckDiffers {
				w.Printf("              %s: %s\n", check.Check, check.Detail)
			}
		}
	}
}
