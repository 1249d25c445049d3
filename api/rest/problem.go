package rest

import (
	"encoding/json"
	"net/http"

	"connectrpc.com/connect/v2"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// problem is an error by RFC 9457.
type problem struct {
	// Type names the code as a URN; Title is the status in words.
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail is the sentence in the caller's language, English the same in English.
	Detail  string `json:"detail"`
	English string `json:"detail_in_english,omitempty"`
	Code    string `json:"code"`
	// RefundStatus is where the refund stands whose act was refused.
	RefundStatus string `json:"refund_status,omitempty"`
}

// contentTypeProblem is RFC 9457's.
const contentTypeProblem = "application/problem+json"

// statusOf is how a class of errors is said by HTTP.
func statusOf(class api.Class) int {
	switch class {
	case api.ClassInput:
		return http.StatusBadRequest
	case api.ClassIdentity:
		return http.StatusUnauthorized
	case api.ClassPermission:
		return http.StatusForbidden
	case api.ClassUnknown:
		return http.StatusNotFound
	case api.ClassConflict:
		return http.StatusConflict
	case api.ClassStale:
		return http.StatusPreconditionFailed
	case api.ClassTooLarge:
		return http.StatusRequestEntityTooLarge
	case api.ClassRefused:
		return http.StatusUnprocessableEntity
	case api.ClassBusy:
		return http.StatusTooManyRequests
	case api.ClassAway:
		return http.StatusServiceUnavailable
	case api.ClassFault:
		return http.StatusInternalServerError
	}
	return http.StatusInternalServerError
}

// problemOf is what a call came to nothing by.
func problemOf(err error) problem {
	said, ok := rpc.ProblemIn(err)
	if !ok {
		return ofTransport(err)
	}
	code := refund.Code(said.GetCode())
	return problem{
		Status: statusOf(api.ClassOf(code)), Detail: said.GetSentence(), English: said.GetDetail(), Code: said.GetCode(), RefundStatus: said.GetStatus(),
	}
}

// ofTransport is an error that the service never saw: its time was over, or it is a bug.
func ofTransport(err error) problem {
	code, detail := api.CodeFault, "something is broken here; nothing is known to be done by this call"
	if of := connect.CodeOf(err); of == connect.CodeDeadlineExceeded || of == connect.CodeCanceled {
		code, detail = api.CodeTimedOut, "there was no answer in time; the same call again is safe"
	}
	return problem{Status: statusOf(api.ClassOf(code)), Detail: detail, Code: string(code)}
}

// Refuse answers a request that never became a call with a problem, in its reader's language.
func Refuse(w http.ResponseWriter, r *http.Request, err error) { problemIn(r, err).write(w) }

// write answers with the problem.
func (p problem) write(w http.ResponseWriter) {
	p.Type, p.Title = "urn:makegood:problem:"+p.Code, http.StatusText(p.Status)
	raw, err := json.Marshal(p)
	if err != nil {
		panic(err) // it is made of texts
	}
	header := w.Header()
	header.Set("Content-Type", contentTypeProblem)
	header.Set("Cache-Control", "no-store")
	if p.Status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(raw) // who has hung up hears nothing
}
