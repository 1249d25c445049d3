package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connectproto"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// strictJSON reads JSON that means what it says, and names what it refuses by its path. protojson takes "128.00" and
// 1.28e2 for the integer 128, which of an amount in minor units is a hundredfold error.
type strictJSON struct{ *connectproto.JSONCodec }

// newStrictJSON writes fields by their names in the contract, with those that are empty, so that a reader need not know
// which may be missing.
func newStrictJSON() strictJSON {
	codec := connectproto.NewJSONCodec()
	codec.MarshalOptions = protojson.MarshalOptions{UseProtoNames: true, EmitUnpopulated: true}
	return strictJSON{codec}
}

// UnmarshalRead implements connect.Codec.
func (s strictJSON) UnmarshalRead(ctx context.Context, src io.Reader, msg any) error {
	message, ok := msg.(proto.Message)
	if !ok {
		return fmt.Errorf("%w: got %T", connectproto.ErrNotProtoMessage, msg)
	}
	raw, err := io.ReadAll(src)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	err = checkJSON(raw, message.ProtoReflect().Descriptor())
	if err == nil {
		err = s.UnmarshalOptions.Unmarshal(raw, message)
	}
	return malformed(ctx, err)
}

// malformed is why a message could not be read, as every other error; nil stays nil.
func malformed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var call api.Call
	if info, ok := connect.CallInfoForServerContext(ctx); ok {
		call.Locale = localeOf(info.RequestHeader().Get("Accept-Language"))
	}
	return failed(call.Failed(refund.Problem{Code: refund.CodeMalformed, Detail: err.Error()}))
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
	if field.Kind() == protoreflect.Int64Kind && token != nil && !digits(fmt.Sprint(token)) {
		return fmt.Errorf("%s%v is not an integer, written in digits", in(path), token)
	}
	return nil
}

// digits: an optional minus sign and digits, without leading zeros.
func digits(text string) bool {
	number := strings.TrimPrefix(text, "-")
	return number != "" && strings.Trim(number, "0123456789") == "" && (number[0] != '0' || text == "0")
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
