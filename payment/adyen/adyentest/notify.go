package adyentest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

type dispute struct {
	stage refund.DisputeStage
	at    time.Time
}

// Item is one event as Adyen writes it, what is signed first.
type Item struct {
	Additional map[string]string `json:"additionalData"`
	Amount     Amount            `json:"amount"`
	Event      string            `json:"eventCode"`
	Account    string            `json:"merchantAccountCode"`
	Reference  string            `json:"merchantReference"`
	Original   string            `json:"originalReference"`
	Psp        string            `json:"pspReference"`
	Success    string            `json:"success"`
	Reason     string            `json:"reason"`
	Date       string            `json:"eventDate"`
}

// Amount is in Adyen's units.
type Amount struct {
	Currency refund.Currency `json:"currency"`
	Value    int64           `json:"value"`
}

// Notifications are the events of a payment, each signed; of what was received only there is none.
func (s *Server) Notifications(t *testing.T, reference string) []paymenttest.Notification {
	t.Helper()
	var all []paymenttest.Notification
	settled := map[string]bool{}
	for _, k := range s.Told(reference) {
		if k.Outcome.Kind == refund.OutcomePending {
			continue
		}
		all = append(all, Sign(t, s.item(k, settled[k.ID])))
		settled[k.ID] = k.Outcome.Kind == refund.OutcomeSettled
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.disputes[reference] {
		all = append(all, Sign(t, Item{
			Amount: Amount{s.Currency, 4500}, Event: disputeEvents[d.stage], Account: Account, Reference: "ORDER-1", Original: reference,
			Psp: "DISPUTE1", Success: "true", Reason: "Fraud", Date: d.at.Format(time.RFC3339), Additional: map[string]string{},
		}))
	}
	return all
}

// item is what became of a modification; wasSettled: it had been told to be.
func (s *Server) item(k paymenttest.Kept, wasSettled bool) Item {
	i := Item{
		Additional: map[string]string{}, Amount: Amount{k.Instruction.Currency, k.Instruction.AmountMinor}, Event: "REFUND", Account: Account,
		Reference: "ORDER-1", Original: k.Instruction.Reference, Psp: k.ID, Success: "true", Date: k.ChangedAt.Format(time.RFC3339),
	}
	if k.Instruction.Key != "" {
		i.Reference = "makegood_" + k.Instruction.Key
	}
	failed := k.Outcome.Kind != refund.OutcomeSettled
	switch {
	case s.isCancellation(k.Instruction):
		i.Event, i.Amount.Value = "CANCELLATION", 4500
	case s.isReversal(k.Instruction):
		i.Event, i.Amount.Value = "CANCEL_OR_REFUND", 4500
		i.Additional["modification.action"] = s.action(k.Instruction)
	case failed && wasSettled:
		i.Event = "REFUND_FAILED"
		return i
	}
	if failed {
		i.Success, i.Reason = "false", "Insufficient balance on payment"
	}
	return i
}

func (s *Server) isCancellation(in payment.Instruction) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cancelled[in.Key]
}

func (s *Server) action(in payment.Instruction) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refunds || s.reversed[in.Key] {
		return "refund"
	}
	return "cancel"
}

// Dispute brings the dispute of a payment to a stage.
func (s *Server) Dispute(_ *testing.T, reference string, stage refund.DisputeStage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disputes[reference] = append(slices.Clone(s.disputes[reference]), dispute{stage, s.Time()})
}

var disputeEvents = map[refund.DisputeStage]string{
	refund.DisputeInquiry: "REQUEST_FOR_INFORMATION", refund.DisputeOpened: "CHARGEBACK", refund.DisputeWon: "CHARGEBACK_REVERSED",
	refund.DisputeLost: "SECOND_CHARGEBACK",
}

// Sign makes a notification of an item, by Adyen's scheme.
func Sign(t *testing.T, i Item) paymenttest.Notification {
	t.Helper()
	key, err := hex.DecodeString(HMACKey)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	text := strings.Join([]string{i.Psp, i.Original, i.Account, i.Reference, fmt.Sprint(i.Amount.Value), string(i.Amount.Currency), i.Event, i.Success}, ":")
	mac.Write([]byte(text))
	if i.Additional == nil {
		i.Additional = map[string]string{}
	}
	i.Additional["hmacSignature"] = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	body, err := json.Marshal(map[string]any{"live": "false", "notificationItems": []any{map[string]any{"NotificationRequestItem": i}}})
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(User+":"+Password)))
	return paymenttest.Notification{Header: header, Body: body}
}
