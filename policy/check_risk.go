package policy

import "fmt"

// riskPointsMax bounds a rule's points, so that no sum of them can overflow.
const riskPointsMax = 1000

func (c *checker) risk(written fileRisk) riskRules {
	c.need(written.Version.present, "risk.version")
	c.need(written.MediumFrom.present, "risk.medium_from")
	c.need(written.HighFrom.present, "risk.high_from")
	if written.MediumFrom.value > written.HighFrom.value {
		c.say("risk.medium_from", "is above risk.high_from")
	}
	rules := riskRules{version: written.Version.value, mediumFrom: written.MediumFrom.value, highFrom: written.HighFrom.value}
	for i, rule := range written.Rules {
		rules.rules = append(rules.rules, c.riskRule(rule, fmt.Sprintf("risk.rules[%d]", i)))
	}
	return rules
}

func (c *checker) riskRule(written fileRiskRule, key string) riskRule {
	c.need(written.Name.present, key+".name")
	c.only(written.Measure, key+".measure", riskMeasures()...)
	c.need(written.AtLeast.present || written.Below.present, key+".at_least or .below")
	if !written.Points.present || written.Points.value > riskPointsMax {
		c.say(key+".points", "is missing or above %d", riskPointsMax)
	}
	return riskRule{
		name: written.Name.value, measure: riskMeasure(written.Measure.value), points: written.Points.value,
		atLeast: written.AtLeast.pointer(), below: written.Below.pointer(),
	}
}
