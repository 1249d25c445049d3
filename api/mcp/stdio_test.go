package mcp_test

import (
	"context"
	"errors"
	"io"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/mcp"
)

// lines is the SDK's client of a door that is served by lines; ended has what serving came to once the client has left.
func (b *bench) lines(t *testing.T, token string) (agent *sdk.ClientSession, ended <-chan error) {
	t.Helper()
	fromAgent, toDoor := io.Pipe()
	fromDoor, toAgent := io.Pipe()
	config, done := b.config.Config, make(chan error, 1)
	config.Token = func() (string, error) {
		if token == "" {
			return "", errors.New("the file of the token cannot be read")
		}
		return token, nil
	}
	go func() {
		err := mcp.ServeLines(context.Background(), config, fromAgent, toAgent)
		_ = toAgent.Close() // a pipe
		done <- err
	}()
	agent, err := sdk.NewClient(&sdk.Implementation{Name: "agent", Version: "1"}, nil).Connect(t.Context(), &sdk.IOTransport{Reader: fromDoor, Writer: toDoor}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return agent, done
}

func TestALocalAgentIsServedByLinesUntilItLeaves(t *testing.T) {
	b := open(t)
	b.decides(nil)
	agent, ended := b.lines(t, "of-agent")
	if got := call(t, agent, mcp.ToolRequest, request(t)); got.IsError || got.Refund.TotalMinor != "22600" {
		t.Errorf("asked: %s", got.Raw)
	}
	if got := call(t, agent, mcp.ToolExplain, map[string]any{"id": b.Intake.Asked[0].Cancellation.ID()}); got.IsError {
		t.Errorf("explained: %s", got.Raw)
	}
	if err := agent.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("it ended by %v", err)
	}
}

func TestWithoutAGoodTokenALocalAgentIsToldSo(t *testing.T) {
	for token, code := range map[string]string{"forged": string(api.CodeTokenRefused), "": string(api.CodeFault)} {
		agent, ended := open(t).lines(t, token)
		if got := call(t, agent, mcp.ToolStatus, map[string]any{"id": id}); !got.IsError || got.Code != code {
			t.Errorf("with %q: %s", token, got.Raw)
		}
		if err := agent.Close(); err != nil {
			t.Fatal(err)
		}
		<-ended
	}
}

func TestLinesNeedSomebodyWhoActs(t *testing.T) {
	if err := mcp.ServeLines(t.Context(), open(t).config.Config, nil, nil); err == nil {
		t.Error("nobody acts")
	}
}
