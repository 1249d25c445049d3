package risk

import (
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// The file types are the rules as they are written; check turns them into Rules.

type file struct {
	Name       sheet.Text  `yaml:"name"`
	Version    sheet.Text  `yaml:"version"`
	MediumFrom sheet.Count `yaml:"medium_from"`
	HighFrom   sheet.Count `yaml:"high_from"`
	// LargeMinor is what counts as a large amount: the *_percent_of_large variables are of it. In a
	// currency without one they are unknown.
	LargeMinor map[refund.Currency]sheet.Count `yaml:"large_minor"`
	Rules      []fileRule                      `yaml:"rules"`
	// Shadow are rules on trial: scored and kept, never acted on.
	Shadow *fileShadow `yaml:"shadow"`
}

// fileRule is one rule: how many points for what, and why in a sentence for people.
type fileRule struct {
	Name    sheet.Text  `yaml:"name"`
	If      sheet.Text  `yaml:"if"`
	Points  sheet.Count `yaml:"points"`
	Because sheet.Text  `yaml:"because"`
}

// fileShadow is what the rules in force would become: a rule of the same name takes the place of
// the one in force (with 0 points: takes it away), another is added. Bands left out are those in
// force.
type fileShadow struct {
	Version    sheet.Text  `yaml:"version"`
	MediumFrom sheet.Count `yaml:"medium_from"`
	HighFrom   sheet.Count `yaml:"high_from"`
	Rules      []fileRule  `yaml:"rules"`
}
