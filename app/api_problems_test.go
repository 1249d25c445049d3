package app

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// TestEveryErrorOfEveryDoorIsAProblemWithItsCode: also where a door is a file server, a page or another protocol.
func TestEveryErrorOfEveryDoorIsAProblemWithItsCode(t *testing.T) {
	s := serveAPI(t, onFreePorts(t))
	for name, c := range map[string]struct {
		method, path, body string
		header             []string
		status             int
		code               refund.Code
	}{
		"a file that is none":              {"GET", "/docs/none.js", "", nil, 404, api.CodeUnknownMethod},
		"a file of elsewhere":              {"GET", "/docs/..%2f..%2fetc%2fpasswd", "", nil, 404, api.CodeUnknownMethod},
		"the page is deleted":              {"DELETE", "/docs/", "", nil, 405, api.CodeWrongHTTPMethod},
		"the document is posted":           {"POST", "/openapi.json", "{}", nil, 405, api.CodeWrongHTTPMethod},
		"a page of the sign-in":            {"GET", "/sign-in/none", "", nil, 404, api.CodeUnknownMethod},
		"the sign-in by another method":    {"PUT", "/sign-in/", "", nil, 405, api.CodeWrongHTTPMethod},
		"the sign-in from another site":    {"POST", "/sign-in/", "person=ann", []string{"Origin", "https://evil.example"}, 403, api.CodeNotPermitted},
		"the sign-in by a name led here":   {"POST", "/sign-in/", "person=ann", []string{"Host", "evil.example"}, 403, api.CodeNotPermitted},
		"an agent that takes one form":     {"POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"ping"}`, []string{"Accept", "text/html"}, 400, refund.CodeMalformed},
		"an agent of another JSON-RPC":     {"POST", "/mcp", `{"jsonrpc":"1.0","id":1,"method":"ping"}`, nil, 400, refund.CodeMalformed},
		"an agent's unknown method":        {"POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"x"}`, nil, 400, refund.CodeMalformed},
		"an agent of an unknown version":   {"POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"ping"}`, []string{"Mcp-Protocol-Version", "1999-01-01"}, 400, refund.CodeMalformed},
		"whose tokens an agent needs":      {"GET", "/.well-known/oauth-protected-resource", "", nil, 404, refund.CodeNotFound},
		"a health that is posted":          {"POST", "/healthz", "", nil, 404, api.CodeUnknownMethod},
		"a method that a header overrules": {"GET", "/v1/refunds?limit=x", "", []string{"X-HTTP-Method-Override", "POST"}, 400, refund.CodeMalformed},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, s.url+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		header := []string{"Authorization", "Bearer " + s.token(), "Content-Type", "application/json", "Accept", "application/json, text/event-stream"}
		header = append(header, c.header...)
		for n := 0; n < len(header); n += 2 {
			request.Header.Set(header[n], header[n+1])
		}
		request.Host = request.Header.Get("Host")
		answer, body := s.do(request)
		var said struct {
			Type, Title, Detail string
			Status              int
			Code                refund.Code
		}
		if err := json.Unmarshal([]byte(body), &said); err != nil || answer.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s %q %s", name, answer.Status, answer.Header.Get("Content-Type"), body)
			continue
		}
		if answer.StatusCode != c.status || said.Status != c.status || said.Code != c.code || said.Detail == "" {
			t.Errorf("%s: %s %s; want %d %s", name, answer.Status, body, c.status, c.code)
		}
		if (c.status == http.StatusMethodNotAllowed) != (answer.Header.Get("Allow") != "") {
			t.Errorf("%s: Allow is %q", name, answer.Header.Get("Allow"))
		}
	}
}
