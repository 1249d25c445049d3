package openapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/docs"
	"github.com/makegood/makegood/refund"
)

// opened are all doors over pretend ports, on a server that speaks HTTP/1 and HTTP/2.
type opened struct {
	*apitest.Bench
	server *httptest.Server
	client *http.Client
	faults []string
}

func open(t *testing.T) *opened {
	t.Helper()
	o := &opened{Bench: apitest.New(t)}
	ports := o.Ports()
	ports.Rehearse = func(context.Context, func(api.Rehearsal) error) error { return nil }
	o.Intake.Stores = func(in refund.Request) {
		o.Books.Known[in.Cancellation.ID()] = refund.Case{ID: in.Cancellation.ID(), Digest: in.Digest}
	}
	service, err := api.New(ports)
	if err != nil {
		t.Fatal(err)
	}
	config := rpc.Config{
		Service: service, Identify: identify,
		Report: func(procedure string, err error) { o.faults = append(o.faults, procedure+": "+err.Error()) },
	}
	procedures, err := rpc.Handler(config)
	if err != nil {
		t.Fatal(err)
	}
	server, err := rpc.Server(config)
	if err != nil {
		t.Fatal(err)
	}
	paths, err := rest.Handler(server)
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			paths.ServeHTTP(w, r)
			return
		}
		procedures.ServeHTTP(w, r)
	}))
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true) // gRPC's
	o.server.Config.Protocols = protocols
	o.server.Start()
	o.client = o.server.Client()
	t.Cleanup(func() {
		o.server.Close()
		for _, fault := range o.faults {
			t.Errorf("a call came to nothing by a fault: %s", fault)
		}
	})
	return o
}

// identify knows one of the staff, and a shop's program.
func identify(_ context.Context, token string) (api.Subject, error) {
	switch token {
	case "of-ann":
		return api.Subject{Name: "ann", Kind: api.Human, Verified: api.ByOIDC}, nil
	case "of-shop":
		return api.Subject{Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: api.Scopes()}, nil
	}
	return api.Subject{}, refund.Problem{Code: api.CodeTokenRefused, Detail: "the bearer token is nobody's"}
}

// tokenFor is of who may call a method.
func tokenFor(m api.Method) string {
	if m.Scope() == "" {
		return "of-ann"
	}
	return "of-shop"
}

// sent is a request as a program sends it, over any transport.
type sent struct {
	method, path string
	header       map[string]string
	body         []byte
}

// send returns the whole answer.
func (o *opened) send(t *testing.T, s sent) (*http.Response, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), s.method, o.server.URL+s.path, bytes.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range s.header {
		request.Header.Set(name, value)
	}
	response, err := o.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, raw
}

// headerFor is what a good call of a method has.
func headerFor(m api.Method) map[string]string {
	out := map[string]string{"Authorization": "Bearer " + tokenFor(m), "Content-Type": "application/json"}
	if m.NeedsKey() {
		out["Idempotency-Key"] = "k-1"
	}
	return out
}

// object is a JSON object.
type object = map[string]any

// operation is one of the document's.
type operation struct {
	api.Method
	verb, path string
	whole      object
}

// document is docs/openapi.json.
func document(t *testing.T) (whole object, operations []operation) {
	t.Helper()
	if err := json.Unmarshal(docs.OpenAPI, &whole); err != nil {
		t.Fatal(err)
	}
	for path, verbs := range whole["paths"].(object) {
		for verb, one := range verbs.(object) {
			id := one.(object)["operationId"].(string)
			operations = append(operations, operation{
				Method: api.Method(strings.ToUpper(id[:1]) + id[1:]), verb: strings.ToUpper(verb), path: path, whole: one.(object),
			})
		}
	}
	if len(operations) != len(api.Methods()) {
		t.Fatalf("%d operations, %d methods", len(operations), len(api.Methods()))
	}
	return whole, operations
}

// examplePath is the operation's path about the refund that there is.
func (o operation) examplePath() string {
	return strings.NewReplacer("{merchant_id}", "m", "{order_id}", "o", "{cancellation_id}", "r", "{provider_refund_id}", "re_1").Replace(o.path)
}

// body is the schema and the example of the operation's message; nil: it has none.
func (o operation) body() (schema, example object) {
	body, ok := o.whole["requestBody"].(object)
	if !ok {
		return nil, nil
	}
	content := body["content"].(object)["application/json"].(object)
	return content["schema"].(object), maps.Clone(content["example"].(object))
}

// codesAt are the codes that the operation may end with by a status.
func (o operation) codesAt(status string) (codes []any) {
	response, ok := o.whole["responses"].(object)[status].(object)
	if !ok {
		return nil
	}
	schema := response["content"].(object)["application/problem+json"].(object)["schema"].(object)
	return schema["allOf"].([]any)[1].(object)["properties"].(object)["code"].(object)["enum"].([]any)
}
