package main

import (
	"fmt"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// object is a JSON object; encoding/json writes its keys in order.
type object map[string]any

// timestamp is the one message whose JSON is no object.
const timestamp = "google.protobuf.Timestamp"

// schemas collects what messages look like in JSON, by name.
type schemas struct {
	// sent: 64-bit numbers are strings, as protojson writes them; else numbers are taken too.
	sent bool
	all  object
}

// message adds a message and those in it, and returns where it is.
func (s schemas) message(m protoreflect.MessageDescriptor) (object, error) {
	name := string(m.FullName())
	at := object{"$ref": "#/components/schemas/" + name}
	if _, there := s.all[name]; there {
		return at, nil
	}
	properties := object{}
	out := object{"type": "object", "properties": properties}
	describe(out, m)
	s.all[name] = out // before its fields: one of them may be of its own kind
	for i := range m.Fields().Len() {
		field := m.Fields().Get(i)
		schema, err := s.field(field)
		if err != nil {
			return nil, err
		}
		properties[string(field.Name())] = schema
	}
	return at, nil
}

func (s schemas) field(f protoreflect.FieldDescriptor) (object, error) {
	value, err := s.value(f)
	if err != nil {
		return nil, err
	}
	if f.IsList() {
		value = object{"type": "array", "items": value}
	}
	if _, elsewhere := value["$ref"]; elsewhere && comment(f) != "" {
		value = object{"allOf": []any{value}} // beside a reference nothing counts
	}
	describe(value, f)
	return value, nil
}

// value is the schema of one value of a field. A kind that no contract has yet is an error, not a guess.
func (s schemas) value(f protoreflect.FieldDescriptor) (object, error) {
	if f.IsMap() {
		return nil, fmt.Errorf("%s: no schema for a map", f.FullName())
	}
	switch f.Kind() {
	case protoreflect.StringKind:
		return object{"type": "string"}, nil
	case protoreflect.BoolKind:
		return object{"type": "boolean"}, nil
	case protoreflect.Int32Kind:
		return object{"type": "integer", "format": "int32"}, nil
	case protoreflect.Int64Kind:
		digits := object{"type": "string", "pattern": "^-?[0-9]+$"}
		if s.sent {
			return digits, nil
		}
		return object{"oneOf": []any{object{"type": "integer", "format": "int64"}, digits}}, nil
	case protoreflect.MessageKind:
		if f.Message().FullName() == timestamp {
			return object{"type": "string", "format": "date-time"}, nil
		}
		return s.message(f.Message())
	case protoreflect.EnumKind, protoreflect.Sint32Kind, protoreflect.Uint32Kind, protoreflect.Sint64Kind, protoreflect.Uint64Kind, protoreflect.Sfixed32Kind,
		protoreflect.Fixed32Kind, protoreflect.FloatKind, protoreflect.Sfixed64Kind, protoreflect.Fixed64Kind, protoreflect.DoubleKind, protoreflect.BytesKind,
		protoreflect.GroupKind:
	}
	return nil, fmt.Errorf("%s: no schema for the kind %s", f.FullName(), f.Kind())
}

func describe(schema object, of protoreflect.Descriptor) {
	if text := comment(of); text != "" {
		schema["description"] = text
	}
}
