package wording

import (
	"strings"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// WriteList writes the refunds that wait for a person, and apart from them those that wait for the customer: a
// line of columns each, and below it the reason, its page in the documentation, and the next command.
func WriteList(w foreign.Terminal, list []Waiting) {
	if len(list) == 0 {
		w.Printf("nothing waits for a person\n")
		return
	}
	for _, part := range []struct {
		whom  Whom
		title string
	}{{ForStaff, "waiting for a person"}, {ForCustomer, "waiting for the customer or goods"}} {
		writePart(w, part.title, ofWhom(list, part.whom))
	}
}

func ofWhom(list []Waiting, whom Whom) (out []Waiting) {
	for _, one := range list {
		if one.WaitsFor == whom {
			out = append(out, one)
		}
	}
	return out
}

func writePart(w foreign.Terminal, title string, list []Waiting) {
	if len(list) == 0 {
		return
	}
	w.Printf("%s: %d\n", title, len(list))
	for i, columns := range columnsOf(list) {
		w.Printf("  %s\n", columns)
		if i > 0 { // the first line is the heading
			writeBelow(w, list[i-1])
		}
	}
}

// columnsOf aligns the heading and one line a refund.
func columnsOf(list []Waiting) []string {
	var b strings.Builder
	table := foreign.To(&b).Table()
	table.Printf("DUE\tREFUND\tAMOUNT\tSTATUS\tREASON\tRISK\tASKED\tASSIGNED\n")
	for _, one := range list {
		table.Printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", orDash(one.due()), one.ID,
			refund.FormatAmount(one.TotalMinor, one.Currency), one.Status, one.Reason,
			orDash(string(one.RiskBand)), orDash(string(one.NextRole)), orDash(string(one.Assignee)))
	}
	_ = table.Flush() // a strings.Builder takes everything
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

func writeBelow(w foreign.Terminal, one Waiting) {
	if one.Status == refund.StatusPayingOut && one.NeedsPerson != "" {
		w.Printf("    a leg needs a person: %s\n", one.NeedsPerson)
	}
	if one.LastReason != "" {
		w.Printf("    %s\n", one.LastReason)
	}
	if one.Runbook != "" {
		w.Printf("    see %s\n", one.Runbook)
	}
	w.Printf("    %s\n", one.Command)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
