package wording

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// page writes one refund for a person, in the words of a speaker.
type page struct {
	w io.Writer
	v Refund
	words
}

// Show writes a refund whole: where it stands and who is asked, the amount and why, what came back,
// what was asked and appealed, the legs, the offer, who was told what, and the trail.
func Show(w io.Writer, v Refund, say explain.Speaker) {
	p := page{w: w, v: v, words: wordsOf(say)}
	p.head()
	p.amount()
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
func ShowForDecision(w io.Writer, v Refund, say explain.Speaker) {
	p := page{w: w, v: v, words: wordsOf(say)}
	p.head()
	p.amount()
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
	fmt.Fprintf(p.w, "  %s %s\n", pad(label, labelWidth), oneLine(text))
}

func (p page) more(text string) { fmt.Fprintf(p.w, "    %s\n", oneLine(text)) }

// oneLine keeps words from outside (a customer's answer, a provider's reason) within their line: a
// line break or a terminal's sequence in them could pass for something makegood says.
func oneLine(text string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text), " ")
}

func (p page) head() {
	v := p.v
	fmt.Fprintf(p.w, "%s\n", v.ID)
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
