package rpc

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	"github.com/makegood/makegood/internal/preview"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// RequestRefund implements the generated handler.
func (d door) RequestRefund(ctx context.Context, in *apiv1.RequestRefundRequest) (*apiv1.RequestRefundResponse, error) {
	var whole *apiv1.RecordedDecision
	return served(ctx, d, func(call api.Call) (api.RequestedRefund, error) {
		wanted, err := wantsRecord(call, in.GetExpand())
		if err != nil {
			return api.RequestedRefund{}, err
		}
		if in.GetCancellation() == nil {
			return api.RequestedRefund{}, refund.Problem{Code: refund.CodeMissingField, Detail: "cancellation is needed"}
		}
		cancellation, contact, err := event.Convert(in.GetCancellation())
		if err != nil {
			return api.RequestedRefund{}, err
		}
		answer, err := d.Service.RequestRefund(ctx, call, api.RequestRefundRequest{Cancellation: cancellation, Contact: contact})
		if err == nil && wanted {
			whole, err = record.OfDecision(answer)
		}
		return answer, err
	}, func(a api.RequestedRefund) *apiv1.RequestRefundResponse {
		markReplayed(ctx, a.Replayed)
		return &apiv1.RequestRefundResponse{
			Record: whole, Replayed: a.Replayed, Refund: toProtoRefund(a.Standing), Explanation: toProtoExplanation(a.Explanation),
			Expected: &apiv1.Expected{
				From: toProtoTime(a.Expected.From), By: toProtoTime(a.Expected.By), UsuallySeconds: a.Expected.UsuallySeconds, PayBy: toProtoTime(a.Expected.PayBy),
			},
		}
	})
}

// PreviewRefund implements the generated handler.
func (d door) PreviewRefund(ctx context.Context, in *apiv1.PreviewRefundRequest) (*apiv1.PreviewRefundResponse, error) {
	var records []*apiv1.RecordedPreview
	return served(ctx, d, func(call api.Call) ([]api.Previewed, error) {
		wanted, err := wantsRecord(call, in.GetExpand())
		if err != nil {
			return nil, err
		}
		var ask api.PreviewRefundRequest
		for _, one := range in.GetCancellations() {
			cancellation, contact, err := event.Convert(one)
			if err != nil {
				return nil, err
			}
			ask.Requests = append(ask.Requests, refund.Request{Cancellation: cancellation, Digest: refund.Digest(cancellation), Contact: contact})
		}
		all, err := d.Service.PreviewRefund(ctx, call, ask)
		if err == nil && wanted {
			records, err = previewRecordsOf(all)
		}
		return all, err
	}, func(all []api.Previewed) *apiv1.PreviewRefundResponse {
		out := &apiv1.PreviewRefundResponse{Previews: each(all, toProtoPreviewed)}
		for i, whole := range records {
			out.Previews[i].Record = whole
		}
		return out
	})
}

func toProtoPreviewed(p api.Previewed) *apiv1.Previewed {
	if p.Line == nil {
		return &apiv1.Previewed{Problem: toProtoProblem(p.Error)}
	}
	l := p.Line
	return &apiv1.Previewed{
		OrderId: string(l.OrderID), CancellationId: string(l.CancellationID), Eligible: l.Eligible, Reasons: l.Reasons, Policy: l.Policy,
		ApprovalsRequired: int64(l.ApprovalsRequired), CurrencyCode: string(l.CurrencyCode), TotalMinor: l.TotalMinor, TaxMinor: l.TaxMinor,
		Legs: each(l.Legs, toProtoPreviewedLeg), Steps: each(l.Steps, toProtoStep), Alternatives: each(l.Alternatives, toProtoAlternative),
		PayBy: toProtoTime(l.PayBy), PayByLaw: l.PayByLaw,
	}
}

func toProtoPreviewedLeg(l preview.Leg) *apiv1.PreviewedLeg {
	return &apiv1.PreviewedLeg{PaymentId: string(l.PaymentID), CaptureId: l.CaptureID, Via: l.Via, AmountMinor: l.AmountMinor, Void: l.Void}
}
