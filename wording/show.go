package wording

import (
	"strings"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// page writes one refund for a person, in the words of a speaker.
type page struct {
	w foreign.Terminal
	v Refund
	words
}

// Show writes a refund whole: where it stands and who is asked, the amount and why, what came back,
// what was asked and appealed, the legs, the offer, who was told what, and the trail.
func Show(w foreign.Terminal, v Refund, say explain.Speaker) {
	p := page{w: w, v: v, words: wordsOf(say)}
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
	p := page{w: w, v: v, words: wordsOf(say)}
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

// labelWidth is how wide a label is at least.
const labelWidth = 8

// line writes a line with a label of the catalogue; more one below it.
func (p page) line(label, text string) { p.labelled(p.say("label."+label), text) }

func (p page) labelled(label, text string) {
	p.w.Printf("  %s %s\n", pad(label, labelWidth), trimmed(text))
}

func (p page) more(text string) { p.w.Printf("    %s\n", trimmed(text)) }

// trimmed is a line without the spaces at its end: a column that is empty leaves them.
func trimmed(line string) string { return strings.TrimRight(line, " ") }

func (p page) head() {
	v := p.v
	p.w.Printf("%s\n", v.ID)
	p.line("status", p.code("status", string(v.Status))+dash(p.stored(v.Reason)))
	if v.Status == refund.StatusNeedsAttention {
		p.line("runbook", refund.RunbookFolder+refund.Runbook(v.Attention()))
	}
	if v.WaitsFor != "" {
		p.line("waits", p.stored(v.WaitsFor))
	}
	if v.Behind {
		p.line("behind", p.say("behind", "id", v.ID))
	}
	p.asked()
	p.line("reason", p.say("reason", "reason", p.reason(string(v.Cancellation.Reason)), "by", v.Cancellation.RequestedBy))
}

// asked writes who is asked, and until when.
func (p page) asked() {
	approval := p.v.Approval
	if approval.DueAt != nil {
		p.line("due", p.due(approval.DueAt, approval.Overdue))
	}
	if approval.NextRole != "" {
		p.line("asked", string(approval.NextRole))
	}
	if approval.Assignee != "" {
		p.line("assigned", p.say("assigned", "to", approval.Assignee))
	}
}

func (p page) money(minor int64) string {
	return refund.FormatAmount(minor, p.v.Currency)
}
