// Package statusevent writes a notice as makegood.refund.v1.RefundStatusChanged, which other systems read: on Kafka
// (messaging/kafkastatus) and from webhooks (messaging/hooks). It has no personal data.
//
// On the path: beside the channels; it calls nobody.
package statusevent

import (
	"bytes"
	"encoding/json"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/makegood/makegood/internal/foreign"
	refundv1 "github.com/makegood/makegood/proto/gen/makegood/refund/v1"
	"github.com/makegood/makegood/refund"
)

// JSON is the notice in snake_case, with 64-bit integers as strings and without white space, and the key of its refund.
// It returns a refund.Problem for a notice whose refund id is none.
func JSON(n refund.Notice) (refund.Key, []byte, error) {
	key, err := n.Refund.Key()
	if err != nil {
		return refund.Key{}, nil, err
	}
	written, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(toProto(n, key))
	if err != nil {
		return refund.Key{}, nil, err
	}
	var out bytes.Buffer
	err = json.Compact(&out, written) // protojson puts spaces in at random
	return key, out.Bytes(), err
}

func toProto(n refund.Notice, key refund.Key) *refundv1.RefundStatusChanged {
	out := &refundv1.RefundStatusChanged{
		EventId:        n.MessageID(),
		RefundId:       string(n.Refund),
		MerchantId:     string(key.Merchant),
		OrderId:        string(key.Order),
		CancellationId: string(key.Request),
		Status:         string(n.Status),
		Offer:          string(n.Offer),
		Notice:         string(n.Kind),
		Reason:         foreign.UTF8(refund.HideSealed(n.Reason)),
		CurrencyCode:   string(n.Currency),
		TotalMinor:     n.TotalMinor,
		PaidMinor:      n.PaidMinor,
		Sequence:       int64(n.Sequence),
		OccurredAt:     timestamppb.New(n.At),
		ExpectedBy:     toProtoTime(n.ExpectedBy),
		OfferTerms:     toProtoOffer(n.OfferTerms),
		OfferBy:        toProtoTime(n.OfferBy),
		OfferChoice:    foreign.UTF8(n.OfferChoice),
		ReturnBy:       toProtoTime(n.ReturnBy),
		AnswerBy:       toProtoTime(n.AnswerBy),
		AppealBy:       toProtoTime(n.AppealBy),
		PayBy:          toProtoTime(n.PayBy),
		Why:            readable(n.Why),
		Occasion:       foreign.UTF8(n.Occasion),
		CreditNote:     toProtoCreditNote(n.CreditNote),
		BankReferences: readable(n.BankReferences),
		ExpectedFrom:   toProtoTime(n.ExpectedFrom),
	}
	if payer, less := n.PayerMinor(); less {
		out.PayerMinor = &payer
	}
	return out
}

func readable(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = foreign.UTF8(text)
	}
	return out
}

func toProtoTime(at *time.Time) *timestamppb.Timestamp {
	if at == nil {
		return nil
	}
	return timestamppb.New(*at)
}

// toProtoOffer leaves out the offer's code: it is the customer's money, and readers are many.
func toProtoOffer(o *refund.OfferTerms) *refundv1.RefundStatusChanged_OfferTerms {
	if o == nil {
		return nil
	}
	out := &refundv1.RefundStatusChanged_OfferTerms{}
	for _, c := range o.Choices {
		out.Choices = append(out.Choices, toProtoChoice(c))
	}
	if len(o.Choices) > 0 {
		first := o.Choices[0]
		out.Kind, out.AmountMinor, out.Promotion = foreign.UTF8(string(first.Kind)), first.AmountMinor, foreign.UTF8(first.Promotion)
	}
	return out
}

func toProtoChoice(c refund.OfferChoice) *refundv1.RefundStatusChanged_OfferChoice {
	out := &refundv1.RefundStatusChanged_OfferChoice{
		Id: foreign.UTF8(c.ID), Kind: foreign.UTF8(string(c.Kind)), AmountMinor: c.AmountMinor, Promotion: foreign.UTF8(c.Promotion),
	}
	if c.Units != nil {
		out.Asset, out.Units = foreign.UTF8(c.Units.Asset), c.Units.Amount
	}
	return out
}
