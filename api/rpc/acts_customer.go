package rpc

import (
	"context"

	"github.com/makegood/makegood/api"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
)

// Withdraw implements the generated handler.
func (d door) Withdraw(ctx context.Context, in *apiv1.WithdrawRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.Withdraw(ctx, call, api.WithdrawRequest{ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Customer: refund.Person(in.GetCustomer()), Note: in.GetNote()})
	})
}

// Answer implements the generated handler.
func (d door) Answer(ctx context.Context, in *apiv1.AnswerRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.Answer(ctx, call, api.AnswerRequest{
			ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Customer: refund.Person(in.GetCustomer()), Answer: in.GetAnswer(), Evidence: in.GetEvidence(),
		})
	})
}

// Appeal implements the generated handler.
func (d door) Appeal(ctx context.Context, in *apiv1.AppealRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.Appeal(ctx, call, api.AppealRequest{
			ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Customer: refund.Person(in.GetCustomer()), Statement: in.GetStatement(), Evidence: in.GetEvidence(),
		})
	})
}

// Choose implements the generated handler.
func (d door) Choose(ctx context.Context, in *apiv1.ChooseRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		return d.Service.Choose(ctx, call, api.ChooseRequest{
			ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Customer: refund.Person(in.GetCustomer()), Alternative: in.GetAlternativeId(), AssessmentHash: in.GetExpectedAssessmentHash(),
		})
	})
}

// AnswerOffer implements the generated handler. What is not said is not declined.
func (d door) AnswerOffer(ctx context.Context, in *apiv1.AnswerOfferRequest) (*apiv1.ActResponse, error) {
	return acted(ctx, d, func(call api.Call) (api.Acted, error) {
		if in.Accept == nil {
			return api.Acted{}, missing("accept")
		}
		return d.Service.AnswerOffer(ctx, call, api.AnswerOfferRequest{
			ID: refund.ID(in.GetId()), ExpectedVersion: in.GetExpectedVersion(), Customer: refund.Person(in.GetCustomer()), Accept: in.GetAccept(), Choice: in.GetChoice(), Token: in.GetToken(),
		})
	})
}
