package event

import "google.golang.org/protobuf/reflect/protoreflect"

// fieldSet are fields of one message by their numbers. The contract's are below 64.
type fieldSet uint64

func (s *fieldSet) add(field protoreflect.FieldDescriptor) { *s |= 1 << uint(field.Number()) }

func (s fieldSet) has(field protoreflect.FieldDescriptor) bool {
	return s&(1<<uint(field.Number())) != 0
}

// keys remembers an object's keys: known fields by their number, so that both spellings of one
// field are a repetition; unknown ones by name.
type keys struct {
	fields fieldSet
	names  map[string]struct{}
}

// add reports whether the key is new.
func (k *keys) add(name string, field protoreflect.FieldDescriptor) bool {
	if field != nil && field.Number() < 64 {
		fresh := !k.fields.has(field)
		k.fields.add(field)
		return fresh
	}
	if k.names == nil {
		k.names = map[string]struct{}{}
	}
	_, seen := k.names[name]
	k.names[name] = struct{}{}
	return !seen
}
