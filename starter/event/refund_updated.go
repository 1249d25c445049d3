package event

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	paymentv1 "github.com/makegood/makegood/proto/gen/makegood/payment/v1"
	"github.com/makegood/makegood/refund"
)

const (
	// RefundUpdatedTopic carries what a payment service says of refunds.
	RefundUpdatedTopic = "payments.refund-updated.v1"
	// RefundUpdatedType is the CloudEvents type of the topic's events: the name of the proto message.
	RefundUpdatedType = "makegood.payment.v1.RefundUpdated"
)

// refundStatuses are the contract's words for what a provider says of a refund.
var refundStatuses = map[string]refund.OutcomeKind{
	"SETTLED": refund.OutcomeSettled, "PENDING": refund.OutcomePending, "DECLINED": refund.OutcomeDeclined, "FAILED": refund.OutcomeFailed,
	"REQUIRES_ACTION": refund.OutcomeRequiresAction, "ABNORMAL": refund.OutcomeAbnormal,
}

// DecodeRefundUpdated returns the fact that a record of RefundUpdatedTopic tells. now is the time against which it may
// not lie in the future. Every error is a refund.Problem whose detail names the field. Fields that the contract does not
// have are passed over.
func DecodeRefundUpdated(m Message, now time.Time) (refund.Fact, error) {
	if err := checkEnvelopeOf(m, RefundUpdatedType); err != nil {
		return refund.Fact{}, err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(m.Value, &raw); err != nil {
		return refund.Fact{}, malformed("the value is not one JSON object: %s", brief(err.Error()))
	}
	for _, name := range []string{"amount_minor", "amountMinor"} {
		if err := checkMinor(name, raw[name]); err != nil {
			return refund.Fact{}, err
		}
	}
	said := new(paymentv1.RefundUpdated)
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(m.Value, said); err != nil {
		return refund.Fact{}, malformed("the value is not a RefundUpdated event: %s", brief(err.Error()))
	}
	if err := checkRefundUpdated(said, now); err != nil {
		return refund.Fact{}, err
	}
	fact := fromProtoRefundUpdated(said, m.Headers[HeaderID])
	return fact, fact.Check()
}

func checkRefundUpdated(u *paymentv1.RefundUpdated, now time.Time) error {
	for _, field := range []struct{ name, value string }{
		{"provider", u.GetProvider()}, {"provider_reference", u.GetProviderReference()}, {"status", u.GetStatus()},
		{"provider_refund_id or key", u.GetProviderRefundId() + u.GetKey()},
	} {
		if strings.TrimSpace(field.value) == "" {
			return refund.Problem{Code: refund.CodeMissingField, Detail: field.name + " is missing"}
		}
	}
	if err := checkRefundUpdatedLengths(u); err != nil {
		return err
	}
	if _, known := refundStatuses[u.GetStatus()]; !known {
		return refund.Problem{Code: refund.CodeUnknownKind, Detail: "status is " + strconv.Quote(brief(u.GetStatus())) + ": SETTLED, PENDING, DECLINED, FAILED, REQUIRES_ACTION or ABNORMAL"}
	}
	if class := u.GetDeclineClass(); class != "" && !knownClass(refund.DeclineClass(class)) {
		return refund.Problem{Code: refund.CodeUnknownKind, Detail: "decline_class is " + strconv.Quote(brief(class))}
	}
	if !refund.Currency(u.GetCurrencyCode()).Valid() {
		return refund.Problem{Code: refund.CodeUnknownCurrency, Detail: "currency_code is " + strconv.Quote(brief(u.GetCurrencyCode()))}
	}
	switch {
	case u.GetAmountMinor() == 0:
		return refund.Problem{Code: refund.CodeMissingField, Detail: "amount_minor is missing: how much was asked for"}
	case u.GetOccurredAt() == nil:
		return refund.Problem{Code: refund.CodeMissingField, Detail: "occurred_at is missing: it orders what is said of one refund"}
	case u.GetOccurredAt().AsTime().After(now.Add(aheadMax)):
		return refund.Problem{Code: refund.CodeTimeInFuture, Detail: "occurred_at lies in the future"}
	}
	return nil
}

func checkRefundUpdatedLengths(u *paymentv1.RefundUpdated) error {
	for _, field := range []struct {
		name, value string
		max         int
	}{
		{"fact_id", u.GetFactId(), factIDBytesMax}, {"provider", u.GetProvider(), factIDBytesMax}, {"provider_account", u.GetProviderAccount(), factIDBytesMax},
		{"provider_reference", u.GetProviderReference(), factIDBytesMax}, {"provider_refund_id", u.GetProviderRefundId(), factIDBytesMax},
		{"key", u.GetKey(), factIDBytesMax}, {"bank_reference", u.GetBankReference(), factIDBytesMax}, {"reason", u.GetReason(), disputeReasonBytesMax},
	} {
		if len(field.value) > field.max {
			return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%s has %d bytes, more than %d", field.name, len(field.value), field.max)}
		}
	}
	return nil
}

func knownClass(c refund.DeclineClass) bool {
	for _, known := range refund.DeclineClasses() {
		if c == known {
			return true
		}
	}
	return false
}

// fromProtoRefundUpdated is what the event says, once its fields are checked. envelopeID is the record's ce_id.
func fromProtoRefundUpdated(u *paymentv1.RefundUpdated, envelopeID string) refund.Fact {
	at := u.GetOccurredAt().AsTime()
	outcome := refund.Outcome{
		Kind: refundStatuses[u.GetStatus()], Reason: u.GetReason(), ProviderRefundID: u.GetProviderRefundId(), BankReference: u.GetBankReference(),
	}
	if outcome.Kind == refund.OutcomeDeclined {
		outcome.Class = cmp.Or(refund.DeclineClass(u.GetDeclineClass()), refund.DeclinedOther)
	}
	own := fmt.Sprintf("%s/%s/%s", cmp.Or(u.GetProviderRefundId(), u.GetKey()), u.GetStatus(), at.Format(time.RFC3339Nano))
	return refund.Fact{
		ID: cmp.Or(u.GetFactId(), brief(envelopeID), own), Kind: refund.FactRefund, OccurredAt: at,
		Provider: u.GetProvider(), Account: u.GetProviderAccount(), Reference: u.GetProviderReference(),
		Refund: &refund.RefundFact{
			Key: u.GetKey(), ProviderRefundID: u.GetProviderRefundId(), AmountMinor: u.GetAmountMinor(),
			Currency: refund.Currency(u.GetCurrencyCode()), Outcome: outcome,
		},
	}
}
