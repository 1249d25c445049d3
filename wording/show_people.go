package wording

import (
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// eventsAgreed are the trail's events by which a proposal is agreed to.
var eventsAgreed = []string{"Agreed", "ApprovalGiven", "Approved"}

// approvals writes how many people must agree, as what, why, and who did.
func (p page) approvals() {
	needed := p.v.Approval
	if needed.Required == 0 {
		return
	}
	text := p.say("approval", "count", needed.Required)
	if len(needed.Roles) > 0 {
		text += p.say("approval.roles", "roles", strings.Join(listed(needed.Roles), p.say("approval.then")))
	}
	p.line("approval", text+dash(p.reasons(needed.Reasons)))
	for _, one := range needed.Agreed {
		p.more(p.agreement(one))
	}
	if len(needed.Agreed) == 0 {
		p.more(p.say("approval.nobody"))
	}
}

// agreement is who agreed in which role, and when and why last, as the trail has it.
func (p page) agreement(one refund.Agreement) string {
	text := p.say("agreed", "by", one.By)
	if one.Role != "" {
		text = p.say("agreed.as", "by", one.By, "role", one.Role)
	}
	for _, entry := range slices.Backward(p.v.Trail) {
		if slices.Contains(eventsAgreed, entry.Event) && refund.SamePerson(entry.Actor, one.By) {
			return text + p.say("agreed.at", "at", moment(entry.At)) + dash(entry.Reason)
		}
	}
	return text
}

// agreedBy reports whether a person agreed to the amount as it stands.
func agreedBy(agreed []refund.Agreement, by refund.Person) bool {
	return slices.ContainsFunc(agreed, func(a refund.Agreement) bool { return refund.SamePerson(a.By, by) })
}

func listed[Word ~string](list []Word) []string {
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
		text := p.say("goods.later")
		if terms.First {
			text = p.say("goods.first")
		}
		if terms.First && terms.ProofSuffices {
			text += p.say("goods.proof")
		}
		if p.v.Goods != nil && p.v.Goods.By != nil {
			text += p.say("until", "at", moment(*p.v.Goods.By))
		}
		p.line("goods", text)
		for _, line := range terms.Lines {
			p.more(p.say("goods.line", "line", line.LineID, "quantity", line.Quantity) + dash(line.Title))
		}
	}
	p.inspection()
}

func (p page) inspection() {
	found := p.v.Inspection
	if found == nil {
		return
	}
	if proof := found.SentProof; proof != nil {
		p.line("sent", p.say("sent", "proof", proof, "by", found.By)+dash(found.Note)+evidence(proof.Evidence))
		p.more(p.say("sent.enough"))
		return
	}
	p.line("found", p.say("by", "by", found.By)+dash(found.Note))
	if found.AllAccepted && len(found.Lines) == 0 {
		p.more(p.say("found.all"))
	}
	for _, line := range found.Lines {
		text := p.say("found.line", "line", line.LineID, "accepted", line.AcceptedQuantity, "partial", line.PartialQuantity, "refused", line.RefusedQuantity)
		if line.DeductMinor != 0 {
			text += p.say("found.less", "amount", p.money(line.DeductMinor))
		}
		p.more(text + dash(p.reason(line.Reason)) + evidence(line.Evidence))
	}
}

// info writes what the customer was asked, and what they answered.
func (p page) info() {
	if q := p.v.Question; q != nil {
		p.line("question", p.say("question", "by", q.By, "text", q.Question))
	}
	if r := p.v.Reply; r != nil {
		p.line("answered", p.say("by.text", "by", r.By, "text", r.Answer)+evidence(r.Evidence))
	}
}

// payBy writes until when the law wants the money paid.
func (p page) payBy() {
	if p.v.PayBy == nil {
		return
	}
	text := p.say("pay_by", "at", moment(*p.v.PayBy))
	if p.v.PayByLaw != "" {
		text = p.say("pay_by.law", "at", moment(*p.v.PayBy), "law", p.speaker.Law(p.v.PayByLaw))
	}
	p.line("pay_by", text)
	if p.v.Status == refund.StatusAwaitingGoods {
		p.more(p.say("pay_by.waits"))
	}
}

// appeal writes the appeal that was made, or until when there may be one.
func (p page) appeal() {
	switch {
	case p.v.Appeal != nil:
		p.line("appeal", p.say("by.text", "by", p.v.Appeal.By, "text", p.v.Appeal.Statement)+evidence(p.v.Appeal.Evidence))
	case p.v.AppealBy != nil:
		p.line("appeal", p.say("appeal.until", "at", moment(*p.v.AppealBy)))
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
