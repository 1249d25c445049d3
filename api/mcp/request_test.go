package mcp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/mcp"
	"github.com/makegood/makegood/refund"
)

func TestARequestNeedsItsKeyAndARepetitionIsMarked(t *testing.T) {
	b := open(t)
	b.decides(nil)
	agent := b.agent(t, "of-agent")
	bare := request(t)
	delete(bare, "idempotency_key")
	if got := call(t, agent, mcp.ToolRequest, bare); !got.IsError || got.Code != string(api.CodeKeyMissing) {
		t.Errorf("without a key: %s", got.Raw)
	}
	for _, replayed := range []bool{false, true} {
		got := call(t, agent, mcp.ToolRequest, request(t))
		if got.IsError || got.Replayed != replayed || got.Refund.TotalMinor != "22600" || got.Refund.Status != "PayingOut" {
			t.Errorf("replayed is %t: %s", got.Replayed, got.Raw)
		}
	}
	other := request(t)
	other["cancellation"].(map[string]any)["reason"] = "DAMAGED"
	if got := call(t, agent, mcp.ToolRequest, other); !got.IsError || got.Code != string(refund.CodeConflict) {
		t.Errorf("the same key with another body: %s", got.Raw)
	}
	different := request(t)
	different["idempotency_key"] = "another"
	if got := call(t, agent, mcp.ToolRequest, different); !got.IsError || got.Code != string(refund.CodeBadID) {
		t.Errorf("a key that is not the request's id: %s", got.Raw)
	}
	if len(b.Intake.Asked) != 1 {
		t.Errorf("%d requests were made", len(b.Intake.Asked))
	}
}

func TestTheKeyIsTheRequestsIDWhereNoneIsGiven(t *testing.T) {
	b := open(t)
	b.decides(nil)
	in := request(t)
	delete(in["cancellation"].(map[string]any), "cancellation_id")
	in["idempotency_key"] = "agent-7"
	if got := call(t, b.agent(t, "of-agent"), mcp.ToolRequest, in); got.IsError || !strings.HasSuffix(got.Refund.ID, "/agent-7") {
		t.Errorf("it is %s", got.Raw)
	}
}

func TestAboveItsLimitAnAgentIsToldTheCode(t *testing.T) {
	b := open(t)
	b.decides(func(s *refund.Standing) {
		s.Status, s.Reason = refund.StatusNeedsAttention, string(refund.CodeMachineOverLimit)+": machine:agent may ask for 10.00 CNY a day"
	})
	got := call(t, b.agent(t, "of-agent"), mcp.ToolRequest, request(t))
	if got.IsError || got.StatusCode != string(refund.CodeMachineOverLimit) || got.Refund.Status != "NeedsAttention" {
		t.Errorf("it is %s", got.Raw)
	}
}

// TestWhatIsNotInTheContractIsRefusedByItsName and nothing is asked for.
func TestWhatIsNotInTheContractIsRefusedByItsName(t *testing.T) {
	b := open(t)
	agent := b.agent(t, "of-agent")
	good, err := json.Marshal(request(t))
	if err != nil {
		t.Fatal(err)
	}
	with := func(old, fresh string) json.RawMessage {
		t.Helper()
		changed := strings.Replace(string(good), old, fresh, 1)
		if changed == string(good) {
			t.Fatalf("%s is not in %s", old, good)
		}
		return json.RawMessage(changed)
	}
	for name, c := range map[string]struct {
		arguments any
		code      refund.Code
		says      string
	}{
		"an unknown argument":       {with(`{"cancellation":`, `{"approve":true,"cancellation":`), refund.CodeMalformed, `"approve"`},
		"an unknown field":          {with(`"merchant_id":`, `"approved_by":"ann","merchant_id":`), refund.CodeMalformed, `"approved_by"`},
		"an argument twice":         {with(`{"cancellation":`, `{"idempotency_key":"x","cancellation":`), refund.CodeMalformed, "twice"},
		"a field twice":             {with(`"merchant_id":`, `"merchant_id":"x","merchant_id":`), refund.CodeMalformed, "twice"},
		"an amount with a point":    {with(`"captured_minor":`, `"captured_minor":1.0,"authorized_minor":`), refund.CodeMalformed, "digits"},
		"a key that is no text":     {map[string]any{"idempotency_key": 7, "cancellation": cancellation(t)}, refund.CodeMalformed, "idempotency_key"},
		"a key that is too long":    {map[string]any{"idempotency_key": strings.Repeat("x", 65), "cancellation": cancellation(t)}, refund.CodeTooLarge, "64"},
		"no cancellation":           {map[string]any{"idempotency_key": "k"}, refund.CodeMissingField, "cancellation"},
		"a language that is a book": {map[string]any{"idempotency_key": "k", "language": strings.Repeat("x", 65)}, refund.CodeTooLarge, "language"},
	} {
		got := call(t, agent, mcp.ToolRequest, c.arguments)
		if !got.IsError || got.Code != string(c.code) || !strings.Contains(got.Problem.Detail[mcp.TextMember], c.says) {
			t.Errorf("%s: %s", name, got.Raw)
		}
	}
	if len(b.Intake.Asked) > 0 {
		t.Errorf("asked for %+v", b.Intake.Asked)
	}
}

// TestAnAmountAbove2To53IsReadAsItIs: the refusal of so large an amount quotes it to the last digit.
func TestAnAmountAbove2To53IsReadAsItIs(t *testing.T) {
	in := request(t)
	payments := in["cancellation"].(map[string]any)["payments"].([]any)
	payments[0].(map[string]any)["authorized_minor"] = json.Number("9007199254740993")
	got := call(t, open(t).agent(t, "of-agent"), mcp.ToolRequest, in)
	if got.Code != string(refund.CodeAmountOverflow) || !strings.Contains(got.Problem.Detail[mcp.TextMember], "9007199254740993") {
		t.Errorf("it is %s", got.Raw)
	}
}

func TestARefusalIsSaidInTheLanguageThatIsAskedFor(t *testing.T) {
	agent := open(t).agent(t, "of-agent")
	english := call(t, agent, mcp.ToolStatus, map[string]any{"id": "refund/m/o/unknown"})
	chinese := call(t, agent, mcp.ToolStatus, map[string]any{"id": "refund/m/o/unknown", "language": "zh-CN"})
	if english.Code != string(refund.CodeNotFound) || chinese.Code != english.Code || chinese.Raw == english.Raw {
		t.Errorf("in English %s, in Chinese %s", english.Raw, chinese.Raw)
	}
}
