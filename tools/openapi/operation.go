package main

import (
	"fmt"
	"regexp"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/api"
)

// keyBytesMax bounds an idempotency key.
const keyBytesMax = 128

// variable is a part of a path that names a field: {id=refund/*/*/*} or {provider_refund_id}.
var variable = regexp.MustCompile(`\{([a-z_]+)(?:=([^}]+))?\}`)

// idParts are what the three parts of a refund's id are called.
var idParts = []string{"merchant_id", "order_id", "cancellation_id"}

// path is the annotation's path as OpenAPI has it, with its variables, and the fields of the message that it says.
func (p procedure) path() (path string, variables, fields []string) {
	path = variable.ReplaceAllStringFunc(p.pattern, func(found string) string {
		parts := variable.FindStringSubmatch(found)
		fields = append(fields, parts[1])
		if parts[2] == "" {
			variables = append(variables, parts[1])
			return "{" + parts[1] + "}"
		}
		variables = append(variables, idParts...)
		return "refund/{" + strings.Join(idParts, "}/{") + "}"
	})
	return path, variables, fields
}

// operation is the procedure as OpenAPI has it.
func (p procedure) operation(s schemas) (path string, out object, err error) {
	path, variables, fields := p.path()
	out = object{
		"operationId": strings.ToLower(string(p.method[:1])) + string(p.method[1:]),
		"tags":        []any{p.tag()},
		"summary":     p.summary(),
		"description": strings.Join(append([]string{comment(p)}, p.words()...), "\n\n"),
		"security":    p.security(),
	}
	parameters := p.pathParameters(variables)
	if p.hasBody() {
		out["requestBody"], err = p.body(s, fields)
	} else {
		var query []any
		query, err = p.queryParameters(s, fields)
		parameters = append(parameters, query...)
	}
	if err != nil {
		return "", nil, err
	}
	out["parameters"] = append(parameters, p.headerParameters()...)
	out["responses"], err = p.responses(s, variables)
	return path, out, err
}

// summary is the comment's first sentence without the procedure's name.
func (p procedure) summary() string {
	sentence, _, _ := strings.Cut(comment(p)+" ", ". ")
	sentence = strings.TrimSuffix(strings.TrimPrefix(sentence, string(p.Name())+" "), ".")
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}

// words say who may call, and whether a call may be repeated.
func (p procedure) words() (out []string) {
	switch scope := p.method.Scope(); scope {
	case "":
		out = append(out, "For people alone: a machine may ask, and never decides.")
	case api.ScopeRead, api.ScopeRequest, api.ScopeCustomer:
		out = append(out, fmt.Sprintf("A machine needs the scope `%s`.", scope))
	}
	if p.method.NeedsKey() {
		out = append(out, "The `Idempotency-Key` is kept as long as the ledger: the same call again under it has the first answer, and another body is a 409 `CONFLICT`.")
	}
	return out
}

// tag groups the operations on the page.
func (p procedure) tag() string {
	switch p.method.Scope() {
	case api.ScopeRead, api.ScopeRequest:
		return tagRefunds
	case api.ScopeCustomer:
		return tagCustomers
	}
	return tagStaff
}

func (p procedure) security() []any {
	bearer := object{"bearer": []any{}}
	if scope := p.method.Scope(); scope != "" {
		bearer["bearer"] = []any{string(scope)}
	}
	if p.method == api.MethodAnswerOffer {
		return []any{bearer, object{}} // the token of the customer's link stands for who answers
	}
	return []any{bearer}
}

func (p procedure) pathParameters(variables []string) (out []any) {
	for _, name := range variables {
		schema := object{"type": "string", "pattern": businessID}
		description := "A part of the refund's id, refund/{merchant_id}/{order_id}/{cancellation_id}."
		if len(variables) == 1 {
			schema, description = object{"type": "string", "pattern": "^[^/:]+$"}, "The provider's id of the refund."
		}
		out = append(out, object{"name": name, "in": "path", "required": true, "description": description, "schema": schema, "example": exampleOfPath[name]})
	}
	return out
}

// queryParameters are the fields that the path does not say.
func (p procedure) queryParameters(s schemas, without []string) (out []any, err error) {
	message, err := s.inline(p.Input(), received, without)
	if err != nil {
		return nil, err
	}
	fields := p.Input().Fields()
	for i := range fields.Len() {
		name := string(fields.Get(i).Name())
		schema, there := message["properties"].(object)[name].(object)
		if !there {
			continue
		}
		one := object{"name": name, "in": "query", "schema": inQuery(schema)}
		if text := comment(fields.Get(i)); text != "" {
			one["description"] = text
		}
		if fields.Get(i).Cardinality() == protoreflect.Repeated {
			one["style"], one["explode"] = "form", true
		}
		out = append(out, one)
	}
	return out, nil
}

// inQuery is a schema as a query has it: there is no null, and a number is its digits.
func inQuery(schema object) object {
	out := object{}
	for name, value := range schema {
		out[name] = value
	}
	delete(out, "description")
	kinds, _ := out["type"].([]any)
	out["type"] = kinds[0]
	if kinds[0] == "integer" {
		delete(out, "pattern")
	}
	return out
}

func (p procedure) headerParameters() []any {
	out := []any{object{
		"name": "Accept-Language", "in": "header", "description": "The language of sentences: English, or what makegood has words in (zh-CN).",
		"schema": object{"type": "string"}, "example": "zh-CN, en;q=0.8",
	}}
	if !p.hasBody() || p.method == api.MethodPreviewRefund {
		return out
	}
	description := "The caller's own id of what is asked for, made anew for each thing and never for a repetition."
	if p.method == api.MethodRequestRefund {
		description = "In place of the cancellation's id, where that is empty; beside it, it has to be the same."
	}
	schema := object{"type": "string", "maxLength": keyBytesMax, "pattern": "^[!-~]*$"}
	if p.method.NeedsKey() {
		schema["minLength"] = 1 // an empty one is none
	}
	return append(out, object{
		"name": "Idempotency-Key", "in": "header", "required": p.method.NeedsKey(), "description": description, "schema": schema, "example": exampleKey(p.method),
	})
}

// body is the message without what the path says. It is named where it is not as the message, so that programs have a type
// for it.
func (p procedure) body(s schemas, without []string) (object, error) {
	schema, err := s.inline(p.Input(), received, without)
	if err != nil {
		return nil, err
	}
	name := string(p.Input().FullName())
	s.all[name] = schema
	example, err := exampleOf(p.method)
	if err != nil {
		return nil, err
	}
	return object{
		"required": schema["required"] != nil,
		"content":  object{"application/json": object{"schema": object{"$ref": "#/components/schemas/" + name}, "example": example}},
	}, nil
}
