package main

import (
	"bytes"
	"encoding/json"
	"strings"
)

// bindingVersion is that of AsyncAPI's Kafka bindings.
const bindingVersion = "0.5.0"

// write makes the document of the contracts below root, and of what is posted.
func write(root string) ([]byte, error) {
	topics, err := readTopics(root)
	if err != nil {
		return nil, err
	}
	channels, operations, messages, all := object{}, object{}, object{}, object{}
	payloads := map[string]json.RawMessage{}
	for _, t := range topics {
		payload, err := schemas{sent: t.sent, all: all}.message(t.message)
		if err != nil {
			return nil, err
		}
		one, err := exampleOf(t.message)
		if err != nil {
			return nil, err
		}
		name := string(t.message.Name())
		payloads[name] = one.Payload
		messages[name] = messageOf(t, payload, one)
		channels[t.name] = channelOf(t.name, "", name, nil)
		operations[t.action()+name] = operationOf(t.action(), t.name, name)
		if t.sent {
			continue
		}
		dead := t.name + ".{group}.dlq"
		messages["DeadLetterOf"+name] = deadLetterOf(t, one)
		channels[t.name+".dlq"] = channelOf(dead, "Records of "+t.name+" that makegood cannot use. Nothing of them has changed anything.", "DeadLetterOf"+name, object{
			"group": object{"description": "MAKEGOOD_KAFKA_GROUP.", "default": "makegood"},
		})
		operations["sendDeadLetterOf"+name] = operationOf("send", t.name+".dlq", "DeadLetterOf"+name)
	}
	addWebhooks(channels, operations, messages, payloads)
	return encode(object{
		"asyncapi": "3.0.0",
		"info": object{
			"title": "makegood's events", "version": "1",
			"description": "What makegood reads from Kafka (receive), and what it writes to Kafka and posts by webhook (send). Values are JSON, also where a record comes in: nothing else is read yet. Generated from the contracts under proto/; docs/events.md says what they mean. " +
				"Contracts grow by adding. A topic's name is a setting; these are the defaults. " +
				"The optional topics (payments.*, refunds.customer-message.v1, refunds.reconciliation.v1) are read and written where a setting names them. " +
				"Webhooks go to the addresses of the settings.",
		},
		"defaultContentType": "application/json",
		"channels":           channels,
		"operations":         operations,
		"components":         object{"messages": messages, "schemas": all},
	})
}

func encode(document object) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(document)
	return out.Bytes(), err
}

func (t topic) action() string {
	if t.sent {
		return "send"
	}
	return "receive"
}

// channelRef is where a channel is in the document; names have neither ~ nor /.
func channelRef(channel string) string { return "#/channels/" + channel }

func channelOf(address, description, message string, parameters object) object {
	out := object{
		"address":  address,
		"messages": object{message: object{"$ref": "#/components/messages/" + message}},
		"bindings": object{"kafka": object{"topic": address, "bindingVersion": bindingVersion}},
	}
	if description != "" {
		out["description"] = description
	}
	if parameters != nil {
		out["parameters"] = parameters
		delete(out, "bindings") // a binding's topic has no parameters
	}
	return out
}

func operationOf(action, channel, message string) object {
	return object{
		"action":   action,
		"channel":  object{"$ref": channelRef(channel)},
		"messages": []any{object{"$ref": channelRef(channel) + "/messages/" + message}},
	}
}

func messageOf(t topic, payload object, one example) object {
	return object{
		"name": string(t.message.FullName()), "title": string(t.message.Name()), "contentType": "application/json",
		"description": comment(t.message),
		"headers":     headersOf(t),
		"payload":     payload,
		"bindings":    object{"kafka": object{"key": object{"type": "string", "description": t.key + ". Records of one key keep their sequence.", "examples": []any{one.Key}}, "bindingVersion": bindingVersion}},
		"examples":    one.in(headersExample(string(t.message.FullName()))),
	}
}

// headersOf are CloudEvents 1.0 in Kafka's binary mode. What comes in may lack them.
func headersOf(t topic) object {
	name := string(t.message.FullName())
	headers := object{
		"ce_specversion": object{"type": "string", "const": "1.0"},
		"ce_id":          object{"type": "string", "description": "The event's id: the same for a repetition."},
		"ce_type":        object{"type": "string", "const": name},
		"ce_source":      object{"type": "string", "description": "Who publishes."},
		"ce_subject":     object{"type": "string"},
		"ce_time":        object{"type": "string", "format": "date-time"},
		"content-type":   object{"type": "string", "const": "application/json"},
		"traceparent":    object{"type": "string", "description": "W3C; where tracing is on."},
		"tracestate":     object{"type": "string"},
	}
	out := object{"type": "object", "properties": headers}
	if t.sent {
		out["required"] = []any{"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "content-type"}
		return out
	}
	out["description"] = "A record without them is taken as JSON of the topic's type."
	return out
}

// deadLetterHeaders are those that internal/kafka adds.
const deadLetterHeaders = "dlq_original_topic dlq_original_partition dlq_original_offset dlq_original_timestamp dlq_group dlq_stage dlq_reason dlq_error dlq_attempts dlq_time"

func deadLetterOf(t topic, one example) object {
	headers, required := object{}, []any{}
	for name := range strings.FieldsSeq(deadLetterHeaders) {
		headers[name] = object{"type": "string"}
		required = append(required, name)
	}
	headers["dlq_reason"] = object{"type": "string", "description": "A stable code."}
	headers["dlq_value_left_out_bytes"] = object{"type": "string", "description": "Only where the topic takes no record as large as the original: how many bytes the value has, which is read at its place."}
	return object{
		"name": "dead letter of " + string(t.message.FullName()), "title": "Dead letter of " + string(t.message.Name()),
		"description": "The record's own bytes, key and headers, and why it is here. What may hold personal data is sealed.",
		"headers":     object{"type": "object", "properties": headers, "required": required},
		"payload":     object{"description": "The original value, whatever it was."},
		"bindings":    object{"kafka": object{"key": object{"type": "string", "description": "The original key.", "examples": []any{one.Key}}, "bindingVersion": bindingVersion}},
		"examples":    one.in(deadLetterExample(t.name)),
	}
}
