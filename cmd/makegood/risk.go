package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

// codeRiskRefused: lint found something in risk rules.
const codeRiskRefused refund.Code = "RISK_RULES_REFUSED"

func (a *app) riskCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "risk", Short: "check, show and compare risk rules", Args: exactly(0),
		Long: "Check, show and compare risk rules. Where a file is expected, \"shipped\" is the one that ships with makegood.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.riskRulesCommand(), a.riskLintCommand(), a.riskCompareCommand())
	return cmd
}

func (a *app) riskLintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint [FILE]", Short: "find what is wrong with risk rules; exit status 1 when something is", Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			source, err := oneSource(fileArg(args), risk.DefaultYAML())
			if err != nil {
				return err
			}
			_, err = risk.LoadBytes(source.Content)
			return a.showChecked(source.Name, err, codeRiskRefused)
		},
	}
}

func (a *app) riskRulesCommand() *cobra.Command {
	var variables bool
	cmd := &cobra.Command{
		Use: "rules [FILE]", Short: "list risk rules, and those on trial, as people read them", Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if variables {
				return a.print(risk.Variables(), writeRiskVariables)
			}
			rules, err := loadRisk(fileArg(args))
			if err != nil {
				return err
			}
			d := rules.Describe()
			return a.print(d, func(w io.Writer) { writeRisk(w, d) })
		},
	}
	cmd.Flags().BoolVar(&variables, "variables", false, "list what a rule's condition may ask about instead")
	return cmd
}

// loadRisk loads a file of risk rules, or the one that ships with makegood for "" and "shipped".
func loadRisk(path string) (*risk.Rules, error) {
	source, err := oneSource(path, risk.DefaultYAML())
	if err != nil {
		return nil, err
	}
	rules, err := risk.LoadBytes(source.Content)
	if err != nil {
		return nil, coded{code: codeBadConfig, err: fmt.Errorf("%s: %w", source.Name, err)}
	}
	return rules, nil
}

func writeRiskVariables(w io.Writer) {
	for _, v := range risk.Variables() {
		fmt.Fprintf(w, "%-38s %-7s %-9s %s\n", v.Name, v.Type, v.Kind, v.Meaning)
	}
}

func writeRisk(w io.Writer, d risk.Description) {
	fmt.Fprintf(w, "%s@%s (%s): medium from %d points, high from %d\n", d.Ref.Name, d.InForce.Version, d.Ref.Hash, d.InForce.MediumFrom, d.InForce.HighFrom)
	for _, rule := range d.InForce.Rules {
		writeRiskRule(w, rule)
	}
	if d.Trial == nil {
		return
	}
	fmt.Fprintf(w, "\non trial as %s, never acted on: medium from %d points, high from %d\n", d.Trial.Version, d.Trial.MediumFrom, d.Trial.HighFrom)
	for _, rule := range d.Trial.Rules {
		if rule.OnTrial {
			writeRiskRule(w, rule)
		}
	}
}

func writeRiskRule(w io.Writer, rule risk.RuleWords) {
	fmt.Fprintf(w, "%5d  %s: %s\n       %s\n", rule.Points, rule.Name, rule.Because, rule.If)
}
