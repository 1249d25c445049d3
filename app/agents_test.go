package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/api/mcp"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// onTheWire is the API of another process, over pretend ports; key is a machine's there.
func onTheWire(t *testing.T) (url, key string) {
	t.Helper()
	key, text, err := NewMachine("shop", "refunds:read,refunds:request", "CNY=1")
	if err != nil {
		t.Fatal(err)
	}
	machines, err := identity.ParseMachines(text)
	if err != nil {
		t.Fatal(err)
	}
	chain := identity.Chain{Machines: func() (identity.Machines, error) { return machines, nil }}
	handler, err := rpc.Handler(rpc.Config{Service: apitest.New(t).Service, Identify: chain.Identify})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL, key
}

// agentOver is the SDK's client of an agent's door on these settings.
func agentOver(t *testing.T, s config.Settings) *sdk.ClientSession {
	t.Helper()
	fromAgent, toDoor := io.Pipe()
	fromDoor, toAgent := io.Pipe()
	go func() {
		_ = ServeAgent(context.Background(), s, time.Now, api.Subject{Kind: api.Machine}, fromAgent, toAgent) // its end is the agent's
		_ = toAgent.Close()                                                                                   // a pipe
	}()
	agent, err := sdk.NewClient(&sdk.Implementation{Name: "agent", Version: "1"}, nil).Connect(t.Context(), &sdk.IOTransport{Reader: fromDoor, Writer: toDoor}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = agent.Close() })
	return agent
}

func agentTold(t *testing.T, agent *sdk.ClientSession, tool string, arguments map[string]any) string {
	t.Helper()
	answer, err := agent.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Content[0].(*sdk.TextContent).Text
}

func TestAnAgentOfThisMachineWorksOverTheWire(t *testing.T) {
	url, key := onTheWire(t)
	known := map[string]any{"id": string(apitest.Known)}
	remote := config.Remote{URL: url, Token: key, CallTimeout: 10 * time.Second}
	agent := agentOver(t, config.Settings{Remote: remote})
	if got := agentTold(t, agent, mcp.ToolStatus, known); !strings.Contains(got, `"AwaitingApproval"`) {
		t.Errorf("it is told %s", got)
	}
	if got := agentTold(t, agent, mcp.ToolRequest, map[string]any{"idempotency_key": "k", "cancellation": map[string]any{}}); !strings.Contains(got, string(refund.CodeMissingField)) {
		t.Errorf("a key asks: %s", got)
	}
	remote.Token = "header.claims.signature"
	if got := agentTold(t, agentOver(t, config.Settings{Remote: remote}), mcp.ToolRequest, map[string]any{"idempotency_key": "k", "cancellation": map[string]any{}}); !strings.Contains(got, string(api.CodeNotPermitted)) {
		t.Errorf("by a token that may be a person's: %s", got)
	}
	remote.URL = "http://127.0.0.1:1"
	if got := agentTold(t, agentOver(t, config.Settings{Remote: remote}), mcp.ToolStatus, known); !strings.Contains(got, string(api.CodeTimedOut)) {
		t.Errorf("where nobody answers: %s", got)
	}
}

func TestAnAgentIsNotServedAsSomebodyElse(t *testing.T) {
	s := config.Settings{DataDir: t.TempDir(), Remote: config.Remote{URL: "https://refunds.shop.example"}}
	var coded Coded
	if err := ServeAgent(t.Context(), s, time.Now, api.Subject{}, strings.NewReader(""), io.Discard); !errors.As(err, &coded) || coded.Code != CodeBadConfig {
		t.Errorf("over the wire without a token: %v", err)
	}
	s.Remote = config.Remote{}
	for name, local := range map[string]api.Subject{
		"a person": {Kind: api.Human}, "a machine with a limit": {Kind: api.Machine, DayLimitMinor: map[refund.Currency]int64{"CNY": 1}},
	} {
		if err := ServeAgent(t.Context(), s, time.Now, local, strings.NewReader(""), io.Discard); err == nil {
			t.Errorf("as %s without a token", name)
		}
	}
}

func TestTheAgentsDoorIsOpenUnlessItIsSwitchedOff(t *testing.T) {
	by := rpc.Config{Service: apitest.New(t).Service, Identify: identity.Chain{}.Identify}
	for setting, count := range map[string]int{"on": len(mcp.Paths()), "off": 0} {
		doors, err := agentsDoors(config.Settings{Agents: config.Agents{MCP: setting}}, time.Now, by)
		if err != nil || len(doors) != count {
			t.Errorf("%s: %d doors, %v", setting, len(doors), err)
		}
	}
	doors, err := agentsDoors(config.Settings{Agents: config.Agents{MCP: "on"}}, time.Now, by)
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	doors[0].Handler.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, mcp.Path, nil))
	if answer.Code != http.StatusUnauthorized {
		t.Errorf("nobody is answered with %d", answer.Code)
	}
}

func TestADoorSignsOnceItHasAKey(t *testing.T) {
	s := config.Settings{DataDir: t.TempDir()}
	signs := signing(s, time.Now)
	if signs() {
		t.Error("it signs without a key")
	}
	if err := EnsureIdentityKeys(s); err != nil {
		t.Fatal(err)
	}
	if !signs() {
		t.Error("it does not sign")
	}
	if err := os.WriteFile(filepath.Join(s.DataDir, embeddedSigningKey), []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if signs() {
		t.Error("it signs by a key that cannot be read")
	}
}
