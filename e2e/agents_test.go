package e2e

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/mcp"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// anAgent is a client of the agents' door, and what it is told.
type anAgent struct {
	t *testing.T
	*sdk.ClientSession
}

// toolAnswer is what is read of an answer here.
type toolAnswer struct {
	Raw     string
	Problem *struct {
		Code string `json:"code"`
	} `json:"problem"`
	StatusCode string `json:"status_code"`
	Replayed   bool   `json:"replayed"`
	Refund     struct {
		ID         string `json:"id"`
		Status     string `json:"status"`
		TotalMinor string `json:"total_minor"`
	} `json:"refund"`
	Previews []struct {
		TotalMinor string `json:"total_minor"`
	} `json:"previews"`
	Explanation struct {
		Rows []struct {
			AmountMinor json.Number `json:"amount_minor"`
		} `json:"rows"`
		Steps []any `json:"steps"`
	} `json:"explanation"`
	Trail []struct {
		Event string `json:"event"`
	} `json:"trail"`
}

func (a anAgent) call(tool string, arguments map[string]any) (out toolAnswer) {
	a.t.Helper()
	result, err := a.CallTool(a.t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		a.t.Fatalf("%s: %v", tool, err)
	}
	out.Raw = result.Content[0].(*sdk.TextContent).Text
	if err := json.Unmarshal([]byte(out.Raw), &out); err != nil {
		a.t.Fatalf("%s: %v in %s", tool, err, out.Raw)
	}
	if result.IsError != (out.Problem != nil) {
		a.t.Errorf("%s: isError is %t: %s", tool, result.IsError, out.Raw)
	}
	return out
}

// cancels is an order's cancellation as an agent sends it.
func (w *world) cancels(order string, change func(map[string]any)) (map[string]any, refund.ID) {
	w.t.Helper()
	file, id := w.event(order, change)
	raw, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		w.t.Fatal(err)
	}
	return map[string]any{"idempotency_key": body["cancellation_id"], "cancellation": body}, id
}

// agentsKeys makes the keys of the world's doors and workers, and a file of machines: shop may ask for 200.00 CNY a day. The key
// of shop is returned.
func (w *world) agentsKeys() (key string) {
	w.t.Helper()
	key, line, err := app.NewMachine("shop", "refunds:read,refunds:request", "CNY=20000")
	if err != nil {
		w.t.Fatal(err)
	}
	machines := filepath.Join(w.dir, "machines")
	if err := os.WriteFile(machines, []byte(line+"\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.env = append(w.env, "MAKEGOOD_IDENTITY_MACHINES_FILE="+machines)
	settings, err := config.Load(config.FromEnviron(w.env))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := app.EnsureIdentityKeys(settings); err != nil {
		w.t.Fatal(err)
	}
	return key
}

// bearer sends a token with every request.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

// answersAt is what `makegood api` says of where it answers.
var answersAt = regexp.MustCompile(`api answers\s+\{"address": "([^"]+)"`)

// api is a `makegood api` on any free port that is ready, and where it answers.
func (w *world) api() string {
	w.t.Helper()
	w.env = append(w.env, "MAKEGOOD_API_ADDRESS=127.0.0.1:0", "MAKEGOOD_API_METRICS_ADDRESS=off")
	process := w.spawn("api")
	var address string
	w.until("the API's answer", time.Minute, func() bool {
		if found := answersAt.FindStringSubmatch(process.said()); found != nil {
			address = found[1]
		}
		return address != ""
	})
	w.untilReady(address)
	return "http://" + address
}

// agentOverHTTP is the official SDK's client of the API's door.
func (w *world) agentOverHTTP(api, token string) anAgent {
	w.t.Helper()
	return w.connected(&sdk.StreamableClientTransport{Endpoint: api + mcp.Path, HTTPClient: &http.Client{Transport: bearer(token)}})
}

// agentOverLines is the official SDK's client of a `makegood mcp` that it starts itself.
func (w *world) agentOverLines(env ...string) anAgent {
	w.t.Helper()
	command := exec.Command(binary, "mcp")
	command.Env, command.Stderr = append(w.env, env...), os.Stderr
	return w.connected(&sdk.CommandTransport{Command: command, TerminateDuration: 10 * time.Second})
}

func (w *world) connected(transport sdk.Transport) anAgent {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "agent", Version: "1"}, nil).Connect(ctx, transport, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = session.Close() })
	return anAgent{w.t, session}
}

