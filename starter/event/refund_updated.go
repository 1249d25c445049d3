package event

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

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
	said := new(paymentv1.RefundUpdated)
	if err := readFact(m, RefundUpdatedType, said, "amount_minor", "amountMinor"); err != nil {
		return refund.Fact{}, err
	}
	if err := checkRefundUpdated(said, now); err != nil {
		return refund.Fact{}, err
	}
	fact := fromProtoRefundUpdated(said, m.Headers[HeaderID])
	return fact, fact.Check()
}

func checkRefundUpdated(u *paymentv1.RefundUpdated, now time.Time) error {
	provider, reference := text{"provider", u.GetProvider(), factIDBytesMax}, text{"provider_reference", u.GetProviderReference(), factIDBytesMax}
	err := checkFilled(provider, reference, text{name: "status", value: u.GetStatus()},
		text{name: "provider_refund_id or key", value: u.GetProviderRefundId() + u.GetKey()})
	if err != nil {
		return err
	}
	err = checkLengths(text{"fact_id", u.GetFactId(), factIDBytesMax}, provider, text{"provider_account", u.GetProviderAccount(), factIDBytesMax},
		reference, text{"provider_refund_id", u.GetProviderRefundId(), factIDBytesMax}, text{"key", u.GetKey(), factIDBytesMax},
		text{"bank_reference", u.GetBankReference(), factIDBytesMax}, text{"reason", u.GetReason(), factReasonBytesMax})
	if err != nil {
		return err
	}
	if _, known := refundStatuses[u.GetStatus()]; !known {
		return refund.Problem{Code: refund.CodeUnknownKind, Detail: "status is " + strconv.Quote(brief(u.GetStatus())) + ": SETTLED, PENDING, DECLINED, FAILED, REQUIRES_ACTION or ABNORMAL"}
	}
	if class := u.GetDeclineClass(); class != "" && !slices.Contains(refund.DeclineClasses(), refund.DeclineClass(class)) {
		return refund.Problem{Code: refund.CodeUnknownKind, Detail: "decline_class is " + strconv.Quote(brief(class))}
	}
	if !refund.Currency(u.GetCurrencyCode()).Valid() {
		return refund.Problem{Code: refund.CodeUnknownCurrency, Detail: "currency_code is " + strconv.Quote(brief(u.GetCurrencyCode()))}
	}
	if u.GetAmountMinor() == 0 {
		return refund.Problem{Code: refund.CodeMissingField, Detail: "amount_minor is missing: how much was asked for"}
	}
	return checkOccurred(u.GetOccurredAt(), now, "refund")
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
