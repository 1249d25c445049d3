package event

import (
	"sync"

	"google.golang.org/protobuf/reflect/protoreflect"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
)

// message is what the transcoder needs of a message of the contract: its fields by either spelling. It is read
// from the descriptor once, because a descriptor answers behind locks and interfaces.
type message struct {
	fields map[string]*field
}

// field is one field of the contract.
type field struct {
	number protoreflect.FieldNumber
	kind   protoreflect.Kind
	isList bool
	// message is set for a field that is a message, and isTime where that is a Timestamp.
	message *message
	isTime  bool
}

// named finds a field by either spelling; nil where the contract has none, or knows nothing of the message.
func (m *message) named(name []byte) *field {
	if m == nil {
		return nil
	}
	return m.fields[string(name)]
}

// contract is the event's own message.
var contract = sync.OnceValue(func() *message {
	return describe(new(orderv1.OrderCancelled).ProtoReflect().Descriptor(), map[protoreflect.FullName]*message{})
})

// describe reads a descriptor. done are the messages that were read, so that one within itself ends.
func describe(of protoreflect.MessageDescriptor, done map[protoreflect.FullName]*message) *message {
	if m, ok := done[of.FullName()]; ok {
		return m
	}
	m := &message{fields: map[string]*field{}}
	done[of.FullName()] = m
	all := make([]*field, of.Fields().Len())
	for i := range all {
		d := of.Fields().Get(i)
		f := &field{number: d.Number(), kind: d.Kind(), isList: d.IsList()}
		if d.Message() != nil {
			f.message, f.isTime = describe(d.Message(), done), d.Message().FullName() == timestampName
		}
		all[i], m.fields[d.JSONName()] = f, f
	}
	for i, f := range all { // a text name counts before another field's JSON name
		m.fields[of.Fields().Get(i).TextName()] = f
	}
	return m
}
