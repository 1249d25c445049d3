package rest

import (
	"fmt"
	"net/url"
	"strconv"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/api/wire"
	"github.com/makegood/makegood/refund"
)

// fromQuery sets the fields that a query names, by their names in the contract.
func fromQuery(query url.Values, message proto.Message) error {
	m := message.ProtoReflect()
	for name, values := range query {
		field := m.Descriptor().Fields().ByName(protoreflect.Name(name))
		if field == nil {
			return malformed("there is no field %q", name)
		}
		if !field.IsList() && len(values) > 1 {
			return malformed("the field %q is there twice", name)
		}
		for _, text := range values {
			value, err := valueOf(field, text)
			if err != nil {
				return err
			}
			if field.IsList() {
				m.Mutable(field).List().Append(value)
			} else {
				m.Set(field, value)
			}
		}
	}
	return nil
}

// valueOf reads a text as a field's value.
func valueOf(field protoreflect.FieldDescriptor, text string) (protoreflect.Value, error) {
	// Messages do not come in a query, and the contract has no other kinds of numbers.
	//
	//exhaustive:ignore
	switch field.Kind() {
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(text), nil
	case protoreflect.BoolKind:
		if text == "true" || text == "false" {
			return protoreflect.ValueOfBool(text == "true"), nil
		}
	case protoreflect.Int64Kind:
		if number, err := strconv.ParseInt(text, 10, 64); err == nil && wire.Digits(text) {
			return protoreflect.ValueOfInt64(number), nil
		}
	}
	return protoreflect.Value{}, malformed("%s: %q is no %s", field.Name(), text, field.Kind())
}

// fromPath sets what the path says. A body that says something else of it contradicts the path.
func fromPath(values map[string]string, message proto.Message) error {
	m := message.ProtoReflect()
	for name, text := range values {
		field := m.Descriptor().Fields().ByName(protoreflect.Name(name))
		if said := m.Get(field).String(); said != "" && said != text {
			return malformed("%s is %q in the path and %q beside it", name, text, said)
		}
		m.Set(field, protoreflect.ValueOfString(text))
	}
	return nil
}

func malformed(format string, args ...any) error {
	return refund.Problem{Code: refund.CodeMalformed, Detail: fmt.Sprintf(format, args...)}
}
