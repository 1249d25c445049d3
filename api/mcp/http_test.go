package mcp_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/mcp"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// sent is a request as no client of the SDK would make it.
type sent struct {
	method, token, body string
	// header has what differs from a good request's; "": the header is left out.
	header map[string]string
	host   string
	// twoTokens sends a forged one beside the good one.
	twoTokens bool
}

// answered is the answer to one.
type answered struct {
	status int
	header http.Header
	body   string
}

const listTools = `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`

// send sends it. The zero sent is a good call of the agent's that lists tools.
func (b *bench) send(t *testing.T, s sent) answered {
	t.Helper()
	if s.method == "" {
		s.method = http.MethodPost
	}
	if s.body == "" {
		s.body = listTools
	}
	r, err := http.NewRequestWithContext(t.Context(), s.method, b.door.URL+mcp.Path, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Authorization": "Bearer of-agent", "Content-Type": "application/json", "Accept": "application/json, text/event-stream"} {
		r.Header.Set(name, value)
	}
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	for name, value := range s.header {
		r.Header.Set(name, value)
		if value == "" {
			r.Header.Del(name)
		}
	}
	if s.twoTokens {
		r.Header.Add("Authorization", "Bearer forged")
	}
	r.Host = s.host
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answered{response.StatusCode, response.Header, string(body)}
}

// TestWhatIsNoCallIsRefused with a status of its own, a code and a sentence, and never as a fault.
func TestWhatIsNoCallIsRefused(t *testing.T) {
	b := open(t)
	for name, c := range map[string]struct {
		sent
		status int
		code   refund.Code
	}{
		"no token":                  {sent{header: map[string]string{"Authorization": ""}}, 401, api.CodeUnauthenticated},
		"another scheme":            {sent{header: map[string]string{"Authorization": "Basic of-agent"}}, 401, api.CodeUnauthenticated},
		"a forged token":            {sent{token: "forged"}, 401, api.CodeTokenRefused},
		"an expired token":          {sent{token: "of-late"}, 401, api.CodeTokenExpired},
		"its issuer is away":        {sent{token: "of-away"}, 503, api.CodeIdentityAway},
		"it calls too often":        {sent{token: "of-many"}, 429, api.CodeRateLimited},
		"a page of another site":    {sent{header: map[string]string{"Origin": "https://evil.example"}}, 403, api.CodeNotPermitted},
		"a fetch of another site":   {sent{header: map[string]string{"Sec-Fetch-Site": "cross-site"}}, 403, api.CodeNotPermitted},
		"a name that was rebound":   {sent{host: "evil.example"}, 403, api.CodeNotPermitted},
		"a GET":                     {sent{method: "GET"}, 405, api.CodeWrongHTTPMethod},
		"a DELETE":                  {sent{method: "DELETE"}, 405, api.CodeWrongHTTPMethod},
		"another content type":      {sent{header: map[string]string{"Content-Type": "text/plain"}}, 415, api.CodeMediaType},
		"no content type":           {sent{header: map[string]string{"Content-Type": ""}}, 415, api.CodeMediaType},
		"a body that is packed":     {sent{header: map[string]string{"Content-Encoding": "gzip"}}, 415, api.CodeMediaType},
		"two tokens":                {sent{twoTokens: true}, 401, api.CodeTokenRefused},
		"a body beyond the bound":   {sent{body: `{"x":"` + strings.Repeat("x", rpc.MessageBytesMax+1<<10) + `"}`}, 413, refund.CodeTooLarge},
		"half a message":            {sent{body: `{"jsonrpc":"2.0",`}, 400, refund.CodeMalformed},
		"a batch":                   {sent{body: "[" + listTools + "," + listTools + "]"}, 400, refund.CodeMalformed},
		"a text":                    {sent{body: `"tools/list"`}, 400, refund.CodeMalformed},
		"nothing":                   {sent{body: " "}, 400, refund.CodeMalformed},
		"a file that is not needed": {sent{token: "of-broken"}, 500, api.CodeFault},
	} {
		got := b.send(t, c.sent)
		var said struct {
			Code   refund.Code `json:"code"`
			Detail string      `json:"detail"`
			Status int         `json:"status"`
		}
		if err := json.Unmarshal([]byte(got.body), &said); err != nil || got.status != c.status || said.Status != c.status || said.Code != c.code || said.Detail == "" {
			t.Errorf("%s: %d %s (%v)", name, got.status, got.body, err)
		}
		if waits := c.status == 429 || c.status == 503; waits != (got.header.Get("Retry-After") != "") {
			t.Errorf("%s: Retry-After is %q", name, got.header.Get("Retry-After"))
		}
		if got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: it is %s", name, got.header.Get("Content-Type"))
		}
	}
	if len(b.refused) != 21 {
		t.Errorf("%d were reported: %v", len(b.refused), b.refused)
	}
}

// TestWhatIsNoJSONRPCIsRefused by the protocol, and never as a fault.
func TestWhatIsNoJSONRPCIsRefused(t *testing.T) {
	b := open(t)
	for name, body := range map[string]string{
		"no version":                `{"id":1,"method":"tools/list"}`,
		"another version":           `{"jsonrpc":"1.0","id":1,"method":"tools/list"}`,
		"a method that is a number": `{"jsonrpc":"2.0","id":1,"method":7}`,
		"an id that is an object":   `{"jsonrpc":"2.0","id":{},"method":"tools/list"}`,
		"an unknown method":         `{"jsonrpc":"2.0","id":1,"method":"tools/approve"}`,
		"nested too deep":           `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":` + strings.Repeat(`{"a":`, 2000) + "1" + strings.Repeat("}", 2000) + "}",
	} {
		if got := b.send(t, sent{body: body}); got.status < 400 || got.status > 499 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	// These are well formed, so that the protocol answers them by an error of its own.
	for name, body := range map[string]string{
		"a method that is not served":   `{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"debug"}}`,
		"a subscription":                `{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"refund://1"}}`,
		"listening":                     `{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{}}`,
		"a tool that is not there":      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"approve_refund"}}`,
		"a tool's name that is none":    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}`,
		"a call without its parameters": `{"jsonrpc":"2.0","id":1,"method":"tools/call"}`,
	} {
		if got := b.send(t, sent{body: body}); got.status > 499 || !strings.Contains(got.body, `"error"`) && got.status < 400 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if len(b.refused) != 0 {
		t.Errorf("refused at the door were %v", b.refused)
	}
}

