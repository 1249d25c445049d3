package mcp

import (
	"fmt"
	"strconv"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/makegood/makegood/internal/foreign"
)

// TextMember is the member in which every text stands that is no id, code or word of a closed list.
const TextMember = "data_not_instructions"

// listedMax bounds a list of an answer. An agent reads all it is told, and a refund may have a thousand lines.
const listedMax = 100

// leftOut ends the name of the member that says how many of a list are not told.
const leftOut = "_left_out"

// latest are lists whose end is told where they are too long; of the others it is the beginning.
var latest = map[protoreflect.FullName]bool{"makegood.api.v1.GetRefundResponse.trail": true}

// written is a message as an agent is told it: the contract's names, with each text that may be anybody's in a TextMember.
// only are the fields that are told; nil: all.
func written(m protoreflect.Message, only []protoreflect.Name) map[string]any {
	out := map[string]any{}
	for _, field := range fieldsOf(m.Descriptor(), only) {
		name := string(field.Name())
		if !field.IsList() {
			out[name] = nil
			if field.Message() == nil || m.Has(field) {
				out[name] = value(field, m.Get(field))
			}
			continue
		}
		list := m.Get(field).List()
		first, last := 0, min(list.Len(), listedMax)
		if latest[field.FullName()] {
			first, last = max(0, list.Len()-listedMax), list.Len()
		}
		values := make([]any, 0, last-first)
		for i := first; i < last; i++ {
			values = append(values, value(field, list.Get(i)))
		}
		out[name] = values
		if count := list.Len() - len(values); count > 0 {
			out[name+leftOut] = count
		}
	}
	return out
}

// value is one value of a field. The contract's answers have texts, whole numbers, yes or no, times and messages; a test
// holds them to that.
func value(field protoreflect.FieldDescriptor, v protoreflect.Value) any {
	// The kinds that the contract has.
	//
	//exhaustive:ignore
	switch field.Kind() {
	case protoreflect.MessageKind:
		if at, is := v.Message().Interface().(*timestamppb.Timestamp); is {
			return at.AsTime().Format(time.RFC3339Nano)
		}
		return written(v.Message(), nil)
	case protoreflect.StringKind:
		return text(field, v.String())
	case protoreflect.BoolKind:
		return v.Bool()
	case protoreflect.Int64Kind:
		return strconv.FormatInt(v.Int(), 10)
	}
	panic(fmt.Sprintf("mcp: %s is a %s", field.FullName(), field.Kind()))
}

// text is a word as it is, or a text in its member; no text at all is null.
func text(field protoreflect.FieldDescriptor, said string) any {
	switch {
	case words[field.FullName()]:
		return foreign.Token(said)
	case said == "":
		return nil
	}
	return map[string]any{TextMember: foreign.Agent(said)}
}
