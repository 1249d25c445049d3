package render

import (
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/law"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// Page writes a policy in Markdown, in a locale of explain.Locales. It returns
// explain.ErrUnknownLocale, or the writer's error.
func Page(w io.Writer, v *rulebook.Version, locale string) error {
	speaker, err := explain.In(locale)
	if err != nil {
		return err
	}
	page := &page{speaker: speaker, policy: v}
	page.head()
	page.terms()
	page.reasons()
	page.rules()
	page.laws()
	page.approval()
	page.handling()
	page.goodwill()
	_, err = page.out.WriteTo(w)
	return err
}

// page is a page in the making.
type page struct {
	speaker explain.Speaker
	policy  *rulebook.Version
	out     foreign.Markdown
}

// say returns a message of the catalogue; a missing one shows its id, which a test would find.
func (p *page) say(id string, inputs ...refund.Input) foreign.MD {
	if text, ok := p.speaker.Say("page."+id, inputs...); ok {
		return foreign.MD(text)
	}
	return foreign.MD("page." + id)
}

func (p *page) line(format string, operands ...any) {
	p.out.Printf(format, operands...)
	p.out.Printf("\n")
}

func (p *page) section(id string) {
	p.line("\n## %s\n", p.say(id+".title"))
	p.line("%s\n", p.say(id+".intro"))
}

// in is an input of a message: Markdown, so that a policy's own words are guarded before they become a part of one.
func in(name string, value foreign.MD) refund.Input {
	return refund.Input{Name: name, Value: string(value)}
}

func (p *page) head() {
	p.line("# %s\n", p.say("title", in("policy", foreign.Prose(p.policy.Ref().Name))))
	p.line("%s", p.say("version", in("version", foreign.Prose(p.policy.Ref().Version)), in("hash", foreign.MD(p.policy.Ref().Hash))))
	if !p.policy.EffectiveFrom.IsZero() {
		p.line("%s", p.say("effective_from", in("from", foreign.MD(p.policy.EffectiveFrom.Format(time.RFC3339)))))
	}
	if p.policy.SupersedesIfBetter {
		p.line("%s", p.say("supersedes"))
	}
}

func (p *page) terms() {
	p.section("terms")
	p.line("| %s | %s | %s |\n| --- | --- | --- |", p.say("term"), p.say("value"), p.say("meaning"))
	for _, term := range p.policy.Terms.Named() {
		p.out.Row(term.Name, p.value(term), p.say("term."+term.Name))
	}
}

// value writes a term's value: a rate as a percentage, yes or no, an unknown as it is.
func (p *page) value(term rulebook.NamedTerm) foreign.MD {
	switch {
	case term.Rate != nil:
		return percent(*term.Rate)
	case term.Value == "true":
		return p.say("yes")
	case term.Value == "false":
		return p.say("not")
	}
	return shown(term.Value)
}

// percent writes a decimal rate as a percentage, exactly.
func percent(rate decimal.Decimal) foreign.MD {
	text := rate.Shift(2).StringFixed(2)
	return foreign.MD(strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + " %")
}

// shown shows an empty value as a dash.
func shown(value string) foreign.MD {
	if value == "" {
		return "–"
	}
	return foreign.Prose(value)
}

// listed shows a list, and an empty one as a dash.
func listed(parts []foreign.MD) foreign.MD {
	if len(parts) == 0 {
		return "–"
	}
	return foreign.Join(parts, "; ")
}

// reason says a reason's code; one without words is the policy's own, and stands as it is.
func (p *page) reason(code string) foreign.MD { return foreign.Prose(p.speaker.Reason(code)) }

func (p *page) reasons() {
	p.section("reasons")
	p.line("| %s | %s | %s | %s |\n| --- | --- | --- | --- |", p.say("reason"), p.say("granted"), p.say("differs"), p.say("offer"))
	for _, reason := range refund.Reasons() {
		words := p.policy.Reasons[reason]
		p.out.Row(foreign.MDf("%s %s", p.reason(string(reason)), reason), p.granted(words),
			listed(p.differing(words.Terms, p.policy.Terms)), shown(words.Offer))
	}
}

func (p *page) granted(g *rulebook.Grant) foreign.MD {
	if g.Eligible {
		return p.say("yes")
	}
	return p.say("no", in("because", p.reason(g.Because)))
}

// differing lists the terms that are not the policy's own.
func (p *page) differing(terms, own rulebook.Terms) []foreign.MD {
	var list []foreign.MD
	for _, term := range terms.Differing(own) {
		list = append(list, foreign.Code(term.Name)+" "+p.value(term))
	}
	return list
}

func (p *page) rules() {
	p.section("rules")
	for i, r := range p.policy.Rules {
		p.line("%d. **%s** – %s", i+1, foreign.Prose(r.Name), p.scope(r.When))
		p.lineIf(r.Condition != nil, "condition", in("condition", textOf(r.Condition)))
		p.line("   %s", p.outcome(r))
		p.lineIf(r.Law != "", "law", in("law", foreign.Prose(r.Law)))
	}
}

func textOf(c *condition.Condition) foreign.MD {
	if c == nil {
		return ""
	}
	return foreign.Code(c.String())
}

func (p *page) lineIf(there bool, id string, inputs ...refund.Input) {
	if there {
		p.line("   %s", p.say(id, inputs...))
	}
}

// scope says which lines a rule is about.
func (p *page) scope(w rulebook.When) foreign.MD {
	var parts []foreign.MD
	for _, part := range []struct {
		id     string
		values []foreign.MD
	}{
		{"reasons.of", p.reasonsIn(w.Reasons)}, {"models.of", p.words("model", words(w.BusinessModels))}, {"categories.of", prose(w.Categories)},
		{"markets.of", prose(w.Markets)}, {"initiators.of", p.words("initiator", words(w.Initiators))},
	} {
		if len(part.values) > 0 {
			parts = append(parts, p.say(part.id, in("list", foreign.Join(part.values, p.say("list.and")))))
		}
	}
	if len(parts) == 0 {
		return p.say("everything")
	}
	return foreign.Join(parts, "; ")
}

func (p *page) reasonsIn(reasons []refund.Reason) []foreign.MD {
	said := make([]foreign.MD, len(reasons))
	for i, reason := range reasons {
		said[i] = p.reason(string(reason))
	}
	return said
}

// words says each of a vocabulary.
func (p *page) words(vocabulary string, ids []string) []foreign.MD {
	said := make([]foreign.MD, len(ids))
	for i, id := range ids {
		said[i] = p.say(vocabulary + "." + id)
	}
	return said
}

func prose[T ~string](values []T) []foreign.MD {
	list := make([]foreign.MD, len(values))
	for i, value := range values {
		list[i] = foreign.Prose(string(value))
	}
	return list
}

func words[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = string(value)
	}
	return list
}

// outcome says what a rule comes to, where it differs from its reasons' own words.
func (p *page) outcome(r rulebook.Rule) foreign.MD {
	reason := slices.Sorted(maps.Keys(r.Grants))[0]
	granted := r.Grants[reason]
	if !granted.Eligible {
		return p.say("refused", in("because", p.reason(granted.Because)))
	}
	parts := p.differing(granted.Terms, p.policy.Reasons[reason].Terms)
	if granted.EvidenceRequired {
		parts = append(parts, p.say("evidence"))
	}
	return p.say("granted_with", in("terms", listed(parts)))
}

func (p *page) laws() {
	p.section("laws")
	for _, market := range slices.Sorted(maps.Keys(p.policy.Markets)) {
		own := p.policy.Markets[market]
		p.line("- %s", p.say("law.minimum", in("market", foreign.Prose(market)), in("days", foreign.MDf("%d", own.MinimumWindowDays)), in("law", foreign.Prose(own.Law))))
	}
	for _, due := range []struct {
		id      string
		statute law.Statute
	}{{"eu", law.EU}, {"cn", law.CN}, {"us", law.US}} {
		p.line("- %s", p.say("law.due."+due.id, in("law", foreign.Prose(string(due.statute)))))
	}
}
