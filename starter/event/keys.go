package event

import "google.golang.org/protobuf/reflect/protoreflect"

// keys remembers an object's keys: known fields by their number, so that both spellings of one
// field are a repetition; unknown ones by name.
type keys struct {
	fields uint64
	names  map[string]struct{}
}

// add reports whether the key is new.
func (k *keys) add(name string, field protoreflect.FieldDescriptor) bool {
	if field != nil && field.Number() < 64 {
		bit := uint64(1) << uint(field.Number())
		fresh := k.fields&bit == 0
		k.fields |= bit
		return fresh
	}
	if k.names == nil {
		k.names = map[string]struct{}{}
	}
	_, seen := k.names[name]
	k.names[name] = struct{}{}
	return !seen
}
