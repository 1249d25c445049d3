package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

// codeRiskRefused: lint found something in risk rules.
const codeRiskRefused refund.Code = "RISK_RULES_REFUSED"

func (c *cli) riskCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "risk", Short: "check, show and compare risk rules", Args: exactly(0),
		Long: "Check, show and compare risk rules. Where a file is expected, \"shipped\" is the one that ships with makegood.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.riskRulesCommand(), c.riskLintCommand(), c.riskCompareCommand())
	return cmd
}

func (c *cli) riskLintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint [FILE]", Short: "find what is wrong with risk rules; exit status 1 when something is", Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			source, err := app.RiskSource(cmd.Context(), fileArg(args))
			if err != nil {
				return err
			}
			_, err = risk.LoadBytes(source.Content)
			return c.showChecked(source.Name, err, codeRiskRefused)
		},
	}
}

func (c *cli) riskRulesCommand() *cobra.Command {
	var variables bool
	cmd := &cobra.Command{
		Use: "rules [FILE]", Short: "list risk rules, and those on trial, as people read them", Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if variables {
				return c.print(risk.Variables(), writeRiskVariables)
			}
			rules, err := app.LoadRisk(cmd.Context(), fileArg(args))
			if err != nil {
				return err
			}
			d := rules.Describe()
			return c.print(d, func(w foreign.Terminal) { writeRisk(w, d) })
		},
	}
	cmd.Flags().BoolVar(&variables, "variables", false, "list what a rule's condition may ask about instead")
	return cmd
}

func writeRiskVariables(w foreign.Terminal) {
	for _, v := range risk.Variables() {
		w.Printf("%-38s %-7s %-9s %s\n", v.Name, v.Type, v.Kind, v.Meaning)
	}
}

func writeRisk(w foreign.Terminal, d risk.Description) {
	w.Printf("%s@%s (%s): medium from %d points, high from %d\n", d.Ref.Name, d.InForce.Version, d.Ref.Hash, d.InForce.MediumFrom, d.InForce.HighFrom)
	for _, rule := range d.InForce.Rules {
		writeRiskRule(w, rule)
	}
	if d.Trial == nil {
		return
	}
	w.Printf("\non trial as %s, never acted on: medium from %d points, high from %d\n", d.Trial.Version, d.Trial.MediumFrom, d.Trial.HighFrom)
	for _, rule := range d.Trial.Rules {
		if rule.OnTrial {
			writeRiskRule(w, rule)
		}
	}
}

func writeRiskRule(w foreign.Terminal, rule risk.RuleWords) {
	w.Printf("%5d  %s: %s\n       %s\n", rule.Points, rule.Name, rule.Because, rule.If)
}
