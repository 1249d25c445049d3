package rpc

import (
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/makegood/makegood/api"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
)

// each converts a list.
func each[In, Out any](list []In, convert func(In) *Out) []*Out {
	out := make([]*Out, len(list))
	for i, one := range list {
		out[i] = convert(one)
	}
	return out
}

// toProtoTime is absent for no time.
func toProtoTime(at *time.Time) *timestamppb.Timestamp {
	if at == nil || at.IsZero() {
		return nil
	}
	return timestamppb.New(*at)
}

func toProtoRefund(s refund.Standing) *apiv1.Refund {
	return &apiv1.Refund{
		Id: string(s.Refund), Version: s.Version, Status: string(s.Status), StatusReason: s.Reason, Since: toProtoTime(&s.Since), Closed: s.Closed,
		CurrencyCode: string(s.Currency), TotalMinor: s.TotalMinor, PaidMinor: s.PaidMinor, Policy: s.Policy, AssessmentHash: s.AssessmentHash,
		Why: s.Why, Message: s.Message, Legs: each(s.Legs, toProtoLeg), Approval: toProtoApproval(s.Approval), Goods: toProtoGoods(s.Goods),
		Question: toProtoQuestion(s.Question), Alternatives: each(s.Alternatives, toProtoAlternative), Chosen: s.Chosen, Offer: toProtoOffer(s.Offer),
		PayBy: toProtoTime(s.PayBy), PayByLaw: s.PayByLaw, AppealBy: toProtoTime(s.AppealBy),
	}
}

func toProtoLeg(l refund.LegStanding) *apiv1.Leg {
	return &apiv1.Leg{
		LegId: string(l.LegID), PaymentId: string(l.PaymentID), Via: l.Via, AmountMinor: l.AmountMinor, BonusMinor: l.BonusMinor, Void: l.Void,
		Status: string(l.Status), Provider: l.Provider, NeedsPerson: string(l.NeedsPerson), Stopped: string(l.Stopped),
	}
}

func toProtoApproval(a refund.ApprovalStanding) *apiv1.Approval {
	agreed := make([]string, len(a.Agreed))
	for i, one := range a.Agreed {
		agreed[i] = string(one.By)
	}
	return &apiv1.Approval{
		Required: int64(a.Required), Reasons: a.Reasons, Agreed: agreed, NextRole: string(a.NextRole), Assignee: string(a.Assignee),
		DueAt: toProtoTime(a.DueAt), Overdue: a.Overdue,
	}
}

func toProtoGoods(g *refund.GoodsStanding) *apiv1.Goods {
	if g == nil {
		return nil
	}
	return &apiv1.Goods{First: g.First, By: toProtoTime(g.By), Inspected: g.Inspected != "", ProofSuffices: g.ProofSuffices}
}

func toProtoQuestion(q *refund.Question) *apiv1.Question {
	if q == nil {
		return nil
	}
	return &apiv1.Question{Id: string(q.InfoID), Question: q.Question, AnswerBy: toProtoTime(q.AnswerBy), Answered: q.Answered}
}

func toProtoAlternative(a refund.Alternative) *apiv1.Alternative {
	return &apiv1.Alternative{Id: a.ID, Kind: a.Kind, TotalMinor: a.TotalMinor, BonusMinor: a.BonusMinor}
}

func toProtoOffer(o refund.OfferStanding) *apiv1.Offer {
	out := &apiv1.Offer{Status: string(o.Status), Choice: o.Choice, Code: o.Code, By: toProtoTime(o.By)}
	if o.Terms != nil {
		out.Choices = each(o.Terms.Choices, func(c refund.OfferChoice) *apiv1.OfferChoice {
			return &apiv1.OfferChoice{Id: c.ID, Kind: string(c.Kind), AmountMinor: c.AmountMinor}
		})
	}
	return out
}

func toProtoExplanation(e *api.Explanation) *apiv1.Explanation {
	if e == nil {
		return nil
	}
	return &apiv1.Explanation{
		Rows: each(e.Statement.Rows, func(r refund.StatementRow) *apiv1.StatementRow {
			return &apiv1.StatementRow{Label: r.Label, AmountMinor: r.AmountMinor}
		}),
		Notes: e.Statement.Notes, BonusMinor: e.Statement.BonusMinor, Steps: each(e.Steps, toProtoStep), Reasons: e.Reasons,
	}
}

func toProtoStep(s refund.Step) *apiv1.Step {
	return &apiv1.Step{Name: s.Name, Formula: s.Formula, ResultMinor: s.ResultMinor, Key: s.Key}
}
