package openapi_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"maps"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
)

// transport is a way to call a procedure.
type transport struct {
	name, contentType string
	// framed: a message has a head of five bytes, and the error comes in trailers.
	framed bool
}

// remote are the transports of package rpc.
var remote = []transport{
	{"Connect with JSON", "application/json", false},
	{"Connect with protobuf", "application/proto", false},
	{"gRPC-Web with JSON", "application/grpc-web+json", true},
	{"gRPC-Web with protobuf", "application/grpc-web+proto", true},
	{"gRPC with JSON", "application/grpc+json", true},
	{"gRPC with protobuf", "application/grpc+proto", true},
}

func (tr transport) isJSON() bool { return strings.HasSuffix(tr.contentType, "json") }

// answer is what a call came to: its status over HTTP, the code of makegood, and what a transport calls a fault.
type answer struct {
	status int
	code   string
	fault  bool
	raw    string
}

// call calls a procedure with the bytes of a message.
func (o *opened) call(t *testing.T, tr transport, m api.Method, message []byte) answer {
	t.Helper()
	header := maps.Clone(headerFor(m))
	header["Content-Type"] = tr.contentType
	body := message
	if tr.framed {
		body = frame(message)
		header["TE"] = "trailers"
	}
	response, raw := o.send(t, sent{method: http.MethodPost, path: "/makegood.api.v1.RefundService/" + string(m), header: header, body: body})
	out := answer{status: response.StatusCode, raw: string(raw)}
	if !tr.framed {
		out.code, out.fault = ofConnect(raw)
		return out
	}
	trailers := http.Header{}
	for _, one := range []http.Header{response.Header, response.Trailer, trailersIn(t, raw)} {
		maps.Copy(trailers, one)
	}
	out.raw = trailers.Get("Grpc-Message")
	out.code, out.fault = ofGRPC(t, trailers)
	return out
}

func frame(message []byte) []byte {
	head := make([]byte, 5)
	binary.BigEndian.PutUint32(head[1:], uint32(len(message)))
	return append(head, message...)
}

// trailersIn are those that gRPC-Web puts behind the messages.
func trailersIn(t *testing.T, raw []byte) http.Header {
	t.Helper()
	for len(raw) >= 5 {
		length := int(binary.BigEndian.Uint32(raw[1:5]))
		if raw[0]&0x80 != 0 {
			lines, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(raw[5:5+length:5+length], "\r\n"...)))).ReadMIMEHeader()
			if err != nil {
				t.Fatal(err)
			}
			return http.Header(lines)
		}
		raw = raw[5+length:]
	}
	return nil
}

// ofConnect reads Connect's error.
func ofConnect(raw []byte) (code string, fault bool) {
	var said struct {
		Code    string
		Details []struct{ Type, Value string }
	}
	if json.Unmarshal(raw, &said) != nil {
		return "", false
	}
	for _, detail := range said.Details {
		value, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(detail.Value, "="))
		problem := new(apiv1.Problem)
		if err == nil && proto.Unmarshal(value, problem) == nil {
			code = problem.GetCode()
		}
	}
	return code, said.Code == "internal" || said.Code == "unknown" || said.Code == "data_loss" || said.Code == "unimplemented"
}

// ofGRPC reads the error of gRPC and gRPC-Web.
func ofGRPC(t *testing.T, trailers http.Header) (code string, fault bool) {
	t.Helper()
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(trailers.Get("Grpc-Status-Details-Bin"), "="))
	said := new(status.Status)
	if err == nil {
		err = proto.Unmarshal(raw, said)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, detail := range said.GetDetails() {
		problem := new(apiv1.Problem)
		if detail.UnmarshalTo(problem) == nil {
			code = problem.GetCode()
		}
	}
	switch trailers.Get("Grpc-Status") {
	case "2", "12", "13", "15", "":
		fault = true
	}
	return code, fault
}

// overHTTP2 is a client that speaks HTTP/2 without TLS, which gRPC needs.
func overHTTP2() *http.Client {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Client{Transport: &http.Transport{Protocols: protocols}}
}
