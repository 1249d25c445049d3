package render

import (
	"maps"
	"slices"
	"strconv"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

func (p *page) handling() {
	p.section("handling")
	p.review(p.policy.Review)
	p.line("- %s", p.say("limits", in("limits", amounts(p.policy.AutoMaxMinor))))
	p.goods(p.policy.Goods)
	for _, h := range p.policy.Handling {
		p.line("- **%s** – %s", foreign.Prose(h.Name), p.scope(h.When))
		p.lineIf(h.Condition != nil, "condition", in("condition", textOf(h.Condition)))
		p.line("   %s", foreign.Join(p.handled(h), "; "))
	}
}

func (p *page) handled(h rulebook.Handling) []foreign.MD {
	var parts []foreign.MD
	if h.Approvals > 0 {
		roles := h.Roles
		if len(roles) == 0 {
			roles = p.policy.Approval.DefaultRoles
		}
		parts = append(parts, p.say("asks", in("people", foreign.MDf("%d", h.Approvals)), in("roles", p.roles(roles))))
	}
	if h.ReviewSeconds > 0 {
		parts = append(parts, p.say("review", in("hours", hours(h.ReviewSeconds))))
	}
	if h.GoodsFirst != nil && *h.GoodsFirst {
		parts = append(parts, p.say("goods_first"))
	} else if h.GoodsFirst != nil {
		parts = append(parts, p.say("money_first"))
	}
	return parts
}

func (p *page) goodwill() {
	p.section("goodwill")
	for _, name := range slices.Sorted(maps.Keys(p.policy.Offers)) {
		p.offer(name, p.policy.Offers[name])
	}
	p.offerRules()
	p.line("- %s", p.say("store_credit", in("rate", percent(p.policy.Terms.StoreCreditBonusRate))))
	if p.policy.Alternatives.Exchange {
		p.line("- %s", p.say("exchange"))
	}
}

// offer says how long an offer is open, and what the customer may choose from.
func (p *page) offer(name string, o rulebook.Offer) {
	p.line("- **%s** – %s", foreign.Prose(name), p.say("offer.of", in("hours", hours(o.ExpirySeconds)), in("budget", foreign.Prose(o.Budget))))
	p.lineIf(o.RemindSeconds > 0, "offer.reminder", in("hours", hours(o.RemindSeconds)))
	for _, c := range o.Choices {
		p.line("  - %s: %s", c.ID, p.say("offer.choice", in("kind", p.say("offer."+string(c.Kind))), in("rate", percent(c.Rate)),
			in("least", amounts(c.MinMinor)), in("most", amounts(c.MaxMinor))))
	}
}

// offerRules say who is offered something else.
func (p *page) offerRules() {
	for i, r := range p.policy.OfferRules {
		if i == 0 {
			p.line("\n%s\n", p.say("offer.rules"))
		}
		p.line("%d. **%s** – %s", i+1, foreign.Prose(r.Name), p.scope(r.When))
		p.lineIf(r.Condition != nil, "condition", in("condition", textOf(r.Condition)))
		if r.Offer == rulebook.NoOffer {
			p.line("   %s", p.say("offer.none"))
			continue
		}
		p.line("   %s", p.say("offer.instead", in("name", foreign.Prose(r.Offer))))
	}
	if len(p.policy.OfferRules) > 0 {
		p.line("")
	}
}

// hours writes seconds as hours and minutes.
func hours(seconds int64) foreign.MD {
	text := strconv.FormatInt(seconds/3600, 10)
	if minutes := seconds % 3600 / 60; minutes > 0 {
		text += ":" + strconv.FormatInt(100+minutes, 10)[1:]
	}
	return foreign.MD(text)
}

// amounts lists amounts by currency.
func amounts(minor map[refund.Currency]int64) foreign.MD {
	var list []foreign.MD
	for _, currency := range slices.Sorted(maps.Keys(minor)) {
		list = append(list, foreign.MD(refund.FormatAmount(minor[currency], currency)))
	}
	return foreign.Join(list, ", ")
}
