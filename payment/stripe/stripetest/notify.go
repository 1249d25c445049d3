package stripetest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// Notifications are the events of a payment, each signed now.
func (s *Server) Notifications(t *testing.T, reference string) []paymenttest.Notification {
	t.Helper()
	var all []paymenttest.Notification
	for i, k := range s.Told(reference) {
		if isRefund(k) {
			all = append(all, notification(t, event(fmt.Sprintf("evt_%d", i), "refund.updated", s.refundObject(k), k.ChangedAt)))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, d := range s.disputes[reference] {
		all = append(all, notification(t, event(fmt.Sprintf("evt_d%d", i), "charge.dispute.updated", s.object(reference, d), d.at)))
	}
	return all
}

// Dispute brings the dispute of a payment to a stage.
func (s *Server) Dispute(_ *testing.T, reference string, stage refund.DisputeStage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disputes[reference] = append(slices.Clone(s.disputes[reference]), dispute{stage, s.Time()})
}

var disputeStatuses = map[refund.DisputeStage]string{
	refund.DisputeInquiry: "warning_needs_response", refund.DisputeOpened: "needs_response", refund.DisputeWon: "won", refund.DisputeLost: "lost",
	refund.DisputeClosed: "warning_closed",
}

func (s *Server) object(reference string, d dispute) map[string]any {
	return map[string]any{
		"id": "dp_1", "object": "dispute", "amount": 4500, "currency": strings.ToLower(string(s.Currency)), "payment_intent": reference,
		"status": disputeStatuses[d.stage], "reason": "fraudulent", "evidence_details": map[string]any{"due_by": d.at.Add(7 * 24 * time.Hour).Unix()},
	}
}

func event(id, kind string, object map[string]any, at time.Time) map[string]any {
	return map[string]any{"id": id, "object": "event", "type": kind, "created": at.Unix(), "data": map[string]any{"object": object}}
}

// notification signs an event by Stripe's scheme.
func notification(t *testing.T, event map[string]any) paymenttest.Notification {
	t.Helper()
	body, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return Signed(t, body)
}

// Signed is a notification of any body, signed by Stripe's scheme.
func Signed(t *testing.T, body []byte) paymenttest.Notification {
	t.Helper()
	now := time.Now()
	header := http.Header{}
	header.Set("Stripe-Signature", fmt.Sprintf("t=%d,v1=%s", now.Unix(), hex.EncodeToString(webhook.ComputeSignature(now, body, Secret))))
	return paymenttest.Notification{Header: header, Body: body}
}
