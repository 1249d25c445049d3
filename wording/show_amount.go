package wording

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// amount writes what goes back and why: each step, why it is not the price paid, and what else the
// customer may choose.
func (p page) amount() {
	if p.v.Proposal == nil {
		return
	}
	a := p.v.Proposal.Assessment
	p.line("amount", "%s (tax in it %s), policy %s", p.money(a.TotalMinor), p.money(a.TaxMinor), a.Policy)
	for _, step := range p.say.Steps(a) {
		p.more("%-26s %16s   %s", step.Name, p.money(step.ResultMinor), step.Formula)
	}
	for _, sentence := range p.say.Lines(p.say.Compare(a), a.Currency) {
		p.more("= %s", sentence)
	}
	for _, code := range a.Reasons {
		p.more("because: %s", p.reason(code))
	}
	for _, other := range a.Alternatives {
		p.more("%s", alternativeLine(p, other))
	}
}

// alternativeLine writes an alternative, what of it is goodwill, and whether it was chosen.
func alternativeLine(p page, other refund.Alternative) string {
	text := fmt.Sprintf("or %s: %s (%s)", other.ID, p.money(other.TotalMinor), p.say.Alternative(other.Kind))
	if other.BonusMinor != 0 {
		text += ", " + p.money(other.BonusMinor) + " of it a bonus"
	}
	if p.v.Chosen != "" && p.v.Chosen == other.ID {
		text += ", chosen"
	}
	return text
}

// risk writes the verdict and its reasons; what rules on trial say is marked as not acted on.
func (p page) risk() {
	if p.v.Proposal == nil || p.v.Proposal.Verdict.Band == "" {
		return
	}
	verdict := p.v.Proposal.Verdict
	p.line("risk", "%s (score %d, rules %s)%s", verdict.Band, verdict.Score, orDash(verdict.Rules), dash(p.reasons(verdict.Reasons)))
	if trial := verdict.Shadow; trial != nil {
		p.more("on trial, not acted on: %s (score %d, rules %s)%s", trial.Band, trial.Score, orDash(trial.Rules), dash(p.reasons(trial.Reasons)))
	}
}

func (p page) reasons(codes []string) string {
	said := make([]string, len(codes))
	for i, code := range codes {
		said[i] = p.reason(code)
	}
	return strings.Join(said, ", ")
}

// legs writes where the money goes and how far it has come.
func (p page) legs() {
	for _, leg := range p.v.Legs {
		p.line("leg "+string(leg.LegID), "%s to %s%s: %s%s", p.money(leg.AmountMinor), leg.PaymentID, how(leg.Leg), leg.Status, outcome(leg.Leg))
		if leg.BonusMinor != 0 {
			p.more("and a bonus of %s", p.money(leg.BonusMinor))
		}
		if leg.Status.Undecided() {
			p.more("its provider knows it as %s", refund.ProviderKey(p.v.ID, leg.LegID, leg.Generation))
		}
		p.legWaits(leg)
	}
}

// legWaits writes why a leg is not paid, what was said of it in writing, and where that is explained.
func (p page) legWaits(leg refund.LegStanding) {
	for _, said := range leg.Cleared {
		p.more("%s said at %s that it is %s", said.By, moment(said.At), strings.ReplaceAll(string(said.Fact), "_", " "))
	}
	switch page := leg.Runbook(); {
	case leg.NeedsPerson != "":
		p.more("a person has to act: %s, see %s", leg.NeedsPerson, refund.RunbookFolder+refund.Runbook(leg.NeedsPerson))
	case leg.Stopped != "":
		p.more("held back for now, and goes on by itself: %s, see %s", leg.Stopped, refund.RunbookFolder+refund.Runbook(leg.Stopped))
	case page != "" && leg.MayRetry:
		p.more("it is going to be sent again")
	case page != "":
		p.more("see %s", refund.RunbookFolder+page)
	}
}

// how says to which capture a leg goes, which way it takes, if it is not its own payment's, and in whose place it goes.
func how(leg refund.Leg) string {
	text := ""
	if leg.CaptureID != "" {
		text += " capture " + leg.CaptureID
	}
	if leg.Void {
		text += " (void: it was never captured)"
	}
	if leg.Units != nil {
		text += fmt.Sprintf(" (%d %s)", leg.Units.Amount, leg.Units.Asset)
	}
	if leg.Via != "" {
		text += " via " + leg.Via
	}
	if leg.Substitutes != "" {
		text += " in place of leg " + string(leg.Substitutes)
	}
	return text
}

// outcome is the provider's word: the class of a refusal, its reason, its own id.
func outcome(leg refund.Leg) string {
	if leg.Outcome == nil {
		return ""
	}
	text := dash(strings.TrimSpace(string(leg.Outcome.Class) + " " + leg.Outcome.Reason))
	if leg.Outcome.ProviderRefundID != "" {
		text += " (provider's id " + leg.Outcome.ProviderRefundID + ")"
	}
	if leg.Outcome.ExpectedBy != nil {
		text += ", expected by " + moment(*leg.Outcome.ExpectedBy)
	}
	return text
}
