package event_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// Whatever the bytes are: no panic, a Problem with a code or a request; and a request is what
// protojson reads from the same bytes, with every amount written in digits.
func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "contract", "*.json"))
	if err != nil || len(files) < 9 {
		f.Fatalf("seed corpus: %v and %d files, want the contract's examples", err, len(files))
	}
	for _, file := range files {
		value, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(value)
		f.Add(camelCaseSeed(value))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		request, err := event.Decode(event.Message{Value: value}, now)
		if err != nil {
			if problem, ok := refund.ProblemIn(err); !ok || problem.Code == "" || problem.Detail == "" {
				t.Fatalf("got %v, want a problem with code and detail", err)
			}
			return
		}
		sameAsProtojson(t, value, request)
		onlyDigits(t, value)
	})
}

func camelCaseSeed(value []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(value, []byte("amount_minor"), []byte("amountMinor")), []byte("line_id"), []byte("lineId"))
}

// sameAsProtojson holds the decoder to the reference.
func sameAsProtojson(t *testing.T, value []byte, request refund.Request) {
	t.Helper()
	reference := new(orderv1.OrderCancelled)
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(value, reference); err != nil {
		t.Fatalf("accepted, and protojson refuses it: %v", err)
	}
	if got, want := asJSON(t, request.Cancellation), asJSON(t, event.FromProtoCancellation(reference)); got != want {
		t.Fatalf("got  %s\nprotojson %s", got, want)
	}
	if got := request.Contact.Email; got != reference.GetCustomer().GetEmail() {
		t.Fatalf("e-mail is %q, protojson reads %q", got, reference.GetCustomer().GetEmail())
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var digitsForm = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// onlyDigits looks at every captured_minor of the raw bytes with another parser.
func onlyDigits(t *testing.T, value []byte) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var raw struct {
		Payments []map[string]any `json:"payments"`
	}
	if err := decoder.Decode(&raw); err != nil {
		return // encoding/json folds case, so an unknown key "Payments" may be anything
	}
	for _, payment := range raw.Payments {
		for _, key := range []string{"captured_minor", "capturedMinor"} {
			if text, ok := asText(payment[key]); ok && !digitsForm.MatchString(text) {
				t.Fatalf("%s was accepted as %q", key, text)
			}
		}
	}
}

func asText(value any) (string, bool) {
	switch v := value.(type) {
	case json.Number:
		return v.String(), true
	case string:
		return v, true
	}
	return "", false
}

// The transcoder knows the kinds the contract has. A new kind must be taught to it first.
func TestEveryKindOfTheContractCanBeRead(t *testing.T) {
	var walk func(message protoreflect.MessageDescriptor)
	walk = func(message protoreflect.MessageDescriptor) {
		for i := range message.Fields().Len() {
			field := message.Fields().Get(i)
			known := field.Kind() == protoreflect.Int64Kind || field.Kind() == protoreflect.StringKind ||
				field.Kind() == protoreflect.BoolKind || field.Kind() == protoreflect.MessageKind
			if !known || field.IsMap() || field.Number() >= 64 {
				t.Errorf("%s is a %s numbered %d", field.FullName(), field.Kind(), field.Number())
			}
			if field.Kind() == protoreflect.MessageKind && !strings.HasPrefix(string(field.Message().FullName()), "google.") {
				walk(field.Message())
			}
		}
	}
	walk((*orderv1.OrderCancelled)(nil).ProtoReflect().Descriptor())
}

// A protobuf reader of the same event will see the same: the wire is what protojson would give.
func TestAnEventFilledInEverywhereIsReadAsProtojsonReadsIt(t *testing.T) {
	full := new(orderv1.OrderCancelled)
	fill(full.ProtoReflect(), 0)
	value, err := protojson.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := event.DecodeJSON(value)
	if err != nil {
		t.Fatal(err)
	}
	if !proto.Equal(got, full) {
		t.Fatalf("got  %v\nwant %v", got, full)
	}
}

// fill sets every field, each number to another value.
func fill(message protoreflect.Message, from int64) {
	fields := message.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		value := message.NewField(field)
		switch {
		case field.IsList():
			item := value.List().NewElement()
			if field.Message() != nil {
				fill(item.Message(), from+10)
			} else {
				item = protoreflect.ValueOfString("é\n<" + string(field.Name()))
			}
			value.List().Append(item)
		case field.Message() != nil:
			fill(value.Message(), from+10)
		case field.Kind() == protoreflect.Int64Kind:
			value = protoreflect.ValueOfInt64(from + int64(i) + 1)
		case field.Kind() == protoreflect.Int32Kind:
			value = protoreflect.ValueOfInt32(int32(i + 1))
		case field.Kind() == protoreflect.BoolKind:
			value = protoreflect.ValueOfBool(true)
		default:
			value = protoreflect.ValueOfString("é\"\\" + string(field.Name()))
		}
		message.Set(field, value)
	}
}
