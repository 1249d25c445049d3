package risk

import (
	"cmp"
	"slices"
)

// shadow lays the rules on trial over those in force.
func (c *checker) shadow(written fileShadow, in *Rules) *ruleSet {
	c.Need(written.Version.Present, "shadow.version")
	if written.Version.Present && written.Version.Value == in.inForce.version {
		c.Say("shadow.version", "is the version in force: a trial needs a name of its own")
	}
	tried := ruleSet{
		name: nameOf(in.ref, written.Version.Value), version: written.Version.Value,
		mediumFrom: cmp.Or(written.MediumFrom.Value, in.inForce.mediumFrom),
		highFrom:   cmp.Or(written.HighFrom.Value, in.inForce.highFrom),
		rules:      slices.Clone(in.inForce.rules),
	}
	c.bands(tried, "shadow.")
	for _, own := range c.rules(written.Rules, "shadow.rules", 0) {
		own.onTrial = true
		at := slices.IndexFunc(tried.rules, func(r rule) bool { return r.name == own.name })
		if at < 0 {
			tried.rules = append(tried.rules, own)
			continue
		}
		tried.rules[at] = own
	}
	return &tried
}
