package event_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

func TestJSONOfTheTopicsTypeIsReadWithAndWithoutHeaders(t *testing.T) {
	for name, headers := range map[string]map[string]string{
		"none":                        nil,
		"of something else":           {"x-retry": "1"},
		"of a whole CloudEvent":       {"ce_specversion": "1.0", "ce_id": "1", "ce_type": event.Type, "ce_source": "/shop", "content-type": "application/json"},
		"with a character set":        {"content-type": "application/json; charset=utf-8"},
		"with a content type in caps": {"content-type": "Application/JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := event.Decode(event.Message{Headers: headers, Value: example(t, "whole")}, now)
			if err != nil || request.Cancellation.Key.Order != "820982911946154508" {
				t.Fatalf("got order %q and %v", request.Cancellation.Key.Order, err)
			}
		})
	}
}

func TestAnotherTypeOrEncodingIsRefusedBeforeItIsRead(t *testing.T) {
	for _, tc := range []struct {
		header, value string
		code          refund.Code
		detail        string
	}{
		{"ce_type", "makegood.order.v1.OrderPlaced", refund.CodeUnknownType,
			`ce_type is "makegood.order.v1.OrderPlaced", and the topic carries makegood.order.v1.OrderCancelled`},
		{"ce_specversion", "0.3", refund.CodeMalformed, `ce_specversion is "0.3", and 1.0 is read`},
		{"content-type", "application/protobuf", refund.CodeUnknownType,
			"content-type is application/protobuf, and only application/json is read yet"},
		{"content-type", "application/cloudevents+json", refund.CodeUnknownType,
			"content-type is application/cloudevents+json: structured mode is not read yet, use binary mode"},
		{"content-type", ";;", refund.CodeMalformed, `content-type ";;" cannot be read`},
	} {
		t.Run(tc.header+" "+tc.value, func(t *testing.T) {
			m := event.Message{Headers: map[string]string{tc.header: tc.value}, Value: []byte("not even JSON")}
			_, err := event.Decode(m, now)
			wantProblem(t, err, tc.code, tc.detail)
		})
	}
}
