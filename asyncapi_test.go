package makegood

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/messaging/inapp"
	"github.com/makegood/makegood/messaging/kafkastatus"
	"github.com/makegood/makegood/starter/event"
)

// asyncAPI is what of docs/asyncapi.json is held against the code.
type asyncAPI struct {
	Channels   map[string]struct{ Address string }
	Operations map[string]struct {
		Action  string
		Channel struct {
			Ref string `json:"$ref"`
		}
	}
	Components struct{ Messages map[string]describedMessage }
}

type describedMessage struct {
	Name, ContentType string
	Headers           struct {
		Properties map[string]any
		Required   []string
	}
	Payload struct {
		Properties struct{ Type struct{ Enum []string } }
	}
	Bindings struct {
		Kafka *struct{ Key struct{ Examples []string } }
	}
	Examples []struct {
		Headers map[string]string
		Payload json.RawMessage
	}
}

// readAsyncAPI reads docs/asyncapi.json.
func readAsyncAPI(t *testing.T) (document asyncAPI) {
	t.Helper()
	raw, err := os.ReadFile("docs/asyncapi.json")
	if err == nil {
		err = json.Unmarshal(raw, &document)
	}
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// TestTheAsyncAPIDocumentNamesEveryTopic: its own module holds it to the contracts, this test to the code.
func TestTheAsyncAPIDocumentNamesEveryTopic(t *testing.T) {
	document := readAsyncAPI(t)
	ways := map[string]string{}
	for _, operation := range document.Operations {
		if document.Channels[strings.TrimPrefix(operation.Channel.Ref, "#/channels/")].Address == "" {
			continue // an address of the settings
		}
		ways[document.Channels[strings.TrimPrefix(operation.Channel.Ref, "#/channels/")].Address] = operation.Action
	}
	want := map[string]string{
		event.Topic: "receive", "payments.dispute.v1": "receive", "payments.refund-updated.v1": "receive",
		kafkastatus.DefaultTopic: "send", kafkastatus.DefaultReconciliationTopic: "send", inapp.DefaultTopic: "send",
	}
	for topic, way := range want {
		if ways[topic] != way {
			t.Errorf("topic %s: the document says %q, want %s", topic, ways[topic], way)
		}
		if dead := kafka.DeadLetterTopic(topic, "{group}"); way == "receive" && ways[dead] != "send" {
			t.Errorf("the dead letters of %s are not there", topic)
		}
	}
	settings := ""
	for _, row := range config.Table() {
		if strings.HasSuffix(row.Name, "_TOPIC") {
			settings += row.Default + " " + row.Meaning + "\n"
		}
	}
	for topic := range ways {
		if strings.Contains(topic, "{group}") {
			continue
		}
		if want[topic] == "" || !strings.Contains(settings, topic) {
			t.Errorf("topic %s is in the document and in no setting", topic)
		}
	}
	if rows := strings.Count(settings, "\n"); rows != len(want) {
		t.Errorf("%d settings name topics, %d topics are known here", rows, len(want))
	}
	for _, header := range []string{
		kafka.HeaderOriginalTopic, kafka.HeaderOriginalPartition, kafka.HeaderOriginalOffset, kafka.HeaderOriginalTimestamp, kafka.HeaderGroup, kafka.HeaderStage,
		kafka.HeaderReason, kafka.HeaderError, kafka.HeaderAttempts, kafka.HeaderTime, kafka.HeaderLeftOut,
	} {
		if _, there := document.Components.Messages["DeadLetterOfOrderCancelled"].Headers.Properties[header]; !there {
			t.Errorf("a dead letter's header %s is not in the document", header)
		}
	}
}