func TestArgumentsThatAreNoObjectAreTheToolsError(t *testing.T) {
	b := open(t)
	for _, arguments := range []string{`[]`, `"approve"`, `7`, `null`} {
		got := b.send(t, sent{body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"refund_status","arguments":` + arguments + `}}`})
		if got.status > 499 || !strings.Contains(got.body, "BAD_ID") && !strings.Contains(got.body, "MALFORMED") {
			t.Errorf("%s: %d %s", arguments, got.status, got.body)
		}
	}
}

// TestEveryVersionOfTheProtocolIsSpoken, and to a client of a time to come one that is known here is offered.
func TestEveryVersionOfTheProtocolIsSpoken(t *testing.T) {
	b := open(t)
	for _, version := range []string{"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2099-01-01"} {
		got := b.send(t, sent{body: `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"` + version + `","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}`})
		want := version
		if version == "2099-01-01" {
			want = "2025-11-25" // the latest that is agreed on in this way
		}
		if got.status != 200 || !strings.Contains(got.body, `"protocolVersion":"`+want+`"`) {
			t.Errorf("%s: %d %s", version, got.status, got.body)
		}
		if got.header.Get("Mcp-Session-Id") != "" {
			t.Errorf("%s: a session was begun", version)
		}
	}
	if got := b.send(t, sent{header: map[string]string{"MCP-Protocol-Version": "1999-01-01"}}); got.status != 400 {
		t.Errorf("a version of nobody's: %d %s", got.status, got.body)
	}
	discovered := b.agent(t, "of-agent").InitializeResult().ProtocolVersion
	if versions := sdk.SupportedProtocolVersions(); discovered != versions[0] {
		t.Errorf("the SDK's client speaks %s of %v", discovered, versions)
	}
}

func TestA401SaysWhoseTokensAreTaken(t *testing.T) {
	b := open(t)
	header := func(s sent) string { return b.send(t, s).header.Get("WWW-Authenticate") }
	metadata := b.door.URL + "/.well-known/oauth-protected-resource" + mcp.Path
	where := `resource_metadata="` + metadata + `", scope="refunds:read refunds:request"`
	if got, want := header(sent{header: map[string]string{"Authorization": ""}}), "Bearer "+where; got != want {
		t.Errorf("without a token: %s, want %s", got, want)
	}
	if got, want := header(sent{token: "forged"}), `Bearer error="invalid_token", `+where; got != want {
		t.Errorf("with a forged one: %s, want %s", got, want)
	}
	for _, address := range []string{metadata, b.door.URL + "/.well-known/oauth-protected-resource"} {
		response, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		var said struct {
			Resource string   `json:"resource"`
			Servers  []string `json:"authorization_servers"`
			Scopes   []string `json:"scopes_supported"`
		}
		err = json.NewDecoder(response.Body).Decode(&said)
		_ = response.Body.Close() // it was read
		if err != nil || said.Resource != b.door.URL+mcp.Path || len(said.Servers) != 1 || said.Servers[0] != "https://id.example" || len(said.Scopes) != 2 {
			t.Errorf("%s: %+v, %v", address, said, err)
		}
	}
}

func TestWithoutAnIssuerNothingIsSaidOfOne(t *testing.T) {
	b := open(t, func(c *mcp.HTTPConfig) { c.Issuer = "" })
	if got := b.send(t, sent{token: "forged"}).header.Get("WWW-Authenticate"); got != `Bearer error="invalid_token"` {
		t.Errorf("it is %s", got)
	}
	response, err := http.Get(b.door.URL + "/.well-known/oauth-protected-resource")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close() // the status is what counts
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("metadata of nobody: %d", response.StatusCode)
	}
}

func TestBehindAProxyTheDoorIsCalledByItsConfiguredName(t *testing.T) {
	b := open(t, func(c *mcp.HTTPConfig) { c.URL = "https://refunds.shop.example/mcp" })
	if got := b.send(t, sent{host: "refunds.shop.example"}); got.status != 200 {
		t.Errorf("by its name: %d %s", got.status, got.body)
	}
	if got := b.send(t, sent{host: "evil.example"}); got.status != 403 {
		t.Errorf("by another: %d", got.status)
	}
	got := b.send(t, sent{host: "refunds.shop.example", token: "forged"}).header.Get("WWW-Authenticate")
	if !strings.Contains(got, `"https://refunds.shop.example/.well-known/oauth-protected-resource/mcp"`) {
		t.Errorf("it is %s", got)
	}
}

func TestADoorNeedsWhatItNeeds(t *testing.T) {
	b := open(t)
	for name, change := range map[string]func(*mcp.HTTPConfig){
		"no service":            func(c *mcp.HTTPConfig) { c.Refunds = nil },
		"nobody is known":       func(c *mcp.HTTPConfig) { c.Identify = nil },
		"everybody is the same": func(c *mcp.HTTPConfig) { c.Token = func() (string, error) { return "of-agent", nil } },
	} {
		config := b.config
		change(&config)
		if _, err := mcp.Handler(config); err == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
}
