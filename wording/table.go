package wording

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/makegood/makegood/refund"
)

// WriteList writes the refunds that wait for a person, and apart from them those that wait for the customer: a
// line of columns each, and below it the reason, its page in the documentation, and the next command.
func WriteList(w io.Writer, list []Waiting) {
	if len(list) == 0 {
		fmt.Fprintln(w, "nothing waits for a person")
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

func writePart(w io.Writer, title string, list []Waiting) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "%s: %d\n", title, len(list))
	for i, columns := range columnsOf(list) {
		fmt.Fprintf(w, "  %s\n", columns)
		if i > 0 { // the first line is the heading
			writeBelow(w, list[i-1])
		}
	}
}

// columnsOf aligns the heading and one line a refund.
func columnsOf(list []Waiting) []string {
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DUE\tREFUND\tAMOUNT\tSTATUS\tREASON\tRISK\tASKED\tASSIGNED")
	for _, one := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", orDash(one.due()), one.ID,
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

func writeBelow(w io.Writer, one Waiting) {
	if one.Status == refund.StatusPayingOut && one.NeedsPerson != "" {
		fmt.Fprintf(w, "    a leg needs a person: %s\n", one.NeedsPerson)
	}
	if one.LastReason != "" {
		fmt.Fprintf(w, "    %s\n", oneLine(one.LastReason))
	}
	if one.Runbook != "" {
		fmt.Fprintf(w, "    see %s\n", one.Runbook)
	}
	fmt.Fprintf(w, "    %s\n", one.Command)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
