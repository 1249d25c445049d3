package mcp_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/mcp"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

const id = string(apitest.Known)

// tokens are who has which.
var tokens = map[string]api.Subject{
	"of-agent":  {ID: "machine:agent", Name: "agent", Kind: api.Machine, Verified: api.ByKey, Scopes: []api.Scope{api.ScopeRead, api.ScopeRequest}},
	"of-reader": {ID: "machine:reader", Name: "reader", Kind: api.Machine, Verified: api.ByKey, Scopes: []api.Scope{api.ScopeRead}},
	"of-ann":    {ID: "oidc:ann", Name: "ann", Kind: api.Human, Verified: api.ByOIDC},
}

// known is who calls behind the door: over a network who was known at it, over lines who has the token.
func known(ctx context.Context, token string) (api.Subject, error) {
	if who, err := mcp.Known(ctx, token); err == nil {
		return who, nil
	}
	return identify(ctx, token)
}

// bench is a door on a server, over pretend ports.
type bench struct {
	*apitest.Bench
	door   *httptest.Server
	config mcp.HTTPConfig

	mu      sync.Mutex
	refused []error
}

func identify(_ context.Context, token string) (api.Subject, error) {
	switch who, known := tokens[token]; {
	case known:
		return who, nil
	case token == "":
		return api.Subject{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "there is no bearer token"}
	case token == "of-late":
		return api.Subject{}, refund.Problem{Code: api.CodeTokenExpired, Detail: "the token has expired"}
	case token == "of-away":
		return api.Subject{}, refund.Problem{Code: api.CodeIdentityAway, Detail: "the issuer does not answer"}
	case token == "of-many":
		return api.Subject{}, refund.Problem{Code: api.CodeRateLimited, Detail: "it calls too often"}
	case token == "of-broken":
		return api.Subject{}, errors.New("the file of machines cannot be read")
	}
	return api.Subject{}, refund.Problem{Code: api.CodeTokenRefused, Detail: "the bearer token is nobody's"}
}

func open(t *testing.T, changes ...func(*mcp.HTTPConfig)) *bench {
	t.Helper()
	b := &bench{Bench: apitest.New(t)}
	server, err := rpc.Server(rpc.Config{Service: b.Service, Identify: known})
	if err != nil {
		t.Fatal(err)
	}
	b.config = mcp.HTTPConfig{
		Config: mcp.Config{Refunds: mcp.InProcess(server), Version: "test"}, Identify: identify, Issuer: "https://id.example",
		Refused: func(_ context.Context, err error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.refused = append(b.refused, err)
		},
	}
	for _, change := range changes {
		change(&b.config)
	}
	handler, err := mcp.Handler(b.config)
	if err != nil {
		t.Fatal(err)
	}
	b.door = httptest.NewServer(handler)
	t.Cleanup(b.door.Close)
	return b
}

// bearer sends a token with every request.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

// agent is the official SDK's client, with a token.
func (b *bench) agent(t *testing.T, token string) *sdk.ClientSession {
	t.Helper()
	transport := &sdk.StreamableClientTransport{Endpoint: b.door.URL + mcp.Path, HTTPClient: &http.Client{Transport: bearer(token)}, MaxRetries: -1}
	session, err := sdk.NewClient(&sdk.Implementation{Name: "agent", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return session
}

// answer is what a tool answered, read as a program would.
type answer struct {
	IsError  bool
	Raw      string
	Problem  *told `json:"problem"`
	Code     string
	Replayed bool `json:"replayed"`
	Refund   struct {
		ID         string `json:"id"`
		Status     string `json:"status"`
		TotalMinor string `json:"total_minor"`
	} `json:"refund"`
	StatusCode string `json:"status_code"`
}

// told is a problem.
type told struct {
	Code   string            `json:"code"`
	Detail map[string]string `json:"detail"`
}

// call calls a tool; arguments are a value, or JSON as it is.
func call(t *testing.T, agent *sdk.ClientSession, tool string, arguments any) answer {
	t.Helper()
	result, err := agent.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	out := answer{IsError: result.IsError, Raw: result.Content[0].(*sdk.TextContent).Text}
	if err := json.Unmarshal([]byte(out.Raw), &out); err != nil {
		t.Fatalf("%s: %v in %s", tool, err, out.Raw)
	}
	structured, err := json.Marshal(result.StructuredContent)
	if err != nil || !same(structured, []byte(out.Raw)) {
		t.Errorf("%s: the structured answer is %s, the text %s", tool, structured, out.Raw)
	}
	if out.Problem != nil {
		out.Code = out.Problem.Code
	}
	return out
}

// same reports whether two texts are the same JSON.
func same(a, b []byte) bool {
	var one, other any
	if json.Unmarshal(a, &one) != nil || json.Unmarshal(b, &other) != nil {
		return false
	}
	left, _ := json.Marshal(one) // they were read from JSON
	right, _ := json.Marshal(other)
	return string(left) == string(right)
}

// cancellation is the contract's whole order, as an agent sends it.
func cancellation(t *testing.T) map[string]any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "internal", "demo", "examples", "order-cancelled.whole.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.UseNumber()
	if err := decoder.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// request asks for the contract's whole order.
func request(t *testing.T) map[string]any {
	t.Helper()
	c := cancellation(t)
	return map[string]any{"idempotency_key": c["cancellation_id"], "cancellation": c}
}

// decides lets the pretend intake store what it is asked for.
func (b *bench) decides(change func(*refund.Standing)) {
	b.Intake.Stores = func(in refund.Request) {
		id := in.Cancellation.ID()
		now := refund.Standing{Refund: id, Version: 4, Status: refund.StatusPayingOut, Currency: "CNY", TotalMinor: 22600}
		if change != nil {
			change(&now)
		}
		b.Books.Known[id] = refund.Case{ID: id, Digest: in.Digest, Standing: now, Cancellation: in.Cancellation, Proposal: &refund.Proposal{Assessment: refund.Assessment{
			TotalMinor: 22600, Currency: "CNY", Components: []refund.Component{{Kind: refund.ComponentLine, LineID: "1", AmountMinor: 22600}},
			Steps: []refund.Step{{Name: "Paid", Formula: "1 x 226.00", ResultMinor: 22600}},
		}}}
	}
}
