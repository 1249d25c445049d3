package wechatpaytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// Notifications are those of a payment, each signed now: of the ends, and of what is abnormal.
func (s *Server) Notifications(t *testing.T, reference string) []paymenttest.Notification {
	t.Helper()
	var all []paymenttest.Notification
	for i, k := range s.Told(reference) {
		if k.Outcome.Kind == refund.OutcomeSettled || k.Outcome.Kind == refund.OutcomeFailed || k.Outcome.Kind == refund.OutcomeAbnormal {
			all = append(all, s.Notification(t, fmt.Sprintf("EV-%d", i), "REFUND."+statuses[k.Outcome.Kind], s.noticed(k)))
		}
	}
	return all
}

// noticed is a refund as a notification has it: without its currency and settlement.
func (s *Server) noticed(k paymenttest.Kept) map[string]any {
	at := amounts(k)
	return map[string]any{
		"mchid": MerchantID, "transaction_id": k.Instruction.Reference, "out_trade_no": k.Instruction.Reference, "refund_id": k.ID,
		"out_refund_no": numberOf(k), "refund_status": statuses[k.Outcome.Kind], "success_time": k.ChangedAt.In(china).Format("2006-01-02T15:04:05-07:00"),
		"user_received_account": "支付用户零钱",
		"amount":                map[string]any{"total": at["total"], "refund": at["refund"], "payer_total": at["payer_total"], "payer_refund": at["payer_refund"]},
	}
}

// Notification is one of any event, sealed and signed.
func (s *Server) Notification(t *testing.T, id, event string, resource map[string]any) paymenttest.Notification {
	t.Helper()
	text, err := json.Marshal(resource)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{
		"id": id, "create_time": s.Now().In(china).Format("2006-01-02T15:04:05-07:00"), "resource_type": "encrypt-resource", "event_type": event,
		"summary": event, "resource": seal("refund", text),
	})
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	s.signature(header, body)
	return paymenttest.Notification{Header: header, Body: body}
}
