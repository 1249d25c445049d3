package main

import (
	"embed"
	"encoding/json"
	"fmt"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

//go:embed examples
var examples embed.FS

// example is one record: its key and its value.
type example struct {
	Key     string          `json:"key"`
	Payload json.RawMessage `json:"payload"`
}

// exampleOf reads the example of a message. One that its contract does not read is an error.
func exampleOf(m protoreflect.MessageDescriptor) (example, error) {
	var out example
	name := fmt.Sprintf("examples/%s.json", m.Name())
	content, err := examples.ReadFile(name)
	if err != nil {
		return out, fmt.Errorf("%s has no example: %w", m.FullName(), err)
	}
	if err := json.Unmarshal(content, &out); err != nil {
		return out, fmt.Errorf("%s: %w", name, err)
	}
	if out.Key == "" {
		return out, fmt.Errorf("%s has no key", name)
	}
	if err := protojson.Unmarshal(out.Payload, dynamicpb.NewMessage(m)); err != nil {
		return out, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}

// in is the example as a message in the document has it.
func (e example) in(headers object) []any {
	return []any{object{"headers": headers, "payload": e.Payload}}
}

// headersExample are the headers of a record of a type.
func headersExample(name string) object {
	return object{
		"ce_specversion": "1.0", "ce_id": "01J0ZK3T6Y", "ce_type": name, "ce_source": "/example", "ce_subject": "o-1001", "ce_time": "2026-11-20T08:30:00Z",
		"content-type": "application/json", "traceparent": exampleTrace,
	}
}

const exampleTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

// deadLetterExample are the headers that a dead letter has beside its record's own.
func deadLetterExample(topic string) object {
	return object{
		"dlq_original_topic": topic, "dlq_original_partition": "3", "dlq_original_offset": "1741", "dlq_original_timestamp": "2026-11-20T08:30:00Z", "dlq_group": "makegood",
		"dlq_stage": "decode", "dlq_reason": "MISSING_FIELD", "dlq_error": "order_id is missing", "dlq_attempts": "1", "dlq_time": "2026-11-20T08:30:01Z",
	}
}
