package event

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	paymentv1 "github.com/makegood/makegood/proto/gen/makegood/payment/v1"
	"github.com/makegood/makegood/refund"
)

const (
	// DisputeTopic carries what a payment service says of disputes.
	DisputeTopic = "payments.dispute.v1"
	// DisputeType is the CloudEvents type of the topic's events: the name of the proto message.
	DisputeType = "makegood.payment.v1.PaymentDispute"
)

const (
	// factIDBytesMax bounds the ids of a fact, and factReasonBytesMax the bank's or provider's word.
	factIDBytesMax     = 255
	factReasonBytesMax = 500
)

// DecodeDispute returns the fact that a record of DisputeTopic tells. now is the time against which it may not lie in
// the future. Every error is a refund.Problem whose detail names the field. Fields that the contract does not have are
// passed over.
func DecodeDispute(m Message, now time.Time) (refund.Fact, error) {
	said := new(paymentv1.PaymentDispute)
	err := readFact(m, DisputeType, said, "amount_minor", "amountMinor", "fee_minor", "feeMinor", "captured_minor", "capturedMinor")
	if err != nil {
		return refund.Fact{}, err
	}
	if err := checkDispute(said, now); err != nil {
		return refund.Fact{}, err
	}
	return fromProtoDispute(said, m.Headers[HeaderID])
}

func checkDispute(d *paymentv1.PaymentDispute, now time.Time) error {
	dispute, provider, reference := text{"dispute_id", d.GetDisputeId(), factIDBytesMax}, text{"provider", d.GetProvider(), factIDBytesMax},
		text{"provider_reference", d.GetProviderReference(), factIDBytesMax}
	if err := checkFilled(dispute, provider, reference, text{name: "stage", value: d.GetStage()}); err != nil {
		return err
	}
	err := checkLengths(text{"fact_id", d.GetFactId(), factIDBytesMax}, dispute, provider,
		text{"provider_account", d.GetProviderAccount(), factIDBytesMax}, reference, text{"reason", d.GetReason(), factReasonBytesMax})
	if err != nil {
		return err
	}
	if !knownStage(refund.DisputeStage(d.GetStage())) {
		return refund.Problem{Code: refund.CodeUnknownKind, Detail: "stage is " + strconv.Quote(brief(d.GetStage())) + ": INQUIRY, OPENED, WON, LOST or CLOSED"}
	}
	if !refund.Currency(d.GetCurrencyCode()).Valid() {
		return refund.Problem{Code: refund.CodeUnknownCurrency, Detail: "currency_code is " + strconv.Quote(brief(d.GetCurrencyCode()))}
	}
	return checkOccurred(d.GetOccurredAt(), now, "dispute")
}

func knownStage(s refund.DisputeStage) bool {
	switch s {
	case refund.DisputeInquiry, refund.DisputeOpened, refund.DisputeWon, refund.DisputeLost, refund.DisputeClosed:
		return true
	}
	return false
}

// fromProtoDispute is what the event says, once its fields are checked. envelopeID is the record's ce_id.
func fromProtoDispute(d *paymentv1.PaymentDispute, envelopeID string) (refund.Fact, error) {
	stage, at := refund.DisputeStage(d.GetStage()), d.GetOccurredAt().AsTime()
	if d.GetAmountMinor() == 0 && (stage == refund.DisputeInquiry || stage == refund.DisputeOpened) {
		return refund.Fact{}, refund.Problem{Code: refund.CodeMissingField, Detail: "amount_minor is missing: how much is disputed"}
	}
	own := fmt.Sprintf("%s/%s/%s", d.GetDisputeId(), stage, at.Format(time.RFC3339Nano))
	fact := refund.Fact{
		ID: cmp.Or(d.GetFactId(), brief(envelopeID), own), Kind: refund.FactDispute, OccurredAt: at,
		Provider: d.GetProvider(), Account: d.GetProviderAccount(), Reference: d.GetProviderReference(),
		Dispute: &refund.DisputeFact{
			DisputeID: d.GetDisputeId(), Stage: stage, AmountMinor: d.GetAmountMinor(), Currency: refund.Currency(d.GetCurrencyCode()),
			FeeMinor: d.GetFeeMinor(), CapturedMinor: d.GetCapturedMinor(), Reason: d.GetReason(),
		},
	}
	if due := d.GetEvidenceDueAt(); due != nil {
		by := due.AsTime()
		fact.Dispute.EvidenceDueAt = &by
	}
	return fact, nil
}

// checkMinor reads an amount's bytes: an integer or a string of digits, from 0 to refund.CountMax. protojson would
// take "226.00" for 226 without a word.
func checkMinor(field string, raw json.RawMessage) error {
	digits := strings.Trim(string(raw), `"`)
	if len(raw) == 0 || digits == "null" {
		return nil
	}
	minor, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil || strings.HasPrefix(digits, "+"):
		return malformed("%s is %s: minor units are an integer, or a string of digits", field, brief(string(raw)))
	case minor < 0:
		return refund.Problem{Code: refund.CodeNegativeAmount, Detail: field + " is below zero"}
	case minor > refund.CountMax:
		return refund.Problem{Code: refund.CodeAmountOverflow, Detail: fmt.Sprintf("%s is more than %d", field, int64(refund.CountMax))}
	}
	return nil
}
