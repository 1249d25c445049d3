package risk

import (
	"maps"

	"github.com/makegood/makegood/refund"
)

// Description is the rules laid open, for people.
type Description struct {
	Ref        refund.PolicyRef          `json:"ref"`
	LargeMinor map[refund.Currency]int64 `json:"large_minor"`
	InForce    SetWords                  `json:"in_force"`
	// Trial is what the rules would become with those on trial; nil: nothing is tried.
	Trial *SetWords `json:"trial,omitempty"`
}

// SetWords is what is scored as one.
type SetWords struct {
	Version    string      `json:"version"`
	MediumFrom int64       `json:"medium_from"`
	HighFrom   int64       `json:"high_from"`
	Rules      []RuleWords `json:"rules"`
}

// RuleWords is one rule. OnTrial: it is not in force.
type RuleWords struct {
	Name    string `json:"name"`
	If      string `json:"if"`
	Points  int64  `json:"points"`
	Because string `json:"because"`
	OnTrial bool   `json:"on_trial,omitempty"`
}

// Describe lays the rules open.
func (r *Rules) Describe() Description {
	d := Description{Ref: r.ref, LargeMinor: maps.Clone(r.largeMinor), InForce: r.inForce.open()}
	if r.trial != nil {
		trial := r.trial.open()
		d.Trial = &trial
	}
	return d
}

func (s ruleSet) open() SetWords {
	words := SetWords{Version: s.version, MediumFrom: s.mediumFrom, HighFrom: s.highFrom}
	for _, own := range s.rules {
		words.Rules = append(words.Rules, RuleWords{Name: own.name, If: own.condition.String(), Points: own.points, Because: own.because, OnTrial: own.onTrial})
	}
	return words
}
