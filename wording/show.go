package wording

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// page writes one refund for a person, in the words of a speaker.
type page struct {
	w   foreign.Terminal
	v   Refund
	say explain.Speaker
}

// Show writes a refund whole: where it stands and who is asked, the amount and why, what came back,
// what was asked and appealed, the legs, the offer, who was told what, and the trail.
func Show(w foreign.Terminal, v Refund, say explain.Speaker) {
	p := page{w: w, v: v, say: say}
	p.head()
	p.amount()
	p.creditNote()
	p.payBy()
	p.risk()
	p.approvals()
	p.goods()
	p.info()
	p.appeal()
	p.legs()
	p.offer()
	p.messages()
	p.trail()
}

// ShowForDecision writes what a reviewer has to know first: the amount and why, the risk,
// who asked for it, who agreed so far, what came back and what the customer said.
func ShowForDecision(w foreign.Terminal, v Refund, say explain.Speaker) {
	p := page{w: w, v: v, say: say}
	p.head()
	p.amount()
	p.creditNote()
	p.payBy()
	p.risk()
	p.approvals()
	p.goods()
	p.info()
	p.appeal()
}

// line writes a labelled line; more one below it.
func (p page) line(label, format string, args ...any) {
	p.w.Printf("  %-8s %s\n", label, trimmed(fmt.Sprintf(format, args...)))
}

func (p page) more(format string, args ...any) {
	p.w.Printf("    %s\n", trimmed(fmt.Sprintf(format, args...)))
}

// trimmed is a line without the spaces at its end: a column that is empty leaves them.
func trimmed(line string) string { return strings.TrimRight(line, " ") }

func (p page) head() {
	v := p.v
	p.w.Printf("%s\n", v.ID)
	p.line("status", "%s%s", v.Status, dash(v.Reason))
	if v.Status == refund.StatusNeedsAttention {
		p.line("runbook", "%s", refund.RunbookFolder+refund.Runbook(v.Attention()))
	}
	if v.WaitsFor != "" {
		p.line("waits", "%s", v.WaitsFor)
	}
	if v.Behind {
		p.line("behind", "its workflow has not followed to here: makegood look-now %s --by NAME", v.ID)
	}
	p.asked()
	p.line("reason", "%s, asked for by %s", p.reason(string(v.Cancellation.Reason)), v.Cancellation.RequestedBy)
}

// asked writes who is asked, and until when.
func (p page) asked() {
	approval := p.v.Approval
	if approval.DueAt != nil {
		p.line("due", "%s", due(approval.DueAt, approval.Overdue))
	}
	if approval.NextRole != "" {
		p.line("asked", "%s", approval.NextRole)
	}
	if approval.Assignee != "" {
		p.line("assigned", "to %s", approval.Assignee)
	}
}

// reason says a code in words, and the code beside them, which programs and the runbooks use.
func (p page) reason(code string) string {
	if said := p.say.Reason(code); said != code {
		return said + " (" + code + ")"
	}
	return code
}

func (p page) money(minor int64) string {
	return refund.FormatAmount(minor, p.v.Currency)
}

func dash(text string) string {
	if text == "" {
		return ""
	}
	return " - " + text
}
