package main

import (
	"bytes"
	"encoding/json"
)

// The groups of operations.
const (
	tagRefunds   = "Refunds"
	tagStaff     = "Staff"
	tagCustomers = "Customers"
)

// write makes the document of the contracts below root.
func write(root string) ([]byte, error) {
	service, procedures, err := readProcedures(root)
	if err != nil {
		return nil, err
	}
	s := schemas{all: object{problemName: problemSchema()}, went: map[string]direction{}, asked: map[string]bool{}}
	paths := object{}
	for _, p := range procedures {
		path, operation, err := p.operation(s)
		if err != nil {
			return nil, err
		}
		at, _ := paths[path].(object)
		if at == nil {
			at = object{}
			paths[path] = at
		}
		at[p.verb] = operation
	}
	if err := checkRules(s.asked); err != nil {
		return nil, err
	}
	return encode(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "makegood", "version": "1", "description": detached(service.ParentFile()) + "\n\n" + about,
			"license": object{"name": "Apache License 2.0", "identifier": "Apache-2.0"},
		},
		"servers":  []any{object{"url": "/"}},
		"tags":     tags(),
		"security": []any{object{"bearer": []any{}}},
		"paths":    paths,
		"components": object{
			"schemas":         s.all,
			"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer", "description": bearer}},
		},
	})
}

// about is what holds for every operation.
const about = "A body is application/json in UTF-8; a field that is not here is refused by its name, and null is as if a field were absent. " +
	"A field may be written in lowerCamelCase too. Answers have every field: a message that is absent is null. " +
	"Errors are application/problem+json (RFC 9457) with a stable code; a refused call changes nothing in the books. " +
	"The same procedures are served as Connect, gRPC and gRPC-Web at /makegood.api.v1.RefundService/."

const bearer = "The token of a person (OIDC), of a machine (JWT, or a key that makegood has the hash of), or of the demo's sign-in page."

func tags() []any {
	return []any{
		object{"name": tagRefunds, "description": "Ask for refunds, try what they would come to, and read them."},
		object{"name": tagStaff, "description": "What people decide and do."},
		object{"name": tagCustomers, "description": "What a customer says, by themselves or carried by the shop's program."},
	}
}

func encode(document object) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(document)
	return out.Bytes(), err
}
