package rulebook

import (
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// fileApproval says who must agree: a matrix by amount and risk for each currency. Currencies share
// scales; auto_max_minor and review_seconds are the short form for a file that needs no matrix.
type fileApproval struct {
	// ReviewSeconds is short for review.due_seconds.
	ReviewSeconds sheet.Count `yaml:"review_seconds"`
	Review        fileReview  `yaml:"review"`
	// Roles are all roles there are, from the lowest to the highest.
	Roles []refund.Role `yaml:"roles"`
	// DefaultRoles must agree where nothing else says who: a currency without bands, a reason to ask
	// where the matrix asks nobody.
	DefaultRoles []refund.Role `yaml:"default_roles"`
	// ClearRoles are the two roles whose people must both say what became of an undecided leg.
	ClearRoles []refund.Role `yaml:"clear_roles"`
	// ElsewhereAloneMaxMinor is up to which amount one person's word is enough that something was paid outside makegood.
	ElsewhereAloneMaxMinor map[refund.Currency]sheet.Count `yaml:"elsewhere_alone_max_minor"`
	// Scales are bands without amounts, by name, from the lowest amounts to the highest.
	Scales     map[string][]fileBand            `yaml:"scales"`
	Currencies map[refund.Currency]fileCurrency `yaml:"currencies"`
	// AutoMaxMinor is short for two bands: up to it only high risk asks, above it everything does.
	AutoMaxMinor map[refund.Currency]sheet.Count `yaml:"auto_max_minor"`
	// VerifiedAboveMinor is above which amount only people whom a door has verified decide.
	VerifiedAboveMinor map[refund.Currency]sheet.Count `yaml:"verified_above_minor"`
}

// fileReview is how long people may take.
type fileReview struct {
	DueSeconds      sheet.Count `yaml:"due_seconds"`
	RemindSeconds   sheet.Count `yaml:"remind_seconds"`
	EscalateSeconds sheet.Count `yaml:"escalate_seconds"`
	EscalateTo      sheet.Text  `yaml:"escalate_to"`
	InfoSeconds     sheet.Count `yaml:"info_seconds"`
}

// fileCurrency gives a scale its amounts, one fewer than it has bands: the last is everything above.
// Or it has bands of its own.
type fileCurrency struct {
	Scale     sheet.Text    `yaml:"scale"`
	UpToMinor []sheet.Count `yaml:"up_to_minor"`
	Bands     []fileBand    `yaml:"bands"`
}

// fileBand is a row of the matrix: whose people must agree, by risk.
type fileBand struct {
	UpToMinor sheet.Count   `yaml:"up_to_minor"`
	Low       []refund.Role `yaml:"low"`
	Medium    []refund.Role `yaml:"medium"`
	High      []refund.Role `yaml:"high"`
}

// fileGoods is how goods come back, where the terms want them back.
type fileGoods struct {
	ReturnSeconds sheet.Count `yaml:"return_seconds"`
	RemindSeconds sheet.Count `yaml:"remind_seconds"`
	// FirstFromRisk is the lowest risk band whose money waits for the goods: low, medium, high, never.
	FirstFromRisk sheet.Text `yaml:"first_from_risk"`
	// InspectRole is the role whose people may say what came back.
	InspectRole sheet.Text `yaml:"inspect_role"`
}
