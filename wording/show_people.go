package wording

import (
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// The trail's events by which a proposal is agreed to, and those that void what was agreed before.
var (
	eventsAgreed   = []string{"Agreed", "ApprovalGiven", "Approved"}
	eventsReplaced = []string{"Reserved", "Replaced"}
)

// Agreed are the people who agreed to the proposal as it stands, in the trail's sequence.
func Agreed(trail []refund.TrailEntry) []refund.TrailEntry {
	var agreed []refund.TrailEntry
	for _, entry := range trail {
		switch {
		case slices.Contains(eventsReplaced, entry.Event):
			agreed = nil
		case slices.Contains(eventsAgreed, entry.Event) && !agreedBy(agreed, entry.Actor):
			agreed = append(agreed, entry)
		}
	}
	return agreed
}

func agreedBy(agreed []refund.TrailEntry, by refund.Person) bool {
	return slices.ContainsFunc(agreed, func(e refund.TrailEntry) bool { return refund.SamePerson(e.Actor, by) })
}

// approvals writes how many people must agree, as what, why, and who did.
func (p page) approvals() {
	if p.v.Proposal == nil || p.v.Proposal.ApprovalsRequired == 0 {
		return
	}
	needed := p.v.Proposal
	text := fmt.Sprintf("%d must agree", needed.ApprovalsRequired)
	if len(needed.ApprovalRoles) > 0 {
		text += ": " + strings.Join(words(needed.ApprovalRoles), ", then ")
	}
	p.line("approval", "%s%s", text, dash(p.reasons(needed.ApprovalReasons)))
	agreed := Agreed(p.v.Trail)
	for _, entry := range agreed {
		p.more("%s agreed at %s%s", entry.Actor, moment(entry.At), dash(entry.Reason))
	}
	if len(agreed) == 0 {
		p.more("nobody agreed so far")
	}
}

func words[Word ~string](list []Word) []string {
	out := make([]string, len(list))
	for i, word := range list {
		out[i] = string(word)
	}
	return out
}

// goods writes what has to come back, until when, and what was found.
func (p page) goods() {
	if p.v.Proposal != nil && p.v.Proposal.Assessment.Goods != nil {
		terms := p.v.Proposal.Assessment.Goods
		when := "the money goes first"
		if terms.First {
			when = "before the money goes"
		}
		if p.v.GoodsBy != nil {
			when += ", until " + moment(*p.v.GoodsBy)
		}
		p.line("goods", "to come back, %s", when)
		for _, line := range terms.Lines {
			p.more("line %s: %d%s", line.LineID, line.Quantity, dash(line.Title))
		}
	}
	p.inspection()
}

func (p page) inspection() {
	found := p.v.Inspection
	if found == nil {
		return
	}
	p.line("found", "by %s%s", found.By, dash(found.Note))
	for _, line := range found.Lines {
		text := fmt.Sprintf("line %s: %d accepted, %d partly, %d refused", line.LineID, line.AcceptedQuantity, line.PartialQuantity, line.RefusedQuantity)
		if line.DeductMinor != 0 {
			text += ", " + p.money(line.DeductMinor) + " less"
		}
		p.more("%s%s%s", text, dash(line.Reason), evidence(line.Evidence))
	}
}

// info writes what the customer was asked, and what they answered.
func (p page) info() {
	if q := p.v.Question; q != nil {
		p.line("question", "to the customer, by %s: %s", q.By, q.Question)
	}
	if r := p.v.Reply; r != nil {
		p.line("answered", "by %s: %s%s", r.By, r.Answer, evidence(r.Evidence))
	}
}

// appeal writes the appeal that was made, or until when there may be one.
func (p page) appeal() {
	switch {
	case p.v.Appeal != nil:
		p.line("appeal", "by %s: %s%s", p.v.Appeal.By, p.v.Appeal.Statement, evidence(p.v.Appeal.Evidence))
	case p.v.AppealBy != nil:
		p.line("appeal", "possible until %s", moment(*p.v.AppealBy))
	}
}

func evidence(list []refund.Evidence) string {
	if len(list) == 0 {
		return ""
	}
	uris := make([]string, len(list))
	for i, one := range list {
		uris[i] = one.URI
	}
	return " [" + strings.Join(uris, ", ") + "]"
}
