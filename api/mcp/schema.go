package mcp

import (
	"slices"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/proto/gen/makegood/comments"
)

// schema is a JSON Schema (2020-12). References are left out: not every client follows them.
type schema = map[string]any

const timestamp protoreflect.FullName = "google.protobuf.Timestamp"

// digits are a whole number, as a text.
const digits = `^-?[0-9]+$`

// notForAgents are the fields by which makegood's own commands ask for the record of a refund: everything that is kept
// of it, personal data too.
var notForAgents = []protoreflect.Name{"expand", "record"}

// fieldsOf are a message's fields that agents are told of, or those of them that are named.
func fieldsOf(of protoreflect.MessageDescriptor, only []protoreflect.Name) (out []protoreflect.FieldDescriptor) {
	for i := range of.Fields().Len() {
		field := of.Fields().Get(i)
		if !slices.Contains(notForAgents, field.Name()) && (only == nil || slices.Contains(only, field.Name())) {
			out = append(out, field)
		}
	}
	return out
}

// inputSchema is what the tool takes: its procedure's message, and the door's own arguments.
func (t tool) inputSchema() schema {
	out := asked(t.request().ProtoReflect().Descriptor())
	properties := out["properties"].(schema)
	properties[argumentLanguage] = schema{"type": "string", "maxLength": languageBytesMax, "description": "The language of sentences and explanations (BCP 47), such as en or zh-CN; English where there is none."}
	out["required"] = []string{}
	for name := range properties {
		if name != argumentLanguage {
			out["required"] = append(out["required"].([]string), name)
		}
	}
	if t.asks {
		properties[argumentKey] = schema{
			"type": "string", "pattern": `^[A-Za-z0-9._-]{1,64}$`,
			"description": "A new id of this request, and the same one whenever it is repeated: the same again has the same refund, and another cancellation under it is refused (CONFLICT).",
		}
		out["required"] = append(out["required"].([]string), argumentKey)
	}
	slices.Sort(out["required"].([]string))
	return out
}

// asked is a message that is taken.
func asked(of protoreflect.MessageDescriptor) schema {
	properties := schema{}
	for _, field := range fieldsOf(of, nil) {
		one := askedValue(field)
		if field.IsList() {
			one = schema{"type": "array", "items": one}
		}
		properties[string(field.Name())] = commented(one, field)
	}
	return schema{"type": "object", "properties": properties, "additionalProperties": false}
}

func askedValue(field protoreflect.FieldDescriptor) schema {
	switch {
	case field.Message() != nil && field.Message().FullName() == timestamp:
		return schema{"type": "string", "format": "date-time"}
	case field.Message() != nil:
		return asked(field.Message())
	case field.Kind() == protoreflect.BoolKind:
		return schema{"type": "boolean"}
	case field.Kind() == protoreflect.Int64Kind:
		return schema{"type": []string{"integer", "string"}, "pattern": digits}
	}
	return schema{"type": "string"}
}

// commented says what the contract says of a field, else of its message.
func commented(s schema, field protoreflect.FieldDescriptor) schema {
	said := comments.Of(string(field.FullName()))
	if said == "" && field.Message() != nil {
		said = comments.Of(string(field.Message().FullName()))
	}
	if said != "" {
		s["description"] = said
	}
	return s
}
