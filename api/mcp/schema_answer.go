package mcp

import (
	"google.golang.org/protobuf/reflect/protoreflect"

	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
)

// The members of an answer that are the door's own.
const (
	memberProblem = "problem"
	memberNotes   = "notes"
	// memberCode is the stable code with which a refund's reason begins.
	memberCode = "status_code"
)

// outputSchema is what the tool answers: its procedure's answer as it is told, or a problem in its place.
func (t tool) outputSchema() schema {
	out := told(t.answer, t.shown)
	properties := out["properties"].(schema)
	properties[memberProblem] = told(new(apiv1.Problem).ProtoReflect().Descriptor(), nil)
	properties[memberProblem].(schema)["description"] = "Why the call came to nothing; then nothing else is answered."
	properties[memberNotes] = schema{"type": "array", "items": schema{"type": "string"}, "description": "Codes of what could not be done and did not end the call."}
	if t.answer.Fields().ByName("refund") != nil {
		properties[memberCode] = schema{"type": "string", "description": "The stable code of why the refund is in its status, such as MACHINE_OVER_LIMIT; absent where there is none."}
	}
	return out
}

// told is a message as written makes it.
func told(of protoreflect.MessageDescriptor, only []protoreflect.Name) schema {
	properties := schema{}
	for _, field := range fieldsOf(of, only) {
		name, one := string(field.Name()), toldValue(field)
		if field.IsList() {
			one = schema{"type": "array", "items": one, "maxItems": listedMax}
			properties[name+leftOut] = schema{"type": "integer", "description": "How many there are beside these."}
		} else if field.Message() != nil || !words[field.FullName()] && field.Kind() == protoreflect.StringKind {
			one["type"] = []string{one["type"].(string), "null"}
		}
		properties[name] = commented(one, field)
	}
	return schema{"type": "object", "properties": properties, "additionalProperties": false}
}

func toldValue(field protoreflect.FieldDescriptor) schema {
	switch {
	case field.Message() != nil && field.Message().FullName() == timestamp:
		return schema{"type": "string", "format": "date-time"}
	case field.Message() != nil:
		return told(field.Message(), nil)
	case field.Kind() == protoreflect.BoolKind:
		return schema{"type": "boolean"}
	case field.Kind() == protoreflect.Int64Kind:
		return schema{"type": "string", "pattern": digits}
	case words[field.FullName()]:
		return schema{"type": "string"}
	}
	return schema{
		"type": "object", "properties": schema{TextMember: schema{"type": "string"}}, "required": []string{TextMember}, "additionalProperties": false,
	}
}
