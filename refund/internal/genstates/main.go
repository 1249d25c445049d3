// Command genstates writes docs/states.md from the state machines in package refund.
//
// On the path: beside it; `go generate ./refund` runs it, `make generated` holds the page to the code.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/makegood/makegood/refund"
)

func main() {
	if err := os.WriteFile("../docs/states.md", []byte(page()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func page() string {
	var b strings.Builder
	b.WriteString("# States\n\nMade from `refund/transition.go` by `make generate`; do not edit. The story may take no other way, and each\n" +
		"arrow of a refund has a test of its name in `workflows/arrows_test.go` (`TestArrows/<from>_to_<to>`), each arrow of a leg\n" +
		"one in `ledger/ledgertest` (`arrows`).\n\n## A refund\n\n")
	b.WriteString("| status | means |\n| --- | --- |\n")
	for _, s := range refund.Statuses() {
		fmt.Fprintf(&b, "| %s | %s |\n", s, meaning(s))
	}
	b.WriteString("\n| from | to | when |\n| --- | --- | --- |\n")
	for _, t := range refund.Transitions() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", t.From, t.To, t.By)
	}
	b.WriteString("\n## A leg\n\n| from | to | when |\n| --- | --- | --- |\n")
	for _, t := range refund.LegTransitions() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", t.From, t.To, t.By)
	}
	b.WriteString("\n`Held` (a disputed share waits) comes with disputes; a stopped payment parks the refund until then.\n")
	return b.String()
}

func meaning(s refund.Status) string {
	kind := "on its way"
	if s.Final() {
		kind = "an end"
	}
	return kind + ": " + s.Meaning()
}
