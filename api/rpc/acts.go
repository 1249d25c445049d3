package rpc

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

// acted serves a method that acts on a refund.
func acted(ctx context.Context, d door, do func(api.Call) (api.Acted, error)) (*apiv1.ActResponse, error) {
	return served(ctx, d, do, func(a api.Acted) *apiv1.ActResponse {
		markReplayed(ctx, a.Replayed)
		return &apiv1.ActResponse{Id: string(a.ID), Detail: a.Detail, Status: string(a.Status), DecisionId: string(a.Key), Replayed: a.Replayed, Code: string(a.Code)}
	})
}

// Decide implements the generated handler.
func (d door) Decide(ctx context.Context, in *apiv1.DecideRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		ask := api.DecideRequest{
			ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Verb: refund.Verb(in.GetDecision()), AssessmentHash: in.GetExpectedAssessmentHash(), Note: in.GetNote(), Message: in.GetMessage(),
		}
		if amount := in.GetAmount(); amount != nil {
			if amount.AmountMinor == nil || amount.GetCurrencyCode() == "" {
				return api.Acted{}, missing("amount.amount_minor and amount.currency_code")
			}
			ask.Amount = &api.Amount{Minor: amount.GetAmountMinor(), Currency: refund.Currency(amount.GetCurrencyCode())}
		}
		return d.Service.Decide(ctx, call, ask)
	})
}

// Ask implements the generated handler.
func (d door) Ask(ctx context.Context, in *apiv1.AskRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.Ask(ctx, call, api.AskRequest{ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Question: in.GetQuestion()})
	})
}

// Inspect implements the generated handler.
func (d door) Inspect(ctx context.Context, in *apiv1.InspectRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		ask := api.InspectRequest{ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), AllAccepted: in.GetAllAccepted(), Note: in.GetNote(), Currency: refund.Currency(in.GetCurrencyCode())}
		for _, line := range in.GetLines() {
			ask.Lines = append(ask.Lines, fromProtoInspected(line))
		}
		if proof := in.GetSentProof(); proof != nil {
			ask.SentProof = &refund.SentProof{Carrier: proof.GetCarrier(), Reference: proof.GetReference(), Evidence: fromProtoEvidence(proof.GetEvidence(), proof.GetDocuments())}
		}
		if at := in.GetReceivedAt(); at != nil {
			if !at.IsValid() {
				return api.Acted{}, refund.Problem{Code: refund.CodeMalformed, Detail: "received_at is no time"}
			}
			when := at.AsTime()
			ask.ReceivedAt = &when
		}
		return d.Service.Inspect(ctx, call, ask)
	})
}

func fromProtoInspected(l *apiv1.InspectedLine) refund.InspectedLine {
	return refund.InspectedLine{
		LineID: refund.LineID(l.GetLineId()), AcceptedQuantity: l.GetAcceptedQuantity(), PartialQuantity: l.GetPartialQuantity(),
		RefusedQuantity: l.GetRefusedQuantity(), DeductMinor: l.GetDeductMinor(), Reason: l.GetReason(), Evidence: fromProtoEvidence(l.GetEvidence(), l.GetDocuments()),
	}
}

// fromProtoEvidence are documents of which the address alone is known, and those of which more is.
func fromProtoEvidence(uris []string, known []*orderv1.Evidence) (list []refund.Evidence) {
	for _, uri := range uris {
		list = append(list, refund.Evidence{URI: uri})
	}
	for _, one := range known {
		list = append(list, refund.Evidence{URI: one.GetUri(), SHA256: one.GetSha256(), MediaType: one.GetMediaType()})
	}
	return list
}

// Assign implements the generated handler.
func (d door) Assign(ctx context.Context, in *apiv1.AssignRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.Assign(ctx, call, api.AssignRequest{ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), To: refund.Person(in.GetTo()), Note: in.GetNote()})
	})
}

// Resolve implements the generated handler.
func (d door) Resolve(ctx context.Context, in *apiv1.ResolveRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.Resolve(ctx, call, api.ResolveRequest{
			ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Action: refund.ResolveAction(in.GetAction()), Leg: refund.LegID(in.GetLegId()), Reference: in.GetReference(),
			Via: in.GetVia(), Note: in.GetNote(),
		})
	})
}

// Clear implements the generated handler.
func (d door) Clear(ctx context.Context, in *apiv1.ClearRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.Clear(ctx, call, api.ClearRequest{
			ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Leg: refund.LegID(in.GetLegId()), Fact: refund.LegFact(in.GetFact()), Reference: in.GetReference(),
			Evidence: in.GetEvidence(), Note: in.GetNote(),
		})
	})
}

// LookNow implements the generated handler.
func (d door) LookNow(ctx context.Context, in *apiv1.LookNowRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.LookNow(ctx, call, api.LookNowRequest{ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Leg: refund.LegID(in.GetLegId())})
	})
}

// Attribute implements the generated handler.
func (d door) Attribute(ctx context.Context, in *apiv1.AttributeRequest) (*apiv1.AttributeResponse, error) {
	return served(ctx, d, func(call api.Call) (refund.Answer, error) {
		ask := api.AttributeRequest{
			ProviderRefundID: in.GetProviderRefundId(), Provider: in.GetProvider(), Account: in.GetProviderAccount(), Reference: in.GetProviderReference(),
			Order: refund.OrderID(in.GetOrderId()), Currency: refund.Currency(in.GetCurrencyCode()), Note: in.GetNote(),
		}
		for _, line := range in.GetLines() {
			ask.Lines = append(ask.Lines, ledger.AttributedLine{LineID: refund.LineID(line.GetLineId()), Quantity: line.GetQuantity(), AmountMinor: line.GetAmountMinor()})
		}
		return d.Service.Attribute(ctx, call, ask)
	}, func(a refund.Answer) *apiv1.AttributeResponse {
		markReplayed(ctx, a.Replayed)
		return &apiv1.AttributeResponse{Detail: a.Detail, Replayed: a.Replayed, Code: string(a.Code), Status: string(a.Status)}
	})
}

func missing(fields string) error {
	return refund.Problem{Code: refund.CodeMissingField, Detail: fields + ": needed"}
}
