package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/makegood/makegood/api"
)

// event is the contract's example of a whole order that is cancelled; the demo publishes it too.
const event = "../../internal/demo/examples/order-cancelled.whole.json"

// exampleOfPath are the parts of paths in examples: those of the event.
var exampleOfPath = map[string]string{
	"merchant_id": "m-001", "order_id": "820982911946154508", "cancellation_id": "c-1", "provider_refund_id": "re_3PqX1Y",
}

// examples are the bodies of all methods that have one, but for those that carry the event.
var examples = map[api.Method]object{
	api.MethodDecide:      {"decision": "approve", "amount": object{"amount_minor": 14000, "currency_code": "CNY"}, "note": "called the customer"},
	api.MethodAsk:         {"question": "Which of the two boxes arrived damaged?"},
	api.MethodInspect:     {"all_accepted": true, "received_at": "2026-11-20T09:00:00Z", "note": "unopened"},
	api.MethodAssign:      {"to": "sam", "note": "knows the customer"},
	api.MethodResolve:     {"action": "paid_elsewhere", "reference": "bank-transfer-20261120-17"},
	api.MethodClear:       {"leg_id": "1", "fact": "paid", "reference": "re_3PqX1Y", "evidence": []any{"https://example.com/letters/17.pdf"}},
	api.MethodLookNow:     {"leg_id": "1"},
	api.MethodWithdraw:    {"customer": "customer:42", "note": "keeps it after all"},
	api.MethodAnswer:      {"customer": "customer:42", "answer": "The larger one.", "evidence": []any{"https://example.com/photos/1.jpg"}},
	api.MethodAppeal:      {"customer": "customer:42", "statement": "The box was damaged when it came."},
	api.MethodChoose:      {"customer": "customer:42", "alternative_id": "STORE_CREDIT"},
	api.MethodAnswerOffer: {"customer": "customer:42", "accept": true},
	api.MethodAttribute: {
		"provider": "stripe", "provider_reference": "ch_3PqX1Y", "note": "an apology for the late delivery",
		"order_id": "820982911946154508", "currency_code": "CNY", "lines": []any{object{"line_id": "1", "quantity": 1, "amount_minor": 6400}},
	},
}

// exampleOf is the body of a method in its example; a method without one is an error.
func exampleOf(m api.Method) (any, error) {
	if body, ok := examples[m]; ok {
		return body, nil
	}
	raw, err := os.ReadFile(event)
	if err != nil {
		return nil, err
	}
	// The bytes as they are: an amount read as a float would be written as one.
	cancellation := json.RawMessage(raw)
	// Every other method has its own.
	//
	//exhaustive:ignore
	switch m {
	case api.MethodRequestRefund:
		return object{"cancellation": cancellation}, nil
	case api.MethodPreviewRefund:
		return object{"cancellations": []any{cancellation}}, nil
	}
	return nil, fmt.Errorf("%s has no example", m)
}

// exampleKey is the key of an example. That of a request is the event's own id.
func exampleKey(m api.Method) string {
	if m == api.MethodRequestRefund {
		return exampleOfPath["cancellation_id"]
	}
	return "7f3c9a52-0c1e-4f0a-9f52-6b1d7c1f2a11"
}
