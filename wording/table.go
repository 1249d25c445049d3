package wording

import (
	"strings"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// WriteList writes the refunds that wait for a person, and apart from them those that wait for the customer: a
// line of columns each, and below it the reason, its page in the documentation, and the next command.
func WriteList(w foreign.Terminal, list []Waiting, say explain.Speaker) {
	t := table{w: w, words: wordsOf(say)}
	if len(list) == 0 {
		w.Printf("%s\n", t.say("list.none"))
		return
	}
	for _, part := range []struct {
		whom  Whom
		title string
	}{{ForStaff, "list.staff"}, {ForCustomer, "list.customer"}} {
		t.part(part.title, ofWhom(list, part.whom))
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

// table writes a list in a speaker's words.
type table struct {
	w foreign.Terminal
	words
}

func (t table) part(title string, list []Waiting) {
	if len(list) == 0 {
		return
	}
	t.w.Printf("%s\n", t.say(title, "count", len(list)))
	for i, columns := range t.columns(list) {
		t.w.Printf("  %s\n", columns)
		if i > 0 { // the first line is the heading
			t.below(list[i-1])
		}
	}
}

// headings are the columns, by their ids in the catalogue.
var headings = []string{"due", "refund", "amount", "status", "reason", "risk", "asked", "assigned"}

// columns aligns the heading and one line a refund.
func (t table) columns(list []Waiting) []string {
	rows := [][]string{{}}
	for _, id := range headings {
		rows[0] = append(rows[0], t.say("column."+id))
	}
	for _, one := range list {
		rows = append(rows, printable(orDash(t.dueOf(one)), string(one.ID), refund.FormatAmount(one.TotalMinor, one.Currency),
			t.code("status", string(one.Status)), t.reasonInList(string(one.Reason)), orDash(t.code("risk", string(one.RiskBand))), orDash(string(one.NextRole)), orDash(string(one.Assignee))))
	}
	return aligned(rows)
}

// dueOf writes the moment by which a refund is to be led on, whether it has passed, and whether the law says so.
func (t table) dueOf(one Waiting) string {
	text := t.due(one.DueAt, one.Overdue)
	if one.ByLaw {
		return t.say("due.law", "at", text)
	}
	return text
}

// printable makes cells as they are going to be shown, so that a column is as wide as its widest.
func printable(cells ...string) []string {
	for i := range cells {
		cells[i] = foreign.Line(cells[i])
	}
	return cells
}

// aligned pads every column but the last to its widest cell.
func aligned(rows [][]string) []string {
	wide := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], widthOf(cell))
		}
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, cell := range row {
			cells[j] = pad(cell, wide[j])
		}
		lines[i] = strings.TrimRight(strings.Join(cells, "  "), " ")
	}
	return lines
}

// reasonInList is the code alone in English, whose codes are words.
func (t table) reasonInList(code string) string {
	if t.translates() {
		return t.reason(code)
	}
	return code
}

func (t table) below(one Waiting) {
	if one.Status == refund.StatusPayingOut && one.NeedsPerson != "" {
		t.w.Printf("    %s\n", t.say("list.leg", "code", one.NeedsPerson))
	}
	if one.LastReason != "" {
		t.w.Printf("    %s\n", trimmed(t.stored(one.LastReason)))
	}
	if one.Runbook != "" {
		t.w.Printf("    %s\n", t.say("see", "page", one.Runbook))
	}
	t.w.Printf("    %s\n", one.Command)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
