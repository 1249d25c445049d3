package app

import (
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/refund"
)

// Codes of errors that are not about an event or a decision.
const (
	// CodeBadConfig: a setting, or a file that a setting names, is wrong.
	CodeBadConfig refund.Code = "BAD_CONFIG"
	// CodeTemporalAway: Temporal does not answer.
	CodeTemporalAway refund.Code = "TEMPORAL_AWAY"
	// CodeLedgerAway: the ledger cannot be opened, or is another one.
	CodeLedgerAway refund.Code = "LEDGER_AWAY"
	// CodeProviderUnknown: there is no adapter of that name. CodeProviderNotConfigured: it has no credentials.
	CodeProviderUnknown       refund.Code = "PROVIDER_UNKNOWN"
	CodeProviderNotConfigured refund.Code = "PROVIDER_NOT_CONFIGURED"
	// CodeProviderWrong: a provider has no good answer to a harmless question.
	CodeProviderWrong = refund.Code(doctor.CodeProviderWrong)
	// CodeSchemaNewer: a newer release has changed the ledger so that this program cannot work with it.
	CodeSchemaNewer refund.Code = "SCHEMA_NEWER"
)

// Coded gives an error its stable code.
type Coded struct {
	Code refund.Code
	Err  error
	// Page is the runbook to read, or empty.
	Page string
}

// Error implements error: the error's own words, without the code.
func (c Coded) Error() string { return c.Err.Error() }

// Unwrap returns the error.
func (c Coded) Unwrap() error { return c.Err }

// StableCode is the error's code, for those who do not know this package.
func (c Coded) StableCode() refund.Code { return c.Code }
