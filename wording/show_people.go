package wording

import (
	"fmt"
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
	text := fmt.Sprintf("%d must agree", needed.Required)
	if len(needed.Roles) > 0 {
		text += ": " + strings.Join(words(needed.Roles), ", then ")
	}
	p.line("approval", "%s%s", text, dash(p.reasons(needed.Reasons)))
	for _, one := range needed.Agreed {
		p.more("%s agreed%s%s", one.By, asRole(one.Role), p.lastAgreement(one.By))
	}
	if len(needed.Agreed) == 0 {
		p.more("nobody agreed so far")
	}
}

// lastAgreement is when a person agreed last, and why, as the trail has it.
func (p page) lastAgreement(by refund.Person) string {
	for _, entry := range slices.Backward(p.v.Trail) {
		if slices.Contains(eventsAgreed, entry.Event) && refund.SamePerson(entry.Actor, by) {
			return " at " + moment(entry.At) + dash(entry.Reason)
		}
	}
	return ""
}

func asRole(role refund.Role) string {
	if role == "" {
		return ""
	}
	return " as " + string(role)
}

// agreedBy reports whether a person agreed to the amount as it stands.
func agreedBy(agreed []refund.Agreement, by refund.Person) bool {
	return slices.ContainsFunc(agreed, func(a refund.Agreement) bool { return refund.SamePerson(a.By, by) })
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
		if terms.ProofSuffices {
			when += ", or the proof that they were sent"
		}
		if p.v.Goods != nil && p.v.Goods.By != nil {
			when += ", until " + moment(*p.v.Goods.By)
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
	if proof := found.SentProof; proof != nil {
		p.line("sent", "with %s, entered by %s%s%s", proof, found.By, dash(found.Note), evidence(proof.Evidence))
		p.more("the money waits for the goods no longer")
		return
	}
	p.line("found", "by %s%s", found.By, dash(found.Note))
	if found.AllAccepted && len(found.Lines) == 0 {
		p.more("everything that was expected, as it should be")
	}
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

// payBy writes until when the law wants the money paid.
func (p page) payBy() {
	if p.v.PayBy == nil {
		return
	}
	law := ""
	if p.v.PayByLaw != "" {
		law = " (" + p.v.PayByLaw + ")"
	}
	p.line("pay by", "%s, by law%s", moment(*p.v.PayBy), law)
	if p.v.Status == refund.StatusAwaitingGoods {
		p.more("the law lets the money wait for the goods")
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
