package mcp_test

import (
	"slices"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/mcp"
	"github.com/makegood/makegood/refund"
)

func TestTheDoorHasFourToolsAndNothingElse(t *testing.T) {
	agent := open(t).agent(t, "of-agent")
	listed, err := agent.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, one := range listed.Tools {
		names = append(names, one.Name)
		hints := one.Annotations
		if asks := one.Name == mcp.ToolRequest; hints.ReadOnlyHint == asks || !hints.IdempotentHint || hints.DestructiveHint == nil || *hints.DestructiveHint {
			t.Errorf("%s has the hints %+v", one.Name, hints)
		}
		if one.Description == "" || one.InputSchema == nil || one.OutputSchema == nil {
			t.Errorf("%s says too little of itself", one.Name)
		}
	}
	slices.Sort(names)
	if want := []string{mcp.ToolExplain, mcp.ToolPreview, mcp.ToolStatus, mcp.ToolRequest}; !slices.Equal(names, want) {
		t.Errorf("the tools are %v, want %v", names, want)
	}
	init := agent.InitializeResult()
	if c := init.Capabilities; c.Tools == nil || c.Prompts != nil || c.Resources != nil || c.Completions != nil {
		t.Errorf("it says that it can do %+v", c)
	}
	if !strings.Contains(init.Instructions, mcp.TextMember) {
		t.Errorf("agents are not told what %s is: %s", mcp.TextMember, init.Instructions)
	}
	_, prompts := agent.ListPrompts(t.Context(), nil)
	_, resources := agent.ListResources(t.Context(), nil)
	if prompts == nil || resources == nil {
		t.Error("prompts or resources are listed")
	}
}

// TestNoAgentDecides by a name of a tool that might be there, with whatever token.
func TestNoAgentDecides(t *testing.T) {
	b := open(t)
	for _, token := range []string{"of-agent", "of-ann"} {
		agent := b.agent(t, token)
		for _, method := range api.Methods() {
			if method == api.MethodGetRefund || method == api.MethodPreviewRefund || method == api.MethodRequestRefund {
				continue
			}
			for _, name := range []string{string(method), strings.ToLower(string(method)), strings.ToLower(string(method)) + "_refund", "makegood.api.v1.RefundService/" + string(method)} {
				arguments := map[string]any{"id": id, "decision": "approve", "idempotency_key": "k-1", "note": "fine"}
				if _, err := agent.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: arguments}); err == nil {
					t.Errorf("%s calls the tool %s", token, name)
				}
			}
		}
		// A tool that is there does not become another one by its arguments.
		for _, extra := range []string{"decision", "method", "act", "reviewer"} {
			got := call(t, agent, mcp.ToolStatus, map[string]any{"id": id, extra: "approve"})
			if !got.IsError || got.Code != string(refund.CodeMalformed) || !strings.Contains(got.Problem.Detail[mcp.TextMember], `"`+extra+`"`) {
				t.Errorf("%s with %s: %s", token, extra, got.Raw)
			}
		}
	}
	if acts := b.Stories.Acts(); len(acts) > 0 {
		t.Errorf("acts were done: %+v", acts)
	}
}

func TestAMachineTokenThatAgentsHaveDecidesNothingAtTheAPIEither(t *testing.T) {
	b := open(t)
	call := api.Call{Subject: tokens["of-agent"], Key: "k-1"}
	_, err := b.Service.Decide(t.Context(), call, api.DecideRequest{ID: refund.ID(id), Verb: refund.VerbApprove})
	if p, ok := refund.ProblemIn(err); !ok || p.Code != api.CodeNotPermitted {
		t.Errorf("an agent's machine decides: %v", err)
	}
}

func TestAnAgentAsksAsAMachineAndLooksAsAnybody(t *testing.T) {
	b := open(t)
	b.decides(nil)
	ann := b.agent(t, "of-ann")
	if got := call(t, ann, mcp.ToolRequest, request(t)); !got.IsError || got.Code != string(api.CodeNotPermitted) {
		t.Errorf("with a person's token: %s", got.Raw)
	}
	if len(b.Intake.Asked) != 0 {
		t.Errorf("it was asked for: %+v", b.Intake.Asked)
	}
	if got := call(t, ann, mcp.ToolStatus, map[string]any{"id": id}); got.IsError || got.Refund.Status != "AwaitingApproval" {
		t.Errorf("a person looks: %s", got.Raw)
	}
	if got := call(t, b.agent(t, "of-reader"), mcp.ToolRequest, request(t)); !got.IsError || got.Code != string(api.CodeNotPermitted) {
		t.Errorf("without the scope: %s", got.Raw)
	}
}

func TestADoorThatCannotHoldALimitTakesNoRequest(t *testing.T) {
	b := open(t, func(c *mcp.HTTPConfig) { c.MayAsk = mcp.NeedsSignature(func() bool { return false }) })
	b.decides(nil)
	agent := b.agent(t, "of-agent")
	if got := call(t, agent, mcp.ToolRequest, request(t)); !got.IsError || got.Code != string(api.CodeNotPermitted) || len(b.Intake.Asked) != 0 {
		t.Errorf("asked without a signature: %s", got.Raw)
	}
	if got := call(t, agent, mcp.ToolStatus, map[string]any{"id": id}); got.IsError {
		t.Errorf("looking needs none: %s", got.Raw)
	}
}
