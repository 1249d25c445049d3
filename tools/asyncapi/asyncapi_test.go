package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func written(t *testing.T) map[string]any {
	t.Helper()
	raw, err := write(sources)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// at follows a JSON pointer's parts.
func at(t *testing.T, of any, path ...string) any {
	t.Helper()
	for _, part := range path {
		inside, ok := of.(map[string]any)[part]
		if !ok {
			t.Fatalf("nothing at %v", path)
		}
		of = inside
	}
	return of
}

func TestTheDocumentIsWhatTheContractsGive(t *testing.T) {
	want, err := write(sources)
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile(document)
	if err != nil || !bytes.Equal(have, want) {
		t.Errorf("docs/asyncapi.json is not what the contracts give (%v): make generate", err)
	}
}

func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	whole, count := written(t), 0
	var each func(any)
	each = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				count++
				at(t, whole, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
			}
			for _, inside := range v {
				each(inside)
			}
		case []any:
			for _, inside := range v {
				each(inside)
			}
		}
	}
	each(whole)
	if count < 50 {
		t.Errorf("%d references were found: too few to mean anything", count)
	}
}

func TestATopicHasItsKeyItsHeadersAndItsPayload(t *testing.T) {
	whole := written(t)
	channel := "refunds.refund-status.v1"
	if got := at(t, whole, "operations", "sendRefundStatusChanged", "channel", "$ref"); got != "#/channels/"+channel {
		t.Errorf("it is sent on %v", got)
	}
	message := at(t, whole, "components", "messages", "RefundStatusChanged")
	if got := at(t, message, "bindings", "kafka", "key", "description").(string); !strings.HasPrefix(got, "order_id.") {
		t.Errorf("the key is %q", got)
	}
	if got := at(t, message, "headers", "properties", "ce_type", "const"); got != "makegood.refund.v1.RefundStatusChanged" {
		t.Errorf("ce_type is %v", got)
	}
	fields := at(t, whole, "components", "schemas", "makegood.refund.v1.RefundStatusChanged", "properties")
	if got := at(t, fields, "total_minor", "type"); got != "string" {
		t.Errorf("an amount that is sent is a %v", got)
	}
	if got := at(t, fields, "occurred_at", "format"); got != "date-time" {
		t.Errorf("a time is a %v", got)
	}
	if got := at(t, fields, "credit_note", "allOf").([]any); at(t, got[0], "$ref") != "#/components/schemas/makegood.refund.v1.RefundStatusChanged.CreditNote" {
		t.Errorf("a message in a message is %v", got)
	}
	in := at(t, whole, "components", "schemas", "makegood.order.v1.Line", "properties", "unit_price_minor", "oneOf")
	if got := in.([]any); len(got) != 2 {
		t.Errorf("an amount that comes in is %v", got)
	}
	if got := at(t, whole, "channels", "orders.order-cancelled.v1.dlq", "address"); got != "orders.order-cancelled.v1.{group}.dlq" {
		t.Errorf("dead letters are at %v", got)
	}
}

func TestAMessageHasAnExampleThatItsContractReads(t *testing.T) {
	topics, err := readTopics(sources)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range topics {
		if got, err := exampleOf(one.message); err != nil || got.Key == "" {
			t.Errorf("%s: %v", one.name, err)
		}
	}
	if _, err := exampleOf(topics[0].message.Fields().ByName("lines").Message()); err == nil {
		t.Error("a message without an example was taken")
	}
}

func TestAContractWithoutATopicOrWithAKindNobodyKnowsIsRefused(t *testing.T) {
	for name, content := range map[string]string{
		"no topic": "syntax = \"proto3\";\npackage makegood.x.v1;\n// X is said.\nmessage X { string a = 1; }\n",
		"no key":   "syntax = \"proto3\";\npackage makegood.x.v1;\n// X is said. Topic `x.y.v1`.\nmessage X { string a = 1; }\n",
		"a float":  "syntax = \"proto3\";\npackage makegood.x.v1;\n// X is said. Topic `x.y.v1`, key a.\nmessage X { double a = 1; }\n",
		"an enum":  "syntax = \"proto3\";\npackage makegood.x.v1;\n// X is said. Topic `x.y.v1`, key a.\nmessage X { enum E { E_A = 0; } E a = 1; }\n",
		"a map":    "syntax = \"proto3\";\npackage makegood.x.v1;\n// X is said. Topic `x.y.v1`, key a.\nmessage X { map<string, string> a = 1; }\n",
	} {
		root := t.TempDir()
		if err := os.WriteFile(filepath.Join(root, "x.proto"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := write(root); err == nil {
			t.Errorf("%s was taken", name)
		} else if strings.Contains(err.Error(), "example") {
			t.Errorf("%s: refused for another reason: %v", name, err)
		}
	}
}
