package api

import "github.com/makegood/makegood/refund"

// Codes of calls that come over a network and reach no service.
const (
	// CodeAPIAway: the API does not answer, or stopped answering. What was asked for may be done; the same call again under the
	// same key is safe.
	CodeAPIAway refund.Code = "API_AWAY"
	// CodeNotTheAPI: what answers there is not makegood's API.
	CodeNotTheAPI refund.Code = "NOT_THE_API"
)

// Told is an error as the service of another process said it, or as its client found it: the same Error that the service in this
// process would return.
func Told(p refund.Problem, sentence string, status refund.Status) *Error {
	return &Error{Code: p.Code, Detail: p.Detail, Sentence: sentence, Status: status, cause: p}
}