// TestAnAgentPreviewsAsksLooksAndIsToldWhy on the real server, over HTTP and over lines, up to its limit and beyond.
func TestAnAgentPreviewsAsksLooksAndIsToldWhy(t *testing.T) {
	w := start(t)
	key := w.agentsKeys()
	w.spawn("worker")
	at := w.api()
	agent := w.agentOverHTTP(at, key)
	w.decidesNowhere(at, key)

	in, id := w.cancels("order-agent", nil)
	preview := agent.call(mcp.ToolPreview, map[string]any{"cancellations": []any{in["cancellation"]}})
	if len(preview.Previews) != 1 || preview.Previews[0].TotalMinor == "0" || len(w.rows()) != 0 {
		t.Fatalf("previewed: %s", preview.Raw)
	}
	asked := agent.call(mcp.ToolRequest, in)
	if asked.Refund.ID != string(id) || asked.Replayed || asked.Refund.TotalMinor != preview.Previews[0].TotalMinor {
		t.Fatalf("asked: %s, previewed %s", asked.Raw, preview.Raw)
	}
	w.reaches(id, refund.StatusRefunded)
	if again := agent.call(mcp.ToolRequest, in); !again.Replayed || again.Refund.Status != string(refund.StatusRefunded) {
		t.Errorf("asked again: %s", again.Raw)
	}
	status := agent.call(mcp.ToolStatus, map[string]any{"id": id})
	if status.Refund.Status != string(refund.StatusRefunded) || len(status.Trail) == 0 || status.Trail[0].Event != "Received" {
		t.Errorf("status: %s", status.Raw)
	}
	explained := agent.call(mcp.ToolExplain, map[string]any{"id": id, "language": "zh-CN"})
	var sum int64
	for _, row := range explained.Explanation.Rows {
		minor, err := row.AmountMinor.Int64()
		if err != nil {
			t.Fatal(err)
		}
		sum += minor
	}
	if total, err := json.Number(explained.Refund.TotalMinor).Int64(); err != nil || sum != total || sum == 0 || len(explained.Explanation.Steps) == 0 {
		t.Errorf("explained %d: %s", sum, explained.Raw)
	}
	w.agentAboveItsLimit(agent)
	w.agentOnThisMachine(key, id)
	w.booksAgree()
}

// decidesNowhere tries an agent's key at every door of the API: it is known there, and decides nothing.
func (w *world) decidesNowhere(at, key string) {
	w.t.Helper()
	for path, body := range map[string]string{
		"/v1/refund/m-001/order-agent/c-1:decide":  `{"decision":"approve","note":"fine"}`,
		"/makegood.api.v1.RefundService/Decide":    `{"id":"refund/m-001/order-agent/c-1","decision":"approve","note":"fine"}`,
		"/makegood.api.v1.RefundService/Resolve":   `{"id":"refund/m-001/order-agent/c-1","action":"retry"}`,
		"/v1/refund/m-001/order-agent/c-1:resolve": `{"action":"retry"}`,
	} {
		r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, at+path, strings.NewReader(body))
		if err != nil {
			w.t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "d-1")
		response, err := (&http.Client{Transport: bearer(key)}).Do(r)
		if err != nil {
			w.t.Fatal(err)
		}
		said, err := io.ReadAll(response.Body)
		_ = response.Body.Close() // it was read
		if err != nil || response.StatusCode != http.StatusForbidden || !strings.Contains(string(said), string(api.CodeNotPermitted)) {
			w.t.Errorf("%s: %d %s, %v", path, response.StatusCode, said, err)
		}
	}
}

// agentAboveItsLimit asks for a second refund of the same day, which a person has to let through.
func (w *world) agentAboveItsLimit(agent anAgent) {
	w.t.Helper()
	in, id := w.cancels("order-agent-2", nil)
	over := agent.call(mcp.ToolRequest, in)
	if over.StatusCode != string(refund.CodeMachineOverLimit) || over.Refund.Status != string(refund.StatusNeedsAttention) || w.movedFor("order-agent-2") != 0 {
		w.t.Errorf("above its limit: %s", over.Raw)
	}
	stored, err := w.books.Case(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	if by := stored.Trail[0]; by.Subject != "machine:shop" || by.Verified != api.ByKey {
		w.t.Errorf("it is asked for by %+v", by)
	}
}

// agentOnThisMachine is served by lines: with a machine's key as that machine, without one as nobody who is known.
func (w *world) agentOnThisMachine(key string, paid refund.ID) {
	w.t.Helper()
	if known := w.agentOverLines("MAKEGOOD_API_TOKEN="+key).call(mcp.ToolStatus, map[string]any{"id": paid}); known.Refund.Status != string(refund.StatusRefunded) {
		w.t.Errorf("over lines: %s", known.Raw)
	}
	if forged := w.agentOverLines("MAKEGOOD_API_TOKEN=mgk_FORGED").call(mcp.ToolStatus, map[string]any{"id": paid}); forged.Problem == nil || forged.Problem.Code != string(api.CodeTokenRefused) {
		w.t.Errorf("with a forged key: %s", forged.Raw)
	}
	local := w.agentOverLines()
	in, id := w.cancels("order-agent-3", nil)
	asked := local.call(mcp.ToolRequest, in)
	if asked.StatusCode != string(refund.CodeMachineOverLimit) || w.movedFor("order-agent-3") != 0 {
		w.t.Errorf("asked by nobody who is known: %s", asked.Raw)
	}
	stored, err := w.books.Case(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	if by := stored.Trail[0]; by.Verified != api.Asserted || !strings.HasPrefix(string(by.Subject), "user:") {
		w.t.Errorf("it is asked for by %+v", by)
	}
}
