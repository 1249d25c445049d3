package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// object is a JSON object; encoding/json writes its keys in order.
type object map[string]any

// timestamp is the one message whose JSON is no object.
const timestamp = "google.protobuf.Timestamp"

// recorded begins the names of messages that mirror what is kept. The document does not describe them: they follow makegood's
// own types.
const recorded = "Recorded"

// direction is which way a message goes.
type direction int

const (
	// received: read by package api/wire, which takes null for a field that is absent, and numbers in digits.
	received direction = iota + 1
	// sent: written by package api/wire, every field, 64-bit numbers as strings.
	sent
)

// schemas collects what messages look like in JSON, by name.
type schemas struct {
	all  object
	went map[string]direction
	// asked are the fields of whose rule something was made, so that a rule that means nothing is found.
	asked map[string]bool
}

// message adds a message and those in it, and returns where it is. A message that goes both ways would need two schemas.
func (s schemas) message(m protoreflect.MessageDescriptor, way direction) (object, error) {
	if strings.HasPrefix(string(m.Name()), recorded) {
		return object{"type": "object", "description": "For makegood's own commands: all that is kept, by the names of their --json."}, nil
	}
	name := string(m.FullName())
	at := object{"$ref": "#/components/schemas/" + name}
	if before, there := s.went[name]; there {
		if before != way {
			return nil, fmt.Errorf("%s goes both ways", name)
		}
		return at, nil
	}
	s.went[name] = way
	out, err := s.inline(m, way, nil)
	s.all[name] = out
	return at, err
}

// inline is the schema of a message without some of its fields.
func (s schemas) inline(m protoreflect.MessageDescriptor, way direction, without []string) (object, error) {
	properties, required := object{}, []any{}
	for i := range m.Fields().Len() {
		field := m.Fields().Get(i)
		if slices.Contains(without, string(field.Name())) {
			continue
		}
		schema, err := s.field(field, way)
		if err != nil {
			return nil, err
		}
		properties[string(field.Name())] = schema
		if way == sent || s.ruleOf(field).required {
			required = append(required, string(field.Name()))
		}
	}
	out := object{"type": "object", "properties": properties}
	if way == received {
		out["additionalProperties"] = false
	}
	if len(required) > 0 {
		out["required"] = required
	}
	if text := comment(m); text != "" {
		out["description"] = text
	}
	return out, nil
}

func (s schemas) ruleOf(f protoreflect.FieldDescriptor) rule {
	s.asked[nameOf(f)] = true
	return ruleOf(f)
}

// field is the schema of a field. What is received may be null, which is as if it were absent, unless it is needed; of what
// is sent only a message may be.
func (s schemas) field(f protoreflect.FieldDescriptor, way direction) (object, error) {
	value, err := s.value(f, way)
	if err != nil {
		return nil, err
	}
	if f.IsList() {
		value = object{"type": "array", "items": value}
		if rule := s.ruleOf(f); rule.itemsMin > 0 {
			value["minItems"] = rule.itemsMin
		}
	}
	absent := way == received && !s.ruleOf(f).required || way == sent && f.Message() != nil && !f.IsList()
	if absent {
		value = orNull(value)
	}
	if text := comment(f); text != "" {
		value["description"] = text
	}
	return value, nil
}

// orNull is a schema that takes null too.
func orNull(schema object) object {
	null := object{"type": "null"}
	out := maps.Clone(schema)
	switch kind := schema["type"].(type) {
	case string:
		out["type"] = []any{kind, "null"}
	case []any:
		out["type"] = append(slices.Clone(kind), "null")
	default:
		return object{"oneOf": []any{schema, null}}
	}
	if words, closed := schema["enum"].([]any); closed {
		out["enum"] = append(slices.Clone(words), nil)
	}
	return out
}

// value is the schema of one value of a field. A kind that the contract does not have yet is an error, not a guess.
func (s schemas) value(f protoreflect.FieldDescriptor, way direction) (object, error) {
	if f.IsMap() {
		return nil, fmt.Errorf("%s: no schema for a map", f.FullName())
	}
	// Other kinds are refused below.
	//
	//exhaustive:ignore
	switch f.Kind() {
	case protoreflect.StringKind:
		if way == sent {
			return object{"type": "string"}, nil
		}
		return s.ruleOf(f).text(), nil
	case protoreflect.BoolKind:
		return object{"type": "boolean"}, nil
	case protoreflect.Int64Kind:
		if way == sent {
			return object{"type": "string", "pattern": sentDigits}, nil
		}
		return s.ruleOf(f).number(), nil
	case protoreflect.MessageKind:
		if f.Message().FullName() == timestamp {
			return object{"type": "string", "format": "date-time"}, nil
		}
		return s.message(f.Message(), way)
	}
	return nil, fmt.Errorf("%s: no schema for the kind %s", f.FullName(), f.Kind())
}
