package makegood

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/messaging/webhook"
	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	paymentv1 "github.com/makegood/makegood/proto/gen/makegood/payment/v1"
	refundv1 "github.com/makegood/makegood/proto/gen/makegood/refund/v1"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// described are the messages of docs/asyncapi.json that are records, as the generated code has them.
func described() map[string]proto.Message {
	return map[string]proto.Message{
		"OrderCancelled": &orderv1.OrderCancelled{}, "PaymentDispute": &paymentv1.PaymentDispute{}, "RefundUpdated": &paymentv1.RefundUpdated{},
		"RefundStatusChanged": &refundv1.RefundStatusChanged{}, "ReconciliationFinished": &refundv1.ReconciliationFinished{}, "CustomerMessage": &refundv1.CustomerMessage{},
	}
}

// TestEachMessageOfTheDocumentHasAnExampleThatTheCodeReads: key, headers and payload.
func TestEachMessageOfTheDocumentHasAnExampleThatTheCodeReads(t *testing.T) {
	document, records := readAsyncAPI(t), described()
	for name, message := range document.Components.Messages {
		if len(message.Examples) == 0 {
			t.Errorf("%s has no example", name)
			continue
		}
		for _, example := range message.Examples {
			for _, header := range message.Headers.Required {
				if example.Headers[header] == "" {
					t.Errorf("the example of %s has no header %s", name, header)
				}
			}
			if err := reads(records[name], name, example.Payload); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if record := records[name]; record != nil {
			own := record.ProtoReflect().Descriptor().FullName()
			if message.Name != string(own) || message.Examples[0].Headers["ce_type"] != string(own) || message.ContentType != event.ContentTypeJSON || len(message.Bindings.Kafka.Key.Examples) != 1 {
				t.Errorf("%s is %s of %s, its key %+v", name, message.Name, message.ContentType, message.Bindings.Kafka)
			}
		}
	}
	for name := range records {
		if _, there := document.Components.Messages[name]; !there {
			t.Errorf("%s is not in the document", name)
		}
	}
}

// reads is why an example is none; nil: the code reads it.
func reads(record proto.Message, name string, payload json.RawMessage) error {
	switch name {
	case "WebhookOfRefund":
		return readsWebhook(payload, &refundv1.RefundStatusChanged{})
	case "WebhookOfReconciliation":
		return readsWebhook(payload, &refundv1.ReconciliationFinished{})
	case "CustomerMessagePost":
		return strictly(payload, &webhook.Payload{})
	}
	if record == nil { // a dead letter has the value that could not be read, whatever it was
		return nil
	}
	return protojson.Unmarshal(payload, record)
}

func readsWebhook(payload json.RawMessage, data proto.Message) error {
	var posted struct {
		Type      string          `json:"type"`
		Timestamp string          `json:"timestamp"`
		Data      json.RawMessage `json:"data"`
	}
	if err := strictly(payload, &posted); err != nil {
		return err
	}
	return protojson.Unmarshal(posted.Data, data)
}

func strictly(payload json.RawMessage, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// TestTheDocumentsRecordsAreTaken: intake checks more than the contract does.
func TestTheDocumentsRecordsAreTaken(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for name, decode := range map[string]func(event.Message) error{
		"OrderCancelled": func(m event.Message) error { _, err := event.Decode(m, now); return err },
		"PaymentDispute": func(m event.Message) error { _, err := event.DecodeDispute(m, now); return err },
		"RefundUpdated":  func(m event.Message) error { _, err := event.DecodeRefundUpdated(m, now); return err },
	} {
		one := readAsyncAPI(t).Components.Messages[name].Examples[0]
		if err := decode(event.Message{Value: one.Payload, Headers: one.Headers}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheDocumentHasEveryTypeOfAWebhook(t *testing.T) {
	messages := readAsyncAPI(t).Components.Messages
	got := slices.Concat(messages["WebhookOfRefund"].Payload.Properties.Type.Enum, messages["WebhookOfReconciliation"].Payload.Properties.Type.Enum)
	want := refund.HookTypes()
	slices.Sort(got)
	slices.Sort(want)
	if len(want) < 20 || !slices.Equal(got, want) {
		t.Errorf("the document has %v, the code %v", got, want)
	}
	for _, name := range slices.Sorted(maps.Keys(messages)) {
		if strings.HasPrefix(name, "WebhookOf") && !slices.Equal(messages[name].Headers.Required, []string{"webhook-id", "webhook-timestamp", "webhook-signature"}) {
			t.Errorf("%s needs the headers %v", name, messages[name].Headers.Required)
		}
	}
}
