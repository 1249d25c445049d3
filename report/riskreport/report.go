package riskreport

import "github.com/makegood/makegood/refund"

// Report compares rules in force with rules on trial, over the cases that were fed in.
type Report struct {
	// RefundCount is how many refunds were scored; UntriedCount how many of them without a trial.
	RefundCount  int64 `json:"refund_count"`
	UntriedCount int64 `json:"untried_count"`
	// Trials are the pairs of rules that were compared: a change of either is another trial.
	Trials []Trial `json:"trials"`
}

// Trial compares one set of rules in force with one on trial, each as its verdicts name it.
type Trial struct {
	InForce string `json:"in_force"`
	OnTrial string `json:"on_trial"`
	// RefundCount is how many refunds both scored; ChangedCount how many would be in another band.
	RefundCount  int64 `json:"refund_count"`
	ChangedCount int64 `json:"changed_count"`
	// HighMoreCount would be looked at by a person because of their risk, HighFewerCount no longer.
	HighMoreCount  int64 `json:"high_more_count"`
	HighFewerCount int64 `json:"high_fewer_count"`
	// Bands count every refund by the band it was in and the one it would be in, and its currency.
	Bands    []Bands   `json:"bands"`
	Rules    []Rule    `json:"rules"`
	Examples []Example `json:"examples"`
}

// Bands counts refunds that were in one band and would be in another, or in the same.
type Bands struct {
	From     refund.RiskBand `json:"from"`
	To       refund.RiskBand `json:"to"`
	Currency refund.Currency `json:"currency_code"`
	Count    int64           `json:"count"`
	// AmountMinor sums what the refunds came to, in minor units.
	AmountMinor int64 `json:"amount_minor"`
}

// Rule counts the refunds that a rule gave points to.
type Rule struct {
	Name         string `json:"name"`
	InForceCount int64  `json:"in_force_count"`
	OnTrialCount int64  `json:"on_trial_count"`
	// ChangedCount is how many of them, on either side, would be in another band.
	ChangedCount int64 `json:"changed_count"`
}

// Example is one refund that would be in another band.
type Example struct {
	Refund     refund.ID       `json:"refund"`
	Currency   refund.Currency `json:"currency_code"`
	TotalMinor int64           `json:"total_minor"`
	InForce    Side            `json:"in_force"`
	OnTrial    Side            `json:"on_trial"`
}

// Side is what one set of rules said.
type Side struct {
	Score int             `json:"score"`
	Band  refund.RiskBand `json:"band"`
	Rules []string        `json:"rules"`
}
