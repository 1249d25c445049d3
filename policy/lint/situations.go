package lint

import (
	"maps"
	"slices"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// elsewhere stands for every market, and anything for every category, that no rule names.
const (
	elsewhere = "**"
	anything  = "*"
)

// situation is one combination of everything a rule's `when` can tell apart.
type situation struct {
	market, category string
	model            refund.BusinessModel
	reason           refund.Reason
	initiator        refund.Initiator
}

// situations holds the values that matter: all of the closed vocabularies, and of the open ones those
// that a rule names, with one that stands for all others.
type situations struct {
	markets, categories []string
}

func situationsOf(v *rulebook.Version) situations {
	p := situations{markets: []string{elsewhere}, categories: []string{anything}}
	p.markets = slices.AppendSeq(p.markets, maps.Keys(v.Markets))
	for _, r := range v.Rules {
		p.markets, p.categories = append(p.markets, r.When.Markets...), append(p.categories, r.When.Categories...)
	}
	for _, h := range v.Handling {
		p.markets, p.categories = append(p.markets, h.When.Markets...), append(p.categories, h.When.Categories...)
	}
	for _, r := range v.OfferRules {
		p.markets, p.categories = append(p.markets, r.When.Markets...), append(p.categories, r.When.Categories...)
	}
	p.markets, p.categories = once(p.markets), once(p.categories)
	return p
}

func once(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// all calls visit for every situation until it answers false.
func (p situations) all(visit func(situation) bool) {
	for _, market := range p.markets {
		for _, category := range p.categories {
			if !allIn(situation{market: market, category: category}, visit) {
				return
			}
		}
	}
}

func allIn(at situation, visit func(situation) bool) bool {
	for _, at.reason = range refund.Reasons() {
		for _, at.model = range rulebook.BusinessModels() {
			for _, at.initiator = range rulebook.Initiators() {
				if !visit(at) {
					return false
				}
			}
		}
	}
	return true
}

// covers reports whether a rule is about a situation.
func covers(w rulebook.When, at situation) bool {
	return anyOr(w.Markets, at.market) && anyOr(w.Categories, at.category) && anyOr(w.BusinessModels, at.model) &&
		anyOr(w.Reasons, at.reason) && anyOr(w.Initiators, at.initiator)
}

func anyOr[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

// within reports whether every situation of one rule is the other's too.
func within(narrow, wide rulebook.When) bool {
	return subset(narrow.Markets, wide.Markets) && subset(narrow.Categories, wide.Categories) &&
		subset(narrow.BusinessModels, wide.BusinessModels) && subset(narrow.Reasons, wide.Reasons) &&
		subset(narrow.Initiators, wide.Initiators)
}

// subset of lists where an empty one is everything.
func subset[T comparable](narrow, wide []T) bool {
	if len(wide) == 0 {
		return true
	}
	return len(narrow) > 0 && !slices.ContainsFunc(narrow, func(value T) bool { return !slices.Contains(wide, value) })
}
