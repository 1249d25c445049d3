package risk

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

const (
	// pointsMax bounds a rule's points and rulesMax a file's rules, so that no sum can overflow.
	pointsMax = 1000
	rulesMax  = 500
)

// nameForm is how rules are named: verdicts and reports carry the names as stable codes.
var nameForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`)

// checker turns written rules into checked ones, and collects every mistake on the way.
type checker struct {
	*sheet.Checker
	vocabulary *condition.Vocabulary
	largeKnown bool
}

func (c *checker) check(written file, into *Rules) {
	c.Need(written.Name.Present, "name")
	c.Need(written.Version.Present, "version")
	c.Need(written.MediumFrom.Present, "medium_from")
	c.Need(written.HighFrom.Present, "high_from")
	c.Need(len(written.Rules) > 0, "rules")
	c.largeKnown = len(written.LargeMinor) > 0
	into.largeMinor = c.large(written.LargeMinor)
	into.inForce = ruleSet{version: written.Version.Value, mediumFrom: written.MediumFrom.Value, highFrom: written.HighFrom.Value,
		rules: c.rules(written.Rules, "rules", 1)}
	into.inForce.name = nameOf(into.ref, into.inForce.version)
	c.bands(into.inForce, "")
	if written.Shadow != nil {
		into.trial = c.shadow(*written.Shadow, into)
	}
}

// nameOf is how a verdict names the rules it was scored by.
func nameOf(ref refund.PolicyRef, version string) string {
	return ref.Name + "@" + version + "#" + ref.Hash
}

func (c *checker) bands(s ruleSet, prefix string) {
	if s.mediumFrom < 1 {
		c.Say(prefix+"medium_from", "is 0: nothing would be low")
	}
	if s.mediumFrom > s.highFrom {
		c.Say(prefix+"medium_from", "is above %shigh_from", prefix)
	}
}

func (c *checker) large(written map[refund.Currency]sheet.Count) map[refund.Currency]int64 {
	amounts := map[refund.Currency]int64{}
	for _, currency := range slices.Sorted(maps.Keys(written)) {
		key := "large_minor." + string(currency)
		if !currency.Valid() {
			c.Say(key, "names %q, which is no ISO 4217 currency in use", currency)
		}
		if written[currency].Value == 0 {
			c.Say(key, "is missing or 0")
		}
		amounts[currency] = written[currency].Value
	}
	return amounts
}

// rules checks rules as they are written under a key of the file. pointsMin is the fewest points a rule gives:
// a rule on trial may give none, which turns the rule of its name off.
func (c *checker) rules(written []fileRule, key string, pointsMin int64) []rule {
	if len(written) > rulesMax {
		c.Say(key, "are %d, more than %d", len(written), rulesMax)
		return nil
	}
	var all []rule
	for i, own := range written {
		at := fmt.Sprintf("%s[%d]", key, i)
		if !nameForm.MatchString(own.Name.Value) {
			c.Say(at+".name", "is %q; a name is capitals, digits and _", own.Name.Value)
		}
		if slices.ContainsFunc(all, func(r rule) bool { return r.name == own.Name.Value }) {
			c.Say(at+".name", "%q is there twice", own.Name.Value)
		}
		if !own.Points.Present || own.Points.Value < pointsMin || own.Points.Value > pointsMax {
			c.Say(at+".points", "is missing or not from %d to %d", pointsMin, pointsMax)
		}
		c.Need(own.Because.Present, at+".because")
		all = append(all, rule{name: own.Name.Value, points: own.Points.Value, because: own.Because.Value, condition: c.condition(own.If, at+".if")})
	}
	return all
}

// condition compiles a rule's condition. One that asks nothing always gives its points or never, and
// one about a large amount needs to know what that is.
func (c *checker) condition(written sheet.Text, key string) *condition.Condition {
	c.Need(written.Present, key)
	if written.Value == "" {
		return nil
	}
	compiled, err := c.vocabulary.Compile(written.Value)
	if err != nil {
		c.Say(key, "is no condition: %v", err)
		return nil
	}
	if len(compiled.Reads()) == 0 {
		c.Say(key, "asks nothing of the request")
	}
	for _, name := range compiled.Reads() {
		if strings.Contains(name, ofLarge) && !c.largeKnown {
			c.Say(key, "asks for %s, and large_minor is missing", name)
		}
	}
	return compiled
}
