package render

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func (p *page) handling() {
	p.section("handling")
	p.review(p.policy.Review)
	p.line("- %s", p.say("limits", in("limits", amounts(p.policy.AutoMaxMinor))))
	p.goods(p.policy.Goods)
	for _, h := range p.policy.Handling {
		p.line("- **%s** – %s", h.Name, p.place(h.When))
		p.lineIf(h.Condition != nil, "condition", in("condition", textOf(h.Condition)))
		p.line("   %s", strings.Join(p.handled(h), "; "))
	}
}

func (p *page) handled(h policy.HandlingWords) []string {
	var parts []string
	if h.Approvals > 0 {
		roles := h.Roles
		if len(roles) == 0 {
			roles = p.policy.DefaultRoles
		}
		parts = append(parts, p.say("asks", in("people", strconv.FormatInt(h.Approvals, 10)), in("roles", p.roles(roles))))
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
	for _, offer := range p.policy.Offers {
		p.line("- %s", p.say("offer.of", in("name", offer.Name), in("kind", p.say("offer."+string(offer.Kind))), in("rate", percent(offer.Rate)),
			in("least", amounts(offer.MinMinor)), in("most", amounts(offer.MaxMinor)), in("hours", hours(offer.ExpirySeconds))))
	}
	p.line("- %s", p.say("store_credit", in("rate", percent(p.policy.Terms.StoreCreditBonusRate.FloatString(4)))))
	if p.policy.Exchange {
		p.line("- %s", p.say("exchange"))
	}
}

// hours writes seconds as hours and minutes.
func hours(seconds int64) string {
	text := strconv.FormatInt(seconds/3600, 10)
	if minutes := seconds % 3600 / 60; minutes > 0 {
		text += ":" + strconv.FormatInt(100+minutes, 10)[1:]
	}
	return text
}

// amounts lists amounts by currency.
func amounts(minor map[refund.Currency]int64) string {
	var list []string
	for _, currency := range slices.Sorted(maps.Keys(minor)) {
		list = append(list, refund.FormatAmount(minor[currency], currency))
	}
	return strings.Join(list, ", ")
}
