package event

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

const (
	// DisputeTopic carries what a payment service says of disputes.
	DisputeTopic = "payments.dispute.v1"
	// DisputeType is the CloudEvents type of the topic's events: the name of the proto message.
	DisputeType = "makegood.payment.v1.PaymentDispute"
)

const (
	// factIDBytesMax bounds the ids of a dispute, and disputeReasonBytesMax the bank's word.
	factIDBytesMax        = 255
	disputeReasonBytesMax = 500
)

// disputeJSON is a PaymentDispute as JSON. Amounts are read from the bytes: a number that is no integer is no amount.
type disputeJSON struct {
	FactID        string          `json:"fact_id"`
	DisputeID     string          `json:"dispute_id"`
	Provider      string          `json:"provider"`
	Account       string          `json:"provider_account"`
	Reference     string          `json:"provider_reference"`
	Stage         string          `json:"stage"`
	Amount        json.RawMessage `json:"amount_minor"`
	Currency      string          `json:"currency_code"`
	Fee           json.RawMessage `json:"fee_minor"`
	Reason        string          `json:"reason"`
	EvidenceDueAt *time.Time      `json:"evidence_due_at"`
	OccurredAt    *time.Time      `json:"occurred_at"`
}

// DecodeDispute returns the fact that a record of DisputeTopic tells. now is the time against which it may not lie in
// the future. Every error is a refund.Problem whose detail names the field. Fields that the contract does not have are
// passed over.
func DecodeDispute(m Message, now time.Time) (refund.Fact, error) {
	if err := checkEnvelopeOf(m, DisputeType); err != nil {
		return refund.Fact{}, err
	}
	var said disputeJSON
	decoder := json.NewDecoder(bytes.NewReader(m.Value))
	if err := decoder.Decode(&said); err != nil {
		return refund.Fact{}, malformed("the value is not a PaymentDispute event: %v", brief(err.Error()))
	}
	if decoder.More() {
		return refund.Fact{}, malformed("something follows the event")
	}
	if err := said.check(now); err != nil {
		return refund.Fact{}, err
	}
	return said.fact(m.Headers[HeaderID])
}

func (d disputeJSON) check(now time.Time) error {
	for _, field := range []struct{ name, value string }{
		{"dispute_id", d.DisputeID}, {"provider", d.Provider}, {"provider_reference", d.Reference}, {"stage", d.Stage},
	} {
		if strings.TrimSpace(field.value) == "" {
			return refund.Problem{Code: refund.CodeMissingField, Detail: field.name + " is missing"}
		}
	}
	for _, field := range []struct {
		name, value string
		max         int
	}{
		{"fact_id", d.FactID, factIDBytesMax}, {"dispute_id", d.DisputeID, factIDBytesMax}, {"provider", d.Provider, factIDBytesMax},
		{"provider_account", d.Account, factIDBytesMax}, {"provider_reference", d.Reference, factIDBytesMax}, {"reason", d.Reason, disputeReasonBytesMax},
	} {
		if len(field.value) > field.max {
			return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%s has %d bytes, more than %d", field.name, len(field.value), field.max)}
		}
	}
	if !knownStage(refund.DisputeStage(d.Stage)) {
		return refund.Problem{Code: refund.CodeUnknownKind, Detail: "stage is " + strconv.Quote(brief(d.Stage)) + ": INQUIRY, OPENED, WON, LOST or CLOSED"}
	}
	if !refund.Currency(d.Currency).Valid() {
		return refund.Problem{Code: refund.CodeUnknownCurrency, Detail: "currency_code is " + strconv.Quote(brief(d.Currency))}
	}
	switch {
	case d.OccurredAt == nil:
		return refund.Problem{Code: refund.CodeMissingField, Detail: "occurred_at is missing: it orders what is said of one dispute"}
	case d.OccurredAt.After(now.Add(aheadMax)):
		return refund.Problem{Code: refund.CodeTimeInFuture, Detail: "occurred_at lies in the future"}
	}
	return nil
}

// aheadMax is how far a provider's clock may be ahead.
const aheadMax = 5 * time.Minute

func knownStage(s refund.DisputeStage) bool {
	switch s {
	case refund.DisputeInquiry, refund.DisputeOpened, refund.DisputeWon, refund.DisputeLost, refund.DisputeClosed:
		return true
	}
	return false
}

// fact is what the event says, once its fields are checked. envelopeID is the record's ce_id.
func (d disputeJSON) fact(envelopeID string) (refund.Fact, error) {
	amount, err := minorOf("amount_minor", d.Amount)
	if err != nil {
		return refund.Fact{}, err
	}
	fee, err := minorOf("fee_minor", d.Fee)
	if err != nil {
		return refund.Fact{}, err
	}
	stage, at := refund.DisputeStage(d.Stage), d.OccurredAt.UTC()
	if amount == 0 && (stage == refund.DisputeInquiry || stage == refund.DisputeOpened) {
		return refund.Fact{}, refund.Problem{Code: refund.CodeMissingField, Detail: "amount_minor is missing: how much is disputed"}
	}
	own := fmt.Sprintf("%s/%s/%s", d.DisputeID, d.Stage, at.Format(time.RFC3339Nano))
	return refund.Fact{
		ID: cmp.Or(d.FactID, brief(envelopeID), own), Kind: refund.FactDispute, Provider: d.Provider, Account: d.Account, Reference: d.Reference, OccurredAt: at,
		Dispute: &refund.DisputeFact{
			DisputeID: d.DisputeID, Stage: stage, AmountMinor: amount, Currency: refund.Currency(d.Currency), FeeMinor: fee, Reason: d.Reason,
			EvidenceDueAt: d.EvidenceDueAt,
		},
	}, nil
}

// minorOf reads an amount: an integer or a string of digits, from 0 to refund.CountMax. Absent is 0.
func minorOf(field string, raw json.RawMessage) (int64, error) {
	digits := strings.Trim(string(raw), `"`)
	if len(raw) == 0 || digits == "null" {
		return 0, nil
	}
	minor, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil || strings.HasPrefix(digits, "+"):
		return 0, malformed("%s is %s: minor units are an integer, or a string of digits", field, brief(string(raw)))
	case minor < 0:
		return 0, refund.Problem{Code: refund.CodeNegativeAmount, Detail: field + " is below zero"}
	case minor > refund.CountMax:
		return 0, refund.Problem{Code: refund.CodeAmountOverflow, Detail: fmt.Sprintf("%s is more than %d", field, int64(refund.CountMax))}
	}
	return minor, nil
}
