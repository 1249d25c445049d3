package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

func (c *cli) auditDutiesCommand() *cobra.Command {
	var from, to, by string
	cmd := &cobra.Command{
		Use: "duties --from DAY --to DAY --by NAME", Short: "say which duties were not kept apart in a period", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needed("from", from, "to", to); err != nil {
				return err
			}
			period, err := periodOf(from, to)
			if err != nil {
				return err
			}
			return c.withAudit(cmd.Context(), by, func(audit *support.Auditing, call api.Call) error {
				report, err := audit.Duties(cmd.Context(), call, period)
				if err != nil {
					return err
				}
				return c.print(report, func(w foreign.Terminal) { writeDuties(w, report) })
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "what was done on this day or later (UTC)")
	cmd.Flags().StringVar(&to, "to", "", "what was done before this day")
	cmd.Flags().StringVar(&by, "by", "", "who asks")
	return cmd
}

func writeDuties(w foreign.Terminal, report support.DutyReport) {
	for _, rule := range report.Rules {
		w.Printf("%-30s %-7s %d found, %d looked at\n", rule.Rule, rule.Severity, rule.Count, rule.Looked)
		for _, one := range rule.Conflicts {
			w.Printf("  %s %s %s\n", one.Person, one.Other, one.Refund)
		}
	}
	if report.Cut {
		w.Printf("more was done than was looked at: name a shorter period\n")
	}
}

func (c *cli) auditRolesCommand() *cobra.Command {
	var person, by string
	cmd := &cobra.Command{
		Use: "roles --by NAME [--person NAME]", Short: "list how roles and limits have changed, as workers saw it", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withAudit(cmd.Context(), by, func(audit *support.Auditing, call api.Call) error {
				log, err := audit.Roles(cmd.Context(), call, support.RolesRequest{Person: refund.Person(person)})
				if err != nil {
					return err
				}
				return c.print(log, func(w foreign.Terminal) {
					for _, one := range log.Changes {
						w.Printf("%s %s: %s %s %s %s -> %s\n", one.SeenAt.Format("2006-01-02 15:04"), refund.Cut(one.Hash, digestShown), one.Person, one.Kind, one.What, one.Was, one.Became)
					}
				})
			})
		},
	}
	cmd.Flags().StringVar(&person, "person", "", "only of this person")
	cmd.Flags().StringVar(&by, "by", "", "who asks")
	return cmd
}
