// Package wire reads and writes the API's messages as JSON, for every door that speaks it.
//
// Reading is strict: what is not in the contract, is there twice, or is an integer that is not written in digits is refused by
// its path. protojson takes "128.00" and 1.28e2 for the integer 128, which of an amount in minor units is a hundredfold error.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/refund"
)

// Written are the options by which messages are written: fields by their names in the contract, those that are empty too, so
// that a reader need not know which may be missing.
func Written() protojson.MarshalOptions {
	return protojson.MarshalOptions{UseProtoNames: true, EmitUnpopulated: true}
}

// Unmarshal reads a message; nothing at all is an empty one. Every error is a Problem MALFORMED.
func Unmarshal(raw []byte, message proto.Message) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	err := checkJSON(raw, message.ProtoReflect().Descriptor())
	if err == nil {
		err = protojson.Unmarshal(raw, message)
	}
	if err != nil {
		return refund.Problem{Code: refund.CodeMalformed, Detail: err.Error()}
	}
	return nil
}

// Digits reports whether a text is an integer as it has to be written: an optional minus sign and digits, without leading
// zeros.
func Digits(text string) bool {
	number := strings.TrimPrefix(text, "-")
	return number != "" && strings.Trim(number, "0123456789") == "" && (number[0] != '0' || text == "0")
}

// checkJSON refuses a value that is not of the message: a field that the contract does not have, by its path, a key twice,
// and an integer that is not written in digits.
func checkJSON(raw []byte, of protoreflect.MessageDescriptor) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := (walk{decoder}).message("", of); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after the message")
	}
	return nil
}

// walk goes through JSON beside the contract.
type walk struct{ *json.Decoder }

const timestampName protoreflect.FullName = "google.protobuf.Timestamp"

// depthMax bounds how deep a value nests; the contract's messages need nine levels.
const depthMax = 32

func (w walk) message(path string, of protoreflect.MessageDescriptor) error {
	if strings.Count(path, ".") > depthMax {
		return fmt.Errorf("%s: it nests too deep", path)
	}
	token, err := w.Token()
	if err != nil {
		return fmt.Errorf("%sit is no JSON: %w", in(path), err)
	}
	if token == nil { // null: the field is absent
		return nil
	}
	if of.FullName() == timestampName {
		if _, text := token.(string); !text {
			return fmt.Errorf("%sit is no time", in(path))
		}
		return nil // protojson reads the text strictly
	}
	if token != json.Delim('{') {
		return fmt.Errorf("%sit is no object", in(path))
	}
	said := map[protoreflect.FieldNumber]bool{}
	for w.More() {
		key, err := w.Token()
		if err != nil {
			return fmt.Errorf("%sit is no JSON: %w", in(path), err)
		}
		name, _ := key.(string) // a key of an object is text
		field := of.Fields().ByName(protoreflect.Name(name))
		if field == nil {
			field = of.Fields().ByJSONName(name)
		}
		switch {
		case field == nil:
			return fmt.Errorf("%sthere is no field %q", in(path), name)
		case said[field.Number()]:
			return fmt.Errorf("%sthe field %q is there twice", in(path), name)
		}
		said[field.Number()] = true
		if err := w.field(join(path, name), field); err != nil {
			return err
		}
	}
	_, err = w.Token()
	return err
}

func (w walk) field(path string, field protoreflect.FieldDescriptor) error {
	if !field.IsList() {
		return w.value(path, field)
	}
	token, err := w.Token()
	if err != nil {
		return fmt.Errorf("%sit is no JSON: %w", in(path), err)
	}
	if token == nil {
		return nil
	}
	if token != json.Delim('[') {
		return fmt.Errorf("%sit is no list", in(path))
	}
	for n := 0; w.More(); n++ {
		if err := w.value(fmt.Sprintf("%s[%d]", path, n), field); err != nil {
			return err
		}
	}
	_, err = w.Token()
	return err
}

func (w walk) value(path string, field protoreflect.FieldDescriptor) error {
	if field.Message() != nil {
		return w.message(path, field.Message())
	}
	token, err := w.Token()
	if err != nil {
		return fmt.Errorf("%sit is no JSON: %w", in(path), err)
	}
	if _, nested := token.(json.Delim); nested {
		return fmt.Errorf("%sit is no single value", in(path))
	}
	if field.Kind() == protoreflect.Int64Kind && token != nil && !Digits(fmt.Sprint(token)) {
		return fmt.Errorf("%s%v is not an integer, written in digits", in(path), token)
	}
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func in(path string) string {
	if path == "" {
		return ""
	}
	return path + ": "
}
