package proof_test

import (
	"fmt"
	"strings"
)

const pageHead = `# Every provider in every situation

Made by ` + "`go test ./proof -update`" + `; do not edit. Each row was played through the real parts: the provider's adapter over HTTP
against its stateful stand-in (stored value on the ledger's own book), the refund workflow in the SDK's test environment
with its real activities, the ledger on SQLite, and the intake of notifications of the starter. The order is of 45.00 CNY,
paid once unless a row says otherwise, and all of it is given back. A row shows how things stand three days later, unless
the refund has ended before, or the row says that something happens after that.

- **leg** is the ledger's state of the leg, with the code of why a person has to act on it or of what stops it.
- **accounts** are the payment's control accounts that are not zero: open + held + sent + returned + external + disputed +
  charged back - excess = captured.
- **moved** is what went out by the provider's own book, net of what came back, and in how many movements.
- **told** are the customer's messages, in their sequence.

In code, each cell is also held to this: no leg moved money twice; what is settled has moved, and what has moved is in the
books, unless nobody knows yet; the accounts sum to the capture; the ledger's audit finds nothing; nobody was told of a refund that
was not settled then. A provider that has no such situation stands below the row's table with the reason.
`

// page is the whole page.
func (m *matrix) page() string {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, of := range situations() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| providers | leg | refund | accounts | moved | told |\n| --- | --- | --- | --- | --- | --- |\n", capital(of.name), of.says)
		m.row(&b, of)
	}
	return b.String()
}

// row writes a situation: providers of one outcome stand together.
func (m *matrix) row(b *strings.Builder, of situation) {
	var sequence []outcome
	who := map[outcome][]string{}
	for _, at := range cast() {
		o := m.cells[cellKey{of.name, at.title}]
		if len(who[o]) == 0 {
			sequence = append(sequence, o)
		}
		who[o] = append(who[o], at.title)
	}
	for _, o := range sequence {
		if o.why == "" {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", together(who[o]), o.leg, o.refund, o.accounts, o.moved, o.told)
		}
	}
	apart := "\n"
	for _, o := range sequence {
		if o.why != "" {
			fmt.Fprintf(b, "%sNot there at %s: %s.\n", apart, together(who[o]), o.why)
			apart = ""
		}
	}
}

func together(titles []string) string {
	if len(titles) == len(cast()) {
		return "all"
	}
	return strings.Join(titles, ", ")
}

func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// firstDifference is the first line in which two texts differ.
func firstDifference(was, is string) string {
	before, now := strings.Split(was, "\n"), strings.Split(is, "\n")
	for i := range max(len(before), len(now)) {
		a, b := "(nothing)", "(nothing)"
		if i < len(before) {
			a = before[i]
		}
		if i < len(now) {
			b = now[i]
		}
		if a != b {
			return fmt.Sprintf("line %d was: %s\nline %d is:  %s", i+1, a, i+1, b)
		}
	}
	return ""
}
