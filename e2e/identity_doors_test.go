package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
)

// transports are every transport of the service on one server, with who is believed at them.
type transports struct {
	t      *testing.T
	server *httptest.Server
}

func openDoors(t *testing.T, service *api.Service, known identity.Chain) transports {
	t.Helper()
	server, err := rpc.Server(rpc.Config{Service: service, Identify: known.Identify})
	if err != nil {
		t.Fatal(err)
	}
	paths, err := rest.Handler(server)
	if err != nil {
		t.Fatal(err)
	}
	procedures, err := rpc.Handler(rpc.Config{Service: service, Identify: known.Identify})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", paths)
	mux.Handle("/", procedures)
	d := transports{t: t, server: httptest.NewUnstartedServer(mux)}
	d.server.EnableHTTP2 = true
	d.server.StartTLS()
	t.Cleanup(d.server.Close)
	return d
}

// said is a call of a method with a JSON message, under the Authorization headers as they are given.
type said struct {
	method  api.Method
	path    string
	message map[string]any
	key     string
	headers []string
}

// by is the call with one bearer token.
func (s said) by(token string) said {
	s.headers = []string{"Bearer " + token}
	return s
}

// told is what came back: HTTP's status, or what gRPC has in its place, and makegood's code; "" is an answer.
type told struct {
	status int
	code   refund.Code
}

// over are the transports.
func (d transports) over() map[string]func(said) told {
	return map[string]func(said) told{"REST": d.rest, "Connect in JSON": d.connect, "gRPC": d.grpc}
}

func (d transports) rest(s said) told {
	message := map[string]any{}
	for name, value := range s.message {
		if name != "id" {
			message[name] = value
		}
	}
	answer, body := d.post(d.server.URL+s.path, s, message)
	var problem struct {
		Code refund.Code `json:"code"`
	}
	if err := json.Unmarshal(body, &problem); err != nil {
		d.t.Errorf("%s: %d %s", s.path, answer, body)
	}
	return told{answer, problem.Code}
}

func (d transports) connect(s said) told {
	answer, body := d.post(d.server.URL+"/makegood.api.v1.RefundService/"+string(s.method), s, s.message)
	var problem struct {
		Message string `json:"message"`
	}
	if err := json.Unmarshal(body, &problem); err != nil {
		d.t.Errorf("%s: %d %s", s.method, answer, body)
	}
	code, _, _ := strings.Cut(problem.Message, ":")
	return told{answer, refund.Code(code)}
}

func (d transports) post(url string, s said, message map[string]any) (status int, body []byte) {
	raw, err := json.Marshal(message)
	if err != nil {
		d.t.Error(err)
	}
	request, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, url, bytes.NewReader(raw))
	if err != nil {
		d.t.Error(err)
		return 0, nil
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", s.key)
	request.Header["Authorization"] = s.headers
	answer, err := d.server.Client().Do(request)
	if err != nil {
		d.t.Error(err)
		return 0, nil
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err != nil {
		d.t.Error(err)
	}
	return answer.StatusCode, body
}

// ofGRPC are HTTP's statuses of gRPC's codes.
var ofGRPC = map[connect.Code]int{
	connect.CodeUnauthenticated: http.StatusUnauthorized, connect.CodePermissionDenied: http.StatusForbidden,
	connect.CodeUnavailable: http.StatusServiceUnavailable, connect.CodeFailedPrecondition: http.StatusUnprocessableEntity,
}

func (d transports) grpc(s said) told {
	procedure := apiv1.File_makegood_api_v1_refund_service_proto.Services().ByName("RefundService").Methods().ByName(protoreflect.Name(s.method))
	in, out := d.messages(procedure.Input()), d.messages(procedure.Output())
	raw, err := json.Marshal(s.message)
	if err == nil {
		err = (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(raw, in.Interface())
	}
	if err != nil {
		d.t.Error(err)
	}
	ctx, info := connect.NewClientContext(d.t.Context())
	info.RequestHeader().Set("Idempotency-Key", s.key)
	for _, one := range s.headers {
		info.RequestHeader().Add("Authorization", one)
	}
	client := connect.NewClient(connecthttp.NewTransport(d.server.Client(), d.server.URL, connecthttp.WithGRPC()))
	spec := connect.Spec{StreamType: connect.StreamTypeUnary, Schema: procedure, Procedure: fmt.Sprintf("/%s/%s", procedure.Parent().FullName(), procedure.Name())}
	err = client.CallUnary(ctx, spec, in.Interface(), out.Interface())
	if err == nil {
		return told{http.StatusOK, ""}
	}
	problem, ok := rpc.ProblemIn(err)
	if !ok {
		d.t.Errorf("%s: %v", s.method, err)
		return told{}
	}
	return told{ofGRPC[connect.CodeOf(err)], refund.Code(problem.GetCode())}
}

func (d transports) messages(of protoreflect.MessageDescriptor) protoreflect.Message {
	kind, err := protoregistry.GlobalTypes.FindMessageByName(of.FullName())
	if err != nil {
		d.t.Fatal(err)
	}
	return kind.New()
}

// asks is a request for a refund of an order.
func (w *world) asks(order string, change func(map[string]any)) (said, refund.ID) {
	w.t.Helper()
	file, id := w.event(order, change)
	raw, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal(raw, &event); err != nil {
		w.t.Fatal(err)
	}
	return said{method: api.MethodRequestRefund, path: "/v1/refunds", message: map[string]any{"cancellation": event}}, id
}

// approves is a decision about a refund.
func approves(id refund.ID, key string) said {
	return said{method: api.MethodDecide, path: "/v1/" + string(id) + ":decide", key: key,
		message: map[string]any{"id": string(id), "decision": "approve", "note": "seen"}}
}

// settingsFile writes a file into the world's folder, for its owner alone, and returns its path.
func (w *world) settingsFile(name, content string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}
