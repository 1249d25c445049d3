// Command alerts checks the files under ops/ that watch makegood: Prometheus' rules and scrape
// configuration, and Grafana's dashboards. Rules and expressions are parsed by Prometheus' own
// packages; every metric of ours must exist in the code, every label value and scrape job must be
// one there is, and every alert must name a runbook that is there.
//
// Usage, from tools/alerts: `go run . ../..`.
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("alerts: want one folder, the repository's root")
	}
	known, err := readKnown(args[0])
	if err != nil {
		return err
	}
	breaches := append(checkRules(args[0], known), checkDashboards(args[0], known)...)
	return errors.Join(breaches...)
}
