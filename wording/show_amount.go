package wording

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// stepWidth is how wide the name of a step is at least.
const stepWidth = 26

// amount writes what goes back and why: each step, why it is not the price paid, and what else the
// customer may choose.
func (p page) amount() {
	if p.v.Proposal == nil {
		return
	}
	a := p.v.Proposal.Assessment
	total := "amount"
	if a.TaxMinor != 0 {
		total = "amount.taxed"
	}
	p.line("amount", p.say(total, "total", p.money(a.TotalMinor), "tax", p.money(a.TaxMinor), "policy", a.Policy))
	for _, step := range p.speaker.Steps(a) {
		p.step(step, a.Currency)
	}
	for _, sentence := range p.speaker.Lines(p.speaker.Compare(p.v.Cancellation, a), a.Currency) {
		p.more("= " + sentence)
	}
	for _, code := range a.Reasons {
		p.more(p.say("because", "reason", p.reason(code)))
	}
	for _, other := range a.Alternatives {
		p.more(p.alternative(other))
	}
}

// step writes a step with the rows of its table. A statement comes to no amount.
func (p page) step(step refund.Step, currency refund.Currency) {
	result := ""
	if step.Counts() {
		result = p.money(step.ResultMinor)
	}
	p.more(pad(step.Name, stepWidth) + fmt.Sprintf(" %16s   ", result) + step.Formula)
	for _, row := range p.speaker.Rows(step, currency) {
		p.more(pad("", stepWidth) + fmt.Sprintf(" %16s     ", "") + row)
	}
}

// alternative is another way to be made good, what of it is goodwill, and whether it was chosen.
func (p page) alternative(other refund.Alternative) string {
	text := p.say("alternative", "id", other.ID, "total", p.money(other.TotalMinor), "kind", p.speaker.Alternative(other.Kind))
	if other.BonusMinor != 0 {
		text += p.say("alternative.bonus", "bonus", p.money(other.BonusMinor))
	}
	if p.v.Chosen != "" && p.v.Chosen == other.ID {
		text += p.say("alternative.chosen")
	}
	return text
}

// risk writes the verdict and its reasons; what rules on trial say is marked as not acted on.
func (p page) risk() {
	if p.v.Proposal == nil || p.v.Proposal.Verdict.Band == "" {
		return
	}
	verdict := p.v.Proposal.Verdict
	p.line("risk", p.verdict(verdict))
	if trial := verdict.Shadow; trial != nil {
		p.more(p.say("risk.trial", "verdict", p.verdict(*trial)))
	}
}

func (p page) verdict(v refund.RiskVerdict) string {
	return p.say("risk", "band", p.code("risk", string(v.Band)), "score", v.Score, "rules", orDash(v.Rules)) + dash(p.reasons(v.Reasons))
}

func (p page) reasons(codes []string) string {
	said := make([]string, len(codes))
	for i, code := range codes {
		said[i] = p.reason(code)
	}
	return strings.Join(said, p.say("and"))
}

// legs writes where the money goes and how far it has come.
func (p page) legs() {
	for _, leg := range p.v.Legs {
		p.labelled(p.say("label.leg", "leg", leg.LegID), p.say("leg", "amount", p.money(leg.AmountMinor), "payment", leg.PaymentID, "how", p.how(leg.Leg),
			"status", p.code("leg", string(leg.Status)))+p.outcome(leg.Leg))
		if leg.BonusMinor != 0 {
			p.more(p.say("leg.bonus", "amount", p.money(leg.BonusMinor)))
		}
		if leg.Status.Undecided() {
			p.more(p.say("leg.known", "key", refund.ProviderKey(p.v.ID, leg.LegID, leg.Generation)))
		}
		p.settled(leg.LegID)
		p.legWaits(leg)
	}
}

// legWaits writes why a leg is not paid, what was said of it in writing, and where that is explained.
func (p page) legWaits(leg refund.LegStanding) {
	for _, said := range leg.Cleared {
		p.more(p.say("leg.said", "by", said.By, "at", moment(said.At), "fact", p.say("fact."+string(said.Fact))))
	}
	if said := leg.Elsewhere; said != nil {
		p.more(p.say("leg.elsewhere", "by", said.By, "at", moment(said.At), "reference", said.Reference))
	}
	switch page := leg.Runbook(); {
	case leg.NeedsPerson != "":
		p.more(p.say("leg.needs", "code", leg.NeedsPerson, "page", refund.RunbookFolder+refund.Runbook(leg.NeedsPerson)))
	case leg.Stopped != "":
		p.more(p.say("leg.stopped", "code", leg.Stopped, "page", refund.RunbookFolder+refund.Runbook(leg.Stopped)))
	case page != "" && leg.MayRetry:
		p.more(p.say("leg.again"))
	case page != "":
		p.more(p.say("see", "page", refund.RunbookFolder+page))
	}
}

// how says to which capture a leg goes, which way it takes, if it is not its own payment's, and in whose place it goes.
func (p page) how(leg refund.Leg) string {
	text := ""
	if leg.CaptureID != "" {
		text += p.say("how.capture", "capture", leg.CaptureID)
	}
	if leg.Void {
		text += p.say("how.void")
	}
	if leg.Units != nil {
		text += fmt.Sprintf(" (%d %s)", leg.Units.Amount, leg.Units.Asset)
	}
	if leg.Via != "" {
		text += p.say("how.via", "via", leg.Via)
	}
	if leg.Substitutes != "" {
		text += p.say("how.instead", "leg", leg.Substitutes)
	}
	return text
}

// outcome is the provider's word: the class of a refusal, its reason, its own id.
func (p page) outcome(leg refund.Leg) string {
	if leg.Outcome == nil {
		return ""
	}
	text := dash(strings.TrimSpace(string(leg.Outcome.Class) + " " + leg.Outcome.Reason))
	if leg.Outcome.ProviderRefundID != "" {
		text += p.say("outcome.id", "id", leg.Outcome.ProviderRefundID)
	}
	if leg.Outcome.ExpectedBy != nil {
		text += p.say("outcome.expected", "at", moment(*leg.Outcome.ExpectedBy))
	}
	return text
}
