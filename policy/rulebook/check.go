package rulebook

import (
	"maps"
	"slices"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// checker turns a written policy into a checked one, and collects every mistake on the way.
type checker struct{ *sheet.Checker }

// note notes a mistake of another kind than MistakeInvalid.
func (c *checker) note(code sheet.Code, key, detail string) {
	c.Mistakes = append(c.Mistakes, sheet.Mistake{Line: c.Lines.Of(key), Code: code, Detail: key + " " + detail})
}

// only says so when a key has another value than the ones in force.
func (c *checker) only(word sheet.Text, key string, allowed ...string) {
	c.Need(word.Present, key)
	if word.Value != "" && !slices.Contains(allowed, word.Value) {
		c.Say(key, "is %q; in force are: %v", word.Value, allowed)
	}
}

func (c *checker) version(written file) *Version {
	c.Need(written.Name.Present, "name")
	c.Need(written.Version.Present, "version")
	v := &Version{
		zones:              newZones(),
		EffectiveFrom:      written.EffectiveFrom.Value,
		SupersedesIfBetter: written.SupersedesIfBetter,
		Approval:           c.approval(*written.Approval),
		AutoMaxMinor:       map[refund.Currency]int64{},
		Review:             c.review(*written.Approval),
		Goods:              c.goods(*written.Goods, written.Approval.Roles),
		AppealSeconds:      written.AppealSeconds.Value,
		SurveySeconds:      written.SurveySeconds.Value,
		Offers:             map[string]Offer{},
		OfferRules:         c.offerRules(written),
	}
	for currency, bands := range v.Approval.Bands {
		v.AutoMaxMinor[currency] = autoMaxMinor(bands)
	}
	v.Handling = c.handlings(written.Handling, v.Approval)
	for _, name := range slices.Sorted(maps.Keys(written.Offers)) {
		v.Offers[name] = c.withBudget(c.offer(written.Offers[name], "offers."+name), written)
	}
	if !written.Risk.IsZero() {
		c.Say("risk", "is no part of a policy any more: risk rules are a file of their own (`makegood risk rules` shows the shipped one)")
	}
	v.Alternatives = c.alternatives(written)
	v.Entitlement = c.entitlement(written)
	return v
}

func (c *checker) entitlement(written file) Entitlement {
	c.allTerms(written.Terms)
	c.termValues(written.Terms, "terms")
	e := Entitlement{Terms: written.Terms.over(Terms{}), Markets: c.markets(written.Markets)}
	e.Reasons = c.reasons(written, e.Terms)
	e.Rules = c.rules(written, e.Reasons)
	return e
}

func (c *checker) markets(written map[string]fileMarket) map[string]Market {
	all := map[string]Market{}
	for _, code := range slices.Sorted(maps.Keys(written)) {
		key := "markets." + code
		if !marketForm.MatchString(code) {
			c.Say(key, "is no ISO 3166 alpha-2 code")
		}
		c.Need(written[code].MinimumWindowDays.Present, key+".minimum_window_days")
		c.Need(written[code].Law.Present, key+".law")
		all[code] = Market{MinimumWindowDays: written[code].MinimumWindowDays.Value, Law: written[code].Law.Value}
	}
	return all
}

func (c *checker) reasons(written file, terms Terms) map[refund.Reason]*Grant {
	grants := map[refund.Reason]*Grant{}
	for _, reason := range slices.Sorted(maps.Keys(written.Reasons)) {
		if reason.Known() != reason {
			c.Say("reasons."+string(reason), "names the unknown reason %q", reason)
		}
		granted := c.reason(reason, written, terms)
		grants[reason] = &granted
	}
	for _, reason := range refund.Reasons() {
		if _, ok := grants[reason]; !ok {
			c.note(MistakeReasonWithoutRule, "reasons."+string(reason), "is missing")
		}
	}
	return grants
}

func (c *checker) reason(reason refund.Reason, written file, terms Terms) Grant {
	own, key := written.Reasons[reason], "reasons."+string(reason)
	c.Need(own.Eligible != nil, key+".eligible")
	c.termValues(own.fileTerms, key)
	c.offerName(offerUse{name: own.Offer.Value, key: key + ".offer", reason: reason}, written)
	return Grant{
		Eligible: own.Eligible != nil && *own.Eligible, Because: ReasonNotEligible,
		Offer: own.Offer.Value, Terms: own.fileTerms.over(terms),
	}
}

// offerUse is an offer that a reason or a rule names.
type offerUse struct {
	name, key string
	reason    refund.Reason
}

// offerName holds a named offer to the offers there are; a suspicion of fraud earns none.
func (c *checker) offerName(use offerUse, written file) {
	if use.name == "" {
		return
	}
	if _, ok := written.Offers[use.name]; !ok {
		c.Say(use.key, "names %q, which offers does not have", use.name)
	}
	if use.reason == refund.ReasonFraudSuspected {
		c.Say(use.key, "is set: a suspicion of fraud earns no offer")
	}
}
