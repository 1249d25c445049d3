package rpc

import (
	"context"
	"fmt"
	"strconv"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	"github.com/makegood/makegood/policy/explain"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// GetRefund implements the generated handler.
func (d door) GetRefund(ctx context.Context, in *apiv1.GetRefundRequest) (*apiv1.GetRefundResponse, error) {
	var speaker explain.Speaker
	var whole *apiv1.RecordedRefund
	return served(ctx, d, func(call api.Call) (found api.Refund, err error) {
		speaker = call.Speaker()
		wanted, err := wantsRecord(call, in.GetExpand())
		if err != nil {
			return found, err
		}
		found, err = d.Service.GetRefund(ctx, call, api.GetRefundRequest{ID: refund.ID(in.GetId())})
		if err == nil && wanted {
			whole, err = record.OfRefund(found.Refund)
		}
		return found, err
	}, func(r api.Refund) *apiv1.GetRefundResponse {
		setHeader(ctx, headerETag, fmt.Sprintf("%q", strconv.FormatInt(r.Version, 10)))
		out := toProtoWhole(r.Refund, speaker)
		out.Record = whole
		out.WorkflowProblem, out.LedgerProblem = toProtoProblem(r.Workflow), toProtoProblem(r.Ledger)
		return out
	})
}

// ListRefunds implements the generated handler.
func (d door) ListRefunds(ctx context.Context, in *apiv1.ListRefundsRequest) (*apiv1.ListRefundsResponse, error) {
	var speaker explain.Speaker
	var records []*apiv1.RecordedRefund
	return served(ctx, d, func(call api.Call) (api.Page, error) {
		speaker = call.Speaker()
		ask := api.ListRefundsRequest{
			Open: in.GetOpen(), NeedsPerson: in.GetNeedsPerson(), Merchant: refund.MerchantID(in.GetMerchantId()), Order: refund.OrderID(in.GetOrderId()),
			Reason: refund.Reason(in.GetReason()), Assignee: refund.Person(in.GetAssignee()), Cursor: in.GetCursor(),
		}
		if ask.Limit = int(in.GetLimit()); int64(ask.Limit) != in.GetLimit() || in.GetLimit() < 0 {
			return api.Page{}, refund.Problem{Code: api.CodeBadFilter, Detail: "limit is out of its bounds"}
		}
		for _, status := range in.GetStatuses() {
			ask.Statuses = append(ask.Statuses, refund.Status(status))
		}
		var wanted bool
		var err error
		if ask.Expand, wanted, err = withoutRecord(call, in.GetExpand()); err != nil {
			return api.Page{}, err
		}
		page, err := d.Service.ListRefunds(ctx, call, ask)
		if err == nil && wanted {
			records, err = recordsOf(page)
		}
		return page, err
	}, func(page api.Page) *apiv1.ListRefundsResponse {
		out := &apiv1.ListRefundsResponse{NextCursor: page.Next, Refunds: each(page.Refunds, func(l api.Listed) *apiv1.ListedRefund { return toProtoListed(l, speaker) })}
		for i, whole := range records {
			if whole != nil {
				out.Refunds[i].Refund.Record = whole
			}
		}
		return out
	})
}

func toProtoListed(l api.Listed, speaker explain.Speaker) *apiv1.ListedRefund {
	out := &apiv1.ListedRefund{
		Id: string(l.ID), Status: string(l.Status), OfferStatus: string(l.Offer), Reason: string(l.Reason), CurrencyCode: string(l.Currency),
		TotalMinor: l.TotalMinor, Closed: l.Closed, OpenedAt: toProtoTime(&l.OpenedAt), ChangedAt: toProtoTime(&l.ChangedAt), LastReason: l.LastReason,
		RequestedBy: string(l.RequestedBy), Market: l.Market, NextRole: string(l.NextRole), Assignee: string(l.Assignee), NeedsPerson: string(l.NeedsPerson),
		ReviewDueAt: toProtoTime(l.ReviewDueAt), PayBy: toProtoTime(l.PayBy), HeldMinor: l.HeldMinor, SentMinor: l.SentMinor,
		OfferedMinor: l.OfferedMinor, OrderMinor: l.OrderMinor, CustomerDayMinor: l.CustomerDayMinor, RiskBand: string(l.RiskBand),
	}
	if l.Whole != nil {
		out.Refund = toProtoWhole(*l.Whole, speaker)
	}
	return out
}

// toProtoWhole is a refund with its explanation in the caller's language, and its trail.
func toProtoWhole(r wording.Refund, speaker explain.Speaker) *apiv1.GetRefundResponse {
	out := &apiv1.GetRefundResponse{
		Refund: toProtoRefund(r.Standing), WaitsFor: r.WaitsFor, Trail: each(r.Trail, toProtoEvent), Behind: r.Behind, Source: r.Source,
	}
	if r.Proposal != nil {
		out.Explanation = toProtoExplanation(api.Explain(speaker, r.Cancellation, *r.Proposal))
	}
	return out
}

func toProtoEvent(e refund.TrailEntry) *apiv1.Event {
	return &apiv1.Event{
		At: toProtoTime(&e.At), Event: e.Event, FromStatus: string(e.From), ToStatus: string(e.To), LegId: string(e.Leg), Actor: string(e.Actor),
		Reason: e.Reason, Policy: e.Policy, Verified: string(e.Verified), Subject: string(e.Subject),
	}
}
