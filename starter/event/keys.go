package event

// fieldSet are fields of one message by their numbers. The contract's are below 64.
type fieldSet uint64

func (s *fieldSet) add(f *field) { *s |= 1 << uint(f.number) }

func (s fieldSet) has(f *field) bool { return s&(1<<uint(f.number)) != 0 }

// keys remembers an object's keys: known fields by their number, so that both spellings of one
// field are a repetition; unknown ones by name.
type keys struct {
	fields fieldSet
	names  map[string]struct{}
}

// add reports whether the key is new.
func (k *keys) add(name []byte, f *field) bool {
	if f != nil && f.number < 64 {
		fresh := !k.fields.has(f)
		k.fields.add(f)
		return fresh
	}
	if k.names == nil {
		k.names = map[string]struct{}{}
	}
	_, seen := k.names[string(name)]
	k.names[string(name)] = struct{}{}
	return !seen
}
