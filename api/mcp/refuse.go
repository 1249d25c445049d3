package mcp

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// problem is why a request never reached the protocol, by RFC 9457.
type problem struct {
	Type   string      `json:"type"`
	Title  string      `json:"title"`
	Status int         `json:"status"`
	Detail string      `json:"detail"`
	Code   refund.Code `json:"code"`
}

// refuse answers a request that the door does not take, with its code and its sentence in the caller's language.
func (d httpDoor) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	d.Refused(r.Context(), err)
	own := new(api.Error)
	if !errors.As(rpc.CallIn(r.Header.Get("Accept-Language")).Failed(err), &own) {
		own = &api.Error{Code: api.CodeFault}
	}
	raw, err := json.Marshal(problem{
		Type: "urn:makegood:problem:" + string(own.Code), Title: http.StatusText(status), Status: status, Detail: own.Sentence, Code: own.Code,
	})
	if err != nil {
		panic(err) // it is made of texts
	}
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	if seconds := own.Class().RetrySeconds(); seconds > 0 {
		header.Set("Retry-After", strconv.Itoa(seconds))
	}
	w.WriteHeader(status)
	_, _ = w.Write(raw) // who has hung up hears nothing
}

// unknown answers a request of nobody who is known. A token that is not good is 401 and says where a good one comes from;
// that its issuer does not answer is an outage, and that there are too many of them passes.
func (d httpDoor) unknown(w http.ResponseWriter, r *http.Request, err error) {
	own := new(api.Error)
	if !errors.As(rpc.CallIn("").Failed(err), &own) {
		own = &api.Error{Code: api.CodeFault}
	}
	if own.Class() == api.ClassIdentity {
		w.Header().Set("WWW-Authenticate", d.challenge(r, own.Code))
	}
	d.refuse(w, r, own.Class().HTTPStatus(), err)
}

// challenge is the WWW-Authenticate header of RFC 6750 and RFC 9728.
func (d httpDoor) challenge(r *http.Request, code refund.Code) string {
	var parts []string
	if code != api.CodeUnauthenticated {
		parts = append(parts, `error="invalid_token"`)
	}
	if d.Issuer != "" {
		parts = append(parts, `resource_metadata="`+d.metadataURL(r)+`"`, `scope="`+strings.Join(scopes(), " ")+`"`)
	}
	return strings.TrimSpace("Bearer " + strings.Join(parts, ", "))
}

// scopes are those that the tools need.
func scopes() []string { return []string{string(api.ScopeRead), string(api.ScopeRequest)} }
