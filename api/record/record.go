// Package record writes makegood's own types as messages of the contract, and reads them back, so that a program of
// makegood on another machine works with the same values as one beside the ledger.
//
// On the path: the door api/rpc writes with it what is asked for as a record; the client api/remote writes its requests with
// it, and reads the answers. A type and its message have the same JSON, by the names of the contract, and both directions go
// by that JSON: a member that the message does not have is an error, and is never left out.
package record

import (
	"encoding/json"
	"fmt"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Write fills a message with a value. An error means that the value has a member that the message does not have.
func Write(message proto.Message, value any) error {
	raw, err := json.Marshal(value)
	if err == nil {
		err = protojson.Unmarshal(raw, message)
	}
	if err != nil {
		return fmt.Errorf("record: write %T as %s: %w", value, message.ProtoReflect().Descriptor().Name(), err)
	}
	return nil
}

// Read fills the value that into points to with a message. Its lists are in order (InOrder). An error means that the message
// says something that the value has no member for.
func Read(message proto.Message, into any) error {
	raw, err := json.Marshal(members(message.ProtoReflect()))
	if err == nil {
		err = strictly(raw, into)
	}
	if err != nil {
		return fmt.Errorf("record: read %s into %T: %w", message.ProtoReflect().Descriptor().Name(), into, err)
	}
	InOrder(into)
	return nil
}

// members are what a message says, by the names of the contract; what is not set is left out.
func members(m protoreflect.Message) map[string]any {
	out := map[string]any{}
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		name := string(field.Name())
		if !field.IsList() {
			out[name] = member(field, value)
			return true
		}
		list := make([]any, value.List().Len())
		for i := range list {
			list[i] = member(field, value.List().Get(i))
		}
		out[name] = list
		return true
	})
	return out
}

func member(field protoreflect.FieldDescriptor, value protoreflect.Value) any {
	if field.Message() == nil {
		return value.Interface() // texts, booleans and integers
	}
	if at, is := value.Message().Interface().(*timestamppb.Timestamp); is {
		return at.AsTime().Format(time.RFC3339Nano)
	}
	return members(value.Message())
}
