package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// problemName is where the schema of problems is.
const problemName = "Problem"

// responses are the answer, and a problem for each status that one of the method's codes has.
func (p procedure) responses(s schemas, variables []string) (object, error) {
	answer, err := s.message(p.Output(), sent)
	if err != nil {
		return nil, err
	}
	ok := object{
		"description": "It is done, and this is what it came to.",
		"headers":     p.answerHeaders(),
		"content":     object{"application/json": object{"schema": answer}},
	}
	if p.method.Scope() == api.ScopeRead {
		ok["description"] = "What was asked for."
	}
	if links := p.links(variables); len(links) > 0 {
		ok["links"] = links
	}
	out := object{"200": ok}
	for status, codes := range p.codes() {
		out[strconv.Itoa(status)] = problemResponse(status, codes)
	}
	return out, nil
}

func (p procedure) answerHeaders() object {
	out := object{"Makegood-Note": object{"description": "The code of what could not be done and did not end the call.", "schema": object{"type": "string"}}}
	if p.method == api.MethodRequestRefund {
		out["Idempotency-Replayed"] = object{"description": "\"true\": it was asked for before.", "schema": object{"type": "string", "enum": []any{"true"}}}
	}
	return out
}

// codes are the method's codes by the statuses they have here.
func (p procedure) codes() map[int][]string {
	out := map[int][]string{}
	for _, code := range p.method.Codes() {
		status := api.ClassOf(code).HTTPStatus()
		out[status] = append(out[status], string(code))
	}
	if p.hasBody() {
		out[http.StatusUnsupportedMediaType] = []string{string(refund.CodeMalformed)}
	}
	return out
}

func problemResponse(status int, codes []string) object {
	slices.Sort(codes)
	words := make([]any, 0, len(codes))
	for _, code := range codes {
		words = append(words, code)
	}
	out := object{
		"description": fmt.Sprintf("%s: `%s`.", http.StatusText(status), strings.Join(codes, "`, `")),
		"content": object{"application/problem+json": object{"schema": object{"allOf": []any{
			object{"$ref": "#/components/schemas/" + problemName},
			object{"type": "object", "properties": object{"status": object{"const": status}, "code": object{"enum": words}}},
		}}}},
	}
	if status == http.StatusUnauthorized {
		out["headers"] = object{"WWW-Authenticate": object{"schema": object{"type": "string", "const": "Bearer"}}}
	}
	return out
}

// links lead from an answer to the refund that it is about.
func (p procedure) links(variables []string) object {
	from := "$request.path."
	if p.method == api.MethodRequestRefund {
		from, variables = "$request.body#/cancellation/", idParts
	}
	if len(variables) != len(idParts) {
		return nil
	}
	parameters := object{}
	for _, name := range variables {
		parameters[name] = from + name
	}
	to := []string{"getRefund"}
	if p.method == api.MethodRequestRefund {
		to = append(to, "withdraw", "decide")
	}
	out := object{}
	for _, operation := range to {
		out[operation] = object{"operationId": operation, "parameters": parameters}
	}
	return out
}

// problemSchema is RFC 9457's, as the door writes it.
func problemSchema() object {
	text := object{"type": "string", "minLength": 1}
	return object{
		"type":        "object",
		"description": "Why a call came to nothing (RFC 9457). Nothing was changed by it.",
		"required":    []any{"type", "title", "status", "detail", "code"},
		"properties": object{
			"type":              object{"type": "string", "pattern": "^urn:makegood:problem:[A-Z_]+$", "description": "The code as a URN."},
			"title":             object{"type": "string", "minLength": 1, "description": "The status in words."},
			"status":            object{"type": "integer", "minimum": 400, "maximum": 599},
			"detail":            object{"type": "string", "minLength": 1, "description": "What is wrong, in the caller's language."},
			"detail_in_english": object{"type": "string", "description": "The same in English, as the engine says it."},
			"code":              object{"type": "string", "pattern": "^[A-Z_]+$", "description": "Stable: programs branch on it. docs/runbooks says what to do about it."},
			"refund_status":     object{"type": "string", "description": "Where the refund stands whose act was refused."},
		},
		"examples": []any{object{
			"type": "urn:makegood:problem:KEY_MISSING", "title": "Bad Request", "status": http.StatusBadRequest, "code": "KEY_MISSING",
			"detail": "Decide needs an idempotency key (header Idempotency-Key)", "detail_in_english": "Decide needs an idempotency key (header Idempotency-Key)",
		}},
		"additionalProperties": text,
	}
}
