package api

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// Refunds are the Service's methods, wherever it is: in this process, or behind the API of another one.
type Refunds interface {
	RequestRefund(context.Context, Call, RequestRefundRequest) (RequestedRefund, error)
	PreviewRefund(context.Context, Call, PreviewRefundRequest) ([]Previewed, error)
	GetRefund(context.Context, Call, GetRefundRequest) (Refund, error)
	ListRefunds(context.Context, Call, ListRefundsRequest) (Page, error)
	Decide(context.Context, Call, DecideRequest) (Acted, error)
	Withdraw(context.Context, Call, WithdrawRequest) (Acted, error)
	Ask(context.Context, Call, AskRequest) (Acted, error)
	Answer(context.Context, Call, AnswerRequest) (Acted, error)
	Inspect(context.Context, Call, InspectRequest) (Acted, error)
	Appeal(context.Context, Call, AppealRequest) (Acted, error)
	Choose(context.Context, Call, ChooseRequest) (Acted, error)
	AnswerOffer(context.Context, Call, AnswerOfferRequest) (Acted, error)
	Resolve(context.Context, Call, ResolveRequest) (Acted, error)
	Clear(context.Context, Call, ClearRequest) (Acted, error)
	LookNow(context.Context, Call, LookNowRequest) (Acted, error)
	Assign(context.Context, Call, AssignRequest) (Acted, error)
	Attribute(context.Context, Call, AttributeRequest) (refund.Answer, error)
}

var _ Refunds = (*Service)(nil)
