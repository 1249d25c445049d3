package rest

import (
	"encoding/json"
	"net/http"
	"strconv"

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
	// Replayed: the same call was refused by this before, and that is kept under its key.
	Replayed bool `json:"replayed,omitempty"`
}

// contentTypeProblem is RFC 9457's.
const contentTypeProblem = "application/problem+json"

// problemOf is what a call came to nothing by.
func problemOf(err error) problem {
	said, ok := rpc.ProblemIn(err)
	if !ok {
		return ofTransport(err)
	}
	code := refund.Code(said.GetCode())
	return problem{
		Status: api.ClassOf(code).HTTPStatus(), Detail: said.GetSentence(), English: said.GetDetail(), Code: said.GetCode(), RefundStatus: said.GetStatus(),
		Replayed: said.GetReplayed(),
	}
}

// ofTransport is an error that the service never saw: its time was over, or it is a bug.
func ofTransport(err error) problem {
	code, detail := api.CodeFault, "something is broken here; nothing is known to be done by this call"
	if of := connect.CodeOf(err); of == connect.CodeDeadlineExceeded || of == connect.CodeCanceled {
		code, detail = api.CodeCallerDeadline, "the caller's time was over before there was an answer; the same call again is safe"
	}
	return problem{Status: api.ClassOf(code).HTTPStatus(), Detail: detail, Code: string(code)}
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
	if seconds := api.ClassOf(refund.Code(p.Code)).RetrySeconds(); seconds > 0 && header.Get("Retry-After") == "" {
		header.Set("Retry-After", strconv.Itoa(seconds))
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(raw) // who has hung up hears nothing
}
