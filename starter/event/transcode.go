package event

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/refund"
)

// transcode turns an event's JSON into the same event's protobuf bytes, along the message's
// descriptor. It accepts what protojson accepts, but for what would cost somebody money or names:
//
//   - "128.00", 128.0 and 1.28e2 are 128 to protojson, a hundredfold error when somebody meant
//     units: here a 64-bit field is an integer, or a string of digits;
//   - a key that is there twice is refused, also one the contract does not know, and also in both
//     spellings;
//   - a NUL is refused, which not every database can hold;
//   - a problem names the field by its path, and does not quote the value, which may be somebody's
//     address.
//
// Fields which the contract does not know are passed over: it grows by adding.
//
// said are the event's own fields that have a value, an empty list included: protobuf cannot tell it from no list.
func transcode(value []byte, event *message) (wire []byte, said fieldSet, err error) {
	if !utf8.Valid(value) {
		return nil, 0, malformed("the value is not UTF-8")
	}
	if !validJSON(value) {
		return nil, 0, malformed("the value is not JSON")
	}
	t := transcoder{scanner: scanner{text: value}, out: make([]byte, 0, len(value))}
	t.space()
	if t.peek() != '{' {
		return nil, 0, malformed("the value is not a JSON object")
	}
	t.object(event, 0)
	return t.out, t.said, t.problem
}

// transcoder writes while it reads JSON that is known to be valid. It stops at the first problem.
type transcoder struct {
	scanner
	out  []byte
	said fieldSet
}

// object reads an object; of is nil where the contract knows nothing of it.
func (t *transcoder) object(of *message, depth int) {
	if depth > depthMax {
		t.fail("nests too deep")
	}
	var seen keys
	above := len(t.path)
	t.at++ // {
	for t.more('}') {
		name := t.key()
		t.enter(name)
		known := of.named(name)
		if !seen.add(name, known) {
			t.fail("is there twice")
		}
		if depth == 0 && known != nil && t.peek() != 'n' {
			t.said.add(known)
		}
		t.field(known, depth+1)
		t.path = t.path[:above]
	}
}

// field reads the value of one key. null is the same as the key's absence.
func (t *transcoder) field(f *field, depth int) {
	switch {
	case t.problem != nil:
	case t.null():
	case f == nil:
		t.unknown(depth)
	case f.isList:
		t.list(f, depth)
	default:
		t.single(f, depth)
	}
}

func (t *transcoder) list(f *field, depth int) {
	if t.peek() != '[' {
		t.fail("is not a list")
		return
	}
	t.items(func() {
		if t.null() {
			t.fail("is null")
			return
		}
		t.single(f, depth+1)
	})
}

// items calls one for each item of a list.
func (t *transcoder) items(one func()) {
	above := len(t.path)
	t.at++ // [
	for i := 0; t.more(']'); i++ {
		t.path = append(strconv.AppendInt(append(t.path, '['), int64(i), 10), ']')
		one()
		t.path = t.path[:above]
	}
}

// unknown passes over a value, though not over its repeated keys.
func (t *transcoder) unknown(depth int) {
	switch t.peek() {
	case '{':
		t.object(nil, depth)
	case '[':
		if depth > depthMax {
			t.fail("nests too deep")
			return
		}
		t.items(func() { t.unknown(depth + 1) })
	default:
		t.scalar()
	}
}

// single reads one value of a kind the contract has. A kind it does not have yet is a bug.
func (t *transcoder) single(f *field, depth int) {
	// The contract has four kinds; a new one stops the first test that meets it.
	//exhaustive:ignore
	switch f.kind {
	case protoreflect.Int64Kind:
		t.integer(f.number)
	case protoreflect.StringKind:
		t.string(f.number)
	case protoreflect.BoolKind:
		t.bool(f.number)
	case protoreflect.MessageKind:
		t.message(f, depth)
	default:
		panic(fmt.Sprintf("event: no JSON is read for a field of kind %s", f.kind))
	}
}

func (t *transcoder) message(f *field, depth int) {
	at := t.begin(f.number)
	switch {
	case f.isTime:
		t.timestamp()
	case t.peek() == '{':
		t.object(f.message, depth)
	default:
		t.fail("is not an object")
	}
	t.end(at)
}

// begin writes the tag of a nested message, and leaves a byte for its length; end writes the length there, and
// makes room where it takes more than that byte.
func (t *transcoder) begin(number protoreflect.FieldNumber) int {
	t.out = append(protowire.AppendTag(t.out, number, protowire.BytesType), 0)
	return len(t.out)
}

func (t *transcoder) end(at int) {
	size := len(t.out) - at
	var prefix [binary.MaxVarintLen64]byte
	length := protowire.AppendVarint(prefix[:0], uint64(size))
	if more := len(length) - 1; more > 0 {
		t.out = append(t.out, prefix[:more]...) // any bytes: they are written over
		copy(t.out[at+more:], t.out[at:at+size])
	}
	copy(t.out[at-1:], length)
}

func (t *transcoder) fail(detail string) { t.failAs(refund.CodeMalformed, detail) }
