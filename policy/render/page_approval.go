package render

import (
	"maps"
	"slices"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// approval shows the matrix: for each currency a row of whose people must agree, by amount.
func (p *page) approval() {
	p.section("approval")
	p.line("| %s | %s | %s | %s |\n| --- | --- | --- | --- |",
		p.say("approval.amount"), p.say("approval.low"), p.say("approval.medium"), p.say("approval.high"))
	for _, currency := range slices.Sorted(maps.Keys(p.policy.Approval.Bands)) {
		bands := p.policy.Approval.Bands[currency]
		for i, band := range bands {
			p.out.Row(p.upTo(currency, bands, i), p.roles(band.Low), p.roles(band.Medium), p.roles(band.High))
		}
	}
	p.line("\n- %s", p.say("approval.default", in("roles", p.roles(p.policy.Approval.DefaultRoles))))
	p.line("- %s", p.say("approval.clear", in("roles", p.roles(p.policy.Approval.ClearRoles))))
	if alone := p.policy.Approval.ElsewhereAloneMax; len(alone) > 0 {
		var amounts []foreign.MD
		for _, currency := range slices.Sorted(maps.Keys(alone)) {
			amounts = append(amounts, foreign.MD(refund.FormatAmount(alone[currency], currency)))
		}
		p.line("- %s", p.say("approval.elsewhere", in("amounts", foreign.Join(amounts, ", "))))
	}
	p.item(len(p.policy.Approval.VerifiedAboveMinor) > 0, "approval.verified", in("limits", amounts(p.policy.Approval.VerifiedAboveMinor)))
	p.line("- %s", p.say("approval.ranks", in("roles", foreign.Join(prose(p.policy.Approval.Ranks), ", "))))
}

// upTo says where a currency's band ends.
func (p *page) upTo(currency refund.Currency, bands []rulebook.Band, i int) foreign.MD {
	switch {
	case len(bands) == 1:
		return foreign.MD(currency) + ": " + p.say("approval.all")
	case bands[i].Open:
		return foreign.MD(currency) + ": " + p.say("approval.above")
	}
	return p.say("approval.up_to", in("amount", foreign.MD(refund.FormatAmount(bands[i].UpToMinor, currency))))
}

func (p *page) roles(roles []refund.Role) foreign.MD {
	if len(roles) == 0 {
		return p.say("approval.nobody")
	}
	return foreign.Join(prose(roles), p.say("approval.and"))
}

// review says how long people may take, and who is asked next.
func (p *page) review(r refund.ReviewTerms) {
	p.line("- %s", p.say("review", in("hours", hours(r.DueSeconds))))
	p.item(r.RemindSeconds > 0, "remind", in("hours", hours(r.RemindSeconds)))
	p.item(r.EscalateSeconds > 0, "escalate", in("hours", hours(r.EscalateSeconds)), in("role", foreign.Prose(string(r.EscalateTo))))
	p.item(r.InfoSeconds > 0, "info", in("hours", hours(r.InfoSeconds)))
}

// goods says how goods come back, and what follows the end.
func (p *page) goods(g rulebook.Goods) {
	p.line("- %s", p.say("goods_return", in("hours", hours(g.ReturnSeconds))))
	p.item(g.RemindSeconds > 0, "goods_remind", in("hours", hours(g.RemindSeconds)))
	p.item(g.InspectRole != "", "goods_inspect", in("role", foreign.Prose(string(g.InspectRole))))
	p.item(g.FirstFromRisk != "", "goods_first_from", in("risk", p.say("approval."+string(g.FirstFromRisk))))
	p.item(g.FirstFromRisk == "", "money_first")
	p.item(p.policy.AppealSeconds > 0, "appeal", in("hours", hours(p.policy.AppealSeconds)))
	p.item(p.policy.AppealSeconds == 0, "appeal_never")
	p.item(p.policy.SurveySeconds > 0, "survey", in("hours", hours(p.policy.SurveySeconds)))
}

func (p *page) item(there bool, id string, inputs ...refund.Input) {
	if there {
		p.line("- %s", p.say(id, inputs...))
	}
}
