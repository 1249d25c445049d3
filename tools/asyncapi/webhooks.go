package main

import "encoding/json"

// httpBindingVersion is that of AsyncAPI's HTTP bindings.
const httpBindingVersion = "0.3.0"

// noticeTypes are the types of events that tell a change of a refund (refund.HookTypes, which a test of the main module
// holds them to), and reconciledType that of the end of a reconciliation.
func noticeTypes() []any {
	return []any{
		"refund.acknowledged", "refund.awaiting_goods", "refund.goods_reminder", "refund.inspected", "refund.awaiting_approval", "refund.needs_info", "refund.approved",
		"refund.sent", "refund.refunded", "refund.partly_refunded", "refund.nothing_to_refund", "refund.rejected", "refund.withdrawn", "refund.delayed", "refund.corrected",
		"refund.appeal_received", "refund.appeal_rejected", "refund.offer", "refund.offer_reminder", "refund.offer_accepted", "refund.survey",
	}
}

const reconciledType = "reconciliation.finished"

// webhook is a message that is posted.
type webhook struct {
	name, title, description string
	payload                  object
	example                  any
}

// addWebhooks adds what makegood posts: to endpoints of other systems, and to what brings a shop's messages to customers.
func addWebhooks(channels, operations, messages object, payloads map[string]json.RawMessage) {
	postedOn(channels, operations, messages, "webhooks", "An address of MAKEGOOD_ENDPOINTS_FILE. Each event is posted at least once, under one webhook-id, in no sequence (docs/webhooks.md).",
		webhook{
			name: "WebhookOfRefund", title: "Webhook of a refund's change", description: "A change of a refund. data is what Kafka is told, reduced where it would be too large.",
			payload: eventPayload("makegood.refund.v1.RefundStatusChanged", noticeTypes()),
			example: object{"type": "refund.refunded", "timestamp": "2026-11-21T09:00:00Z", "data": payloads["RefundStatusChanged"]},
		},
		webhook{
			name: "WebhookOfReconciliation", title: "Webhook of a reconciliation's end", description: "A reconciliation of a provider's account has ended. Endpoints of every merchant alone are told.",
			payload: eventPayload("makegood.refund.v1.ReconciliationFinished", []any{reconciledType}),
			example: object{"type": reconciledType, "timestamp": "2026-11-22T03:00:02Z", "data": payloads["ReconciliationFinished"]},
		})
	postedOn(channels, operations, messages, "customer-messages", "An address that sends text messages or notifications to customers (MAKEGOOD_SMS_URL, MAKEGOOD_PUSH_URL). It has personal data.",
		webhook{
			name: "CustomerMessagePost", title: "Message to a customer", description: "A text message or a notification to be sent, once an id.",
			payload: customerPayload(),
			example: object{
				"id": "refund/acme/o-1001/c-1#refunded", "to": "+4917012345", "title": "Your refund has arrived", "text": "140.00 CNY has arrived.", "locale": "en", "kind": "refunded",
				"refund_id": "refund/acme/o-1001/c-1", "at": "2026-11-21T09:00:00Z",
			},
		})
}

func postedOn(channels, operations, messages object, channel, description string, all ...webhook) {
	refs := object{}
	for _, one := range all {
		refs[one.name] = object{"$ref": "#/components/messages/" + one.name}
		messages[one.name] = object{
			"name": one.name, "title": one.title, "contentType": "application/json", "description": one.description, "headers": postHeaders(), "payload": one.payload,
			"examples": []any{object{"headers": postExample(), "payload": one.example}},
		}
		operation := operationOf("send", channel, one.name)
		operation["bindings"] = object{"http": object{"method": "POST", "bindingVersion": httpBindingVersion}}
		operations["send"+one.name] = operation
	}
	channels[channel] = object{"address": nil, "description": description, "messages": refs}
}

// postHeaders are those of Standard Webhooks 1.0.
func postHeaders() object {
	return object{
		"type": "object", "required": []any{"webhook-id", "webhook-timestamp", "webhook-signature"},
		"properties": object{
			"webhook-id":        object{"type": "string", "description": "The same on each try and on a replay."},
			"webhook-timestamp": object{"type": "string", "pattern": "^[0-9]+$", "description": "When this try was signed, in Unix seconds."},
			"webhook-signature": object{"type": "string", "pattern": "^v1,[A-Za-z0-9+/=]+( v1,[A-Za-z0-9+/=]+)*$", "description": "v1, and base64 of HMAC-SHA256 over id, timestamp and body; one a secret."},
			"traceparent":       object{"type": "string", "description": "W3C; where tracing is on."},
		},
	}
}

// postExample is signed by two secrets, as while one is rotated.
func postExample() object {
	return object{
		"webhook-id": "evt_8b1a9953c4611296a827abf8c47804d7", "webhook-timestamp": "1795251600", "traceparent": exampleTrace,
		"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
	}
}

func eventPayload(data string, types []any) object {
	return object{
		"type": "object", "required": []any{"type", "timestamp", "data"},
		"properties": object{
			"type":      object{"type": "string", "enum": types},
			"timestamp": object{"type": "string", "format": "date-time", "description": "When it happened."},
			"data":      object{"$ref": "#/components/schemas/" + data},
			"reduced":   object{"type": "boolean", "description": "data has ids, status, sequence and amounts alone, because all of it would be too large."},
		},
	}
}

func customerPayload() object {
	text := func(description string) object { return object{"type": "string", "description": description} }
	return object{
		"type": "object", "required": []any{"id", "to", "title", "text", "locale", "kind", "refund_id", "at"},
		"properties": object{
			"id": text("Derived from refund, notice and occasion."), "to": text("A phone number, or a device's token."), "title": text("For people."), "text": text("For people."),
			"link": text("Where they may act on it."), "locale": text("BCP 47."), "kind": text("What it says: refunded, needs_info, ..."), "refund_id": text("refund/<merchant>/<order>/<cancellation>."),
			"at": object{"type": "string", "format": "date-time"},
		},
	}
}
