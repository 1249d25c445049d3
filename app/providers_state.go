package app

import (
	"slices"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/refund"
)

// ProviderState is a provider as `makegood providers` shows it.
type ProviderState struct {
	Name       string `json:"provider"`
	Configured bool   `json:"configured"`
	// Missing are the settings without which it is not used.
	Missing []string `json:"missing,omitempty"`
	// Problems are keys and secrets that are no good, with their settings: no worker or starter begins with them.
	Problems []string `json:"problems,omitempty"`
	// Accounts are those with credentials of their own; "" is every other.
	Accounts []string `json:"accounts,omitempty"`
	// Receives: its notifications can be verified.
	Receives bool `json:"receives"`
	// Stopped are the kill switches and circuits that are on and name it, or everything.
	Stopped []ledger.Thrown `json:"stopped"`
	Terms   ProviderTerms   `json:"terms"`
	Limits  ProviderLimits  `json:"limits"`
	// Note says what is particular about it.
	Note string `json:"note,omitempty"`
}

// ProviderTerms are payment.Terms, in seconds; 0 for how long keys are remembered: for good.
type ProviderTerms struct {
	CallTimeoutSeconds   float64   `json:"call_timeout_seconds"`
	UsualAnswerSeconds   float64   `json:"usual_answer_seconds"`
	SettlingDelaySeconds float64   `json:"settling_delay_seconds"`
	RemembersKeysSeconds float64   `json:"remembers_keys_seconds"`
	LookupDelaySeconds   []float64 `json:"lookup_delay_seconds"`
}

// ProviderLimits are payment.Limits; 0 and absent: none is known.
type ProviderLimits struct {
	KeyBytesMax             int                            `json:"key_bytes_max,omitempty"`
	KeyLifetimeSeconds      float64                        `json:"key_lifetime_seconds,omitempty"`
	RefundAgeMaxSeconds     float64                        `json:"refund_age_max_seconds,omitempty"`
	AuthorisationAgeSeconds float64                        `json:"authorisation_age_max_seconds,omitempty"`
	RefundAgeByMethod       map[string]float64             `json:"refund_age_max_seconds_by_method,omitempty"`
	AuthorisationHonoured   float64                        `json:"authorisation_honoured_seconds,omitempty"`
	VoidEndsCaptures        bool                           `json:"void_ends_captures"`
	KeepsFees               bool                           `json:"keeps_fees"`
	PartsMax                int                            `json:"parts_max,omitempty"`
	PartsSpacingSeconds     float64                        `json:"parts_spacing_seconds,omitempty"`
	RatePerSecond           float64                        `json:"rate_per_second,omitempty"`
	ListsBy                 payment.ListsBy                `json:"lists_by,omitempty"`
	ListedAfterSeconds      float64                        `json:"listed_after_seconds,omitempty"`
	LateFailure             bool                           `json:"late_failure"`
	Exponents               map[refund.Currency]int        `json:"exponents,omitempty"`
	StepsMinor              map[refund.Currency]int64      `json:"steps_minor,omitempty"`
	Classes                 map[string]refund.DeclineClass `json:"classes,omitempty"`
	Final                   []string                       `json:"final_states,omitempty"`
	Source                  string                         `json:"source,omitempty"`
}

// ProviderStates lists every provider there is an adapter for. thrown are the switches that are on.
func ProviderStates(s config.Settings, thrown []ledger.Thrown) []ProviderState {
	all := []ProviderState{
		{Name: simulatorName, Configured: true, Accounts: []string{""}, Terms: termsOf(simulator.DefaultTerms()), Stopped: stopping(thrown, simulatorName),
			Note: "the pretend provider: no money moves"},
		storedValueState(thrown),
	}
	for _, row := range providerRows() {
		all = append(all, row.state(s, thrown))
	}
	return all
}

func (r providerRow) state(s config.Settings, thrown []ledger.Thrown) ProviderState {
	limits, terms := r.describe()
	receivers := map[string]payment.Receiver{}
	err := r.addReceivers(s, nil, receivers)
	return ProviderState{
		Name: r.name, Configured: r.configured(s), Problems: r.problemsAtStart(s), Missing: r.missing(s), Accounts: r.accounts(s), Receives: err == nil && len(receivers) > 0,
		Stopped: stopping(thrown, r.name), Terms: termsOf(terms), Limits: limitsOf(limits),
	}
}

// problemsAtStart are the keys that a worker or a starter would refuse to begin with.
func (r providerRow) problemsAtStart(s config.Settings) (said []string) {
	checks := []keyCheck{}
	if r.configured(s) {
		checks = r.allKeys(s)
	} else if r.notificationKeys != nil {
		checks = r.notificationKeys(s)
	}
	for _, problem := range keyProblems(checks) {
		said = append(said, problem.Error())
	}
	return said
}

// stopping are the switches that stop something of a provider.
func stopping(thrown []ledger.Thrown, provider string) []ledger.Thrown {
	return slices.DeleteFunc(slices.Clone(thrown), func(t ledger.Thrown) bool { return !t.Concerns(provider) })
}

func termsOf(t payment.Terms) ProviderTerms {
	out := ProviderTerms{
		CallTimeoutSeconds: t.CallTimeout.Seconds(), UsualAnswerSeconds: t.UsualAnswer.Seconds(), SettlingDelaySeconds: t.SettlingDelay.Seconds(),
		RemembersKeysSeconds: t.RemembersKeys.Seconds(),
	}
	for _, delay := range t.LookupDelays {
		out.LookupDelaySeconds = append(out.LookupDelaySeconds, delay.Seconds())
	}
	return out
}

func limitsOf(l payment.Limits) ProviderLimits {
	out := ProviderLimits{
		KeyBytesMax: l.KeyBytesMax, KeyLifetimeSeconds: l.KeyLifetime.Seconds(), RefundAgeMaxSeconds: l.RefundAgeMax.Seconds(),
		AuthorisationAgeSeconds: l.AuthorisationAgeMax.Seconds(), PartsMax: l.PartsMax, PartsSpacingSeconds: l.PartsSpacing.Seconds(),
		AuthorisationHonoured: l.AuthorisationHonoured.Seconds(), VoidEndsCaptures: l.VoidEndsCaptures, KeepsFees: l.KeepsFees,
		RatePerSecond: l.RatePerSecond, ListsBy: l.ListsBy, ListedAfterSeconds: l.ListedAfter.Seconds(), LateFailure: l.LateFailure,
		Exponents: l.Exponents, StepsMinor: l.StepsMinor, Classes: l.Classes, Final: l.Final, Source: l.Source,
	}
	for method, age := range l.RefundAgeByMethod {
		if out.RefundAgeByMethod == nil {
			out.RefundAgeByMethod = map[string]float64{}
		}
		out.RefundAgeByMethod[method] = age.Seconds()
	}
	return out
}
