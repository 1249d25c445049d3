package openapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/rpc"
)

// goodMessage is an operation's example as the procedure's message, which names the refund itself.
func goodMessage(o operation) object {
	_, example := o.body()
	if example == nil {
		example = object{}
	}
	switch {
	case strings.Contains(o.path, "{provider_refund_id}"):
		example["provider_refund_id"] = "re_1"
	case strings.Contains(o.path, "{order_id}"):
		example["id"] = string(apitest.Known)
	}
	return example
}

// input is the procedure's message.
func input(t *testing.T, m api.Method) proto.Message {
	t.Helper()
	found, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName("makegood.api.v1." + string(m) + "Request"))
	if err != nil {
		t.Fatal(err)
	}
	return found.New().Interface()
}

func asJSON(t *testing.T, message object) []byte {
	t.Helper()
	raw, err := json.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func asProto(t *testing.T, m api.Method, message object) []byte {
	t.Helper()
	in := input(t, m)
	if err := protojson.Unmarshal(asJSON(t, message), in); err != nil {
		t.Fatal(err)
	}
	raw, err := proto.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// textField is a text of the message that is not in the path, and its number; "": there is none.
func textField(t *testing.T, m api.Method) (name string, number protowire.Number) {
	t.Helper()
	fields := input(t, m).ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		if f := fields.Get(i); f.Kind() == protoreflect.StringKind && !f.IsList() && f.Name() != "provider_refund_id" && (f.Name() != "id" || m == api.MethodGetRefund) {
			return string(f.Name()), f.Number()
		}
	}
	return "", 1
}

// bad is input that nobody should send. Of the two forms a transport takes its own; nil: there is no such thing in it.
type bad struct {
	name       string
	json, bits []byte
	// code is makegood's, on every transport; empty: only that there is no fault, and the same code everywhere.
	code string
}

// badInputs are those for one operation.
func badInputs(t *testing.T, o operation) []bad {
	t.Helper()
	good, m := goodMessage(o), o.Method
	name, number := textField(t, m)
	with := func(field string, value any) []byte {
		out := maps.Clone(good)
		out[field] = value
		return asJSON(t, out)
	}
	all := []bad{
		{name: "an unknown field", json: with("x_unknown", 1), code: "MALFORMED"},
		{name: "trailing garbage", json: append(asJSON(t, good), " {}"...), bits: append(asProto(t, m, good), 0xff), code: "MALFORMED"},
		{name: "no message", json: []byte("["), bits: []byte{0x0a, 0x7f, 0x01}, code: "MALFORMED"},
		{name: "another message", json: []byte(`"x"`), bits: bytes.Repeat([]byte{0xff}, 40), code: "MALFORMED"},
		{name: "a body beyond the bound", json: append(asJSON(t, good), strings.Repeat(" ", rpc.MessageBytesMax)...),
			bits: append(asProto(t, m, good), unknownField(rpc.MessageBytesMax)...), code: "TOO_LARGE"},
		{name: "everything missing", json: asJSON(t, onlyID(good)), bits: asProto(t, m, onlyID(good))},
	}
	if name == "" {
		return append(all, bad{name: "a wrong type", json: asJSON(t, object{"cancellation": 1, "cancellations": 1}), code: "MALFORMED"})
	}
	broken := bytes.Replace(with(name, "XXXX"), []byte("XXXX"), []byte("a\xffb"), 1)
	return append(all,
		bad{name: "a wrong type", json: with(name, object{}), code: "MALFORMED"},
		bad{name: "bad UTF-8", json: broken, bits: protowire.AppendString(protowire.AppendTag(nil, number, protowire.BytesType), "a\xffb"), code: "MALFORMED"},
		bad{name: "a huge number for a text", json: bytes.Replace(with(name, "XXXX"), []byte(`"XXXX"`), []byte("1"+strings.Repeat("0", 400)), 1), code: "MALFORMED"},
		bad{name: "too long", json: with(name, strings.Repeat("x", 20_000)),
			bits: protowire.AppendString(protowire.AppendTag(asProto(t, m, good), number, protowire.BytesType), strings.Repeat("x", 20_000))},
	)
}

// onlyID is a message that says what it is about, and nothing of it.
func onlyID(good object) object {
	out := object{}
	for _, name := range []string{"id", "provider_refund_id"} {
		if id, there := good[name]; there {
			out[name] = id
		}
	}
	return out
}

func unknownField(size int) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, 9999, protowire.BytesType), make([]byte, size))
}

// TestBadInputHasTheSameCodeOverEveryTransport, and is a fault on none.
func TestBadInputHasTheSameCodeOverEveryTransport(t *testing.T) {
	_, operations := document(t)
	door := open(t)
	door.client = overHTTP2()
	for _, o := range operations {
		for _, in := range badInputs(t, o) {
			codes := map[string]string{}
			for _, tr := range remote {
				message := in.bits
				if tr.isJSON() {
					message = in.json
				}
				if message == nil {
					continue
				}
				got := door.call(t, tr, o.Method, message)
				codes[tr.name] = got.code
				if got.fault || got.status >= 500 || in.code != "" && got.code != in.code {
					t.Errorf("%s, %s, %s: %d %q %s", o.Method, in.name, tr.name, got.status, got.code, tail(got.raw))
				}
			}
			if o.verb == http.MethodPost && in.name != "bad UTF-8" {
				codes["REST"] = door.overREST(t, o, in)
			}
			if len(distinct(codes)) > 1 {
				t.Errorf("%s, %s: the codes differ: %v", o.Method, in.name, codes)
			}
		}
	}
}

// overREST sends the same without the refund's id, which is in the path.
func (o *opened) overREST(t *testing.T, of operation, in bad) string {
	t.Helper()
	response, raw := o.send(t, sent{method: of.verb, path: of.examplePath(), header: headerFor(of.Method), body: in.json})
	var p struct{ Code string }
	if err := json.Unmarshal(raw, &p); err != nil || response.StatusCode >= 500 || in.code != "" && p.Code != in.code {
		t.Errorf("%s, %s, REST: %d %s", of.Method, in.name, response.StatusCode, tail(string(raw)))
	}
	return p.Code
}

// TestAWrongContentTypeIsNoFault on any transport.
func TestAWrongContentTypeIsNoFault(t *testing.T) {
	_, operations := document(t)
	door := open(t)
	for _, o := range operations {
		for _, contentType := range []string{"text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonx", "", "/", "application/json; charset=\x22"} {
			for _, path := range []string{"/makegood.api.v1.RefundService/" + string(o.Method), o.examplePath()} {
				if path == o.examplePath() && o.verb != http.MethodPost {
					continue
				}
				header := headerFor(o.Method)
				header["Content-Type"] = contentType
				response, raw := door.send(t, sent{method: http.MethodPost, path: path, header: header, body: asJSON(t, goodMessage(o))})
				if response.StatusCode != http.StatusUnsupportedMediaType {
					t.Errorf("%s, %q at %s: %d %s", o.Method, contentType, path, response.StatusCode, tail(string(raw)))
				}
			}
		}
	}
	if sent := len(door.Stories.Acts()); sent != 0 {
		t.Errorf("%d acts were sent", sent)
	}
}

func distinct(codes map[string]string) map[string]bool {
	out := map[string]bool{}
	for _, code := range codes {
		out[code] = true
	}
	return out
}

func tail(text string) string { return fmt.Sprintf("%.200s", text) }
