package remote

import (
	"context"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	"github.com/makegood/makegood/refund"
)

// message is the pointer to a generated message.
type message[In any] interface {
	*In
	proto.Message
}

// act sends an act that is written as its message, and reads the answer.
func act[In any, P message[In]](ctx context.Context, c *Client, a asked, in any, do procedure[In, apiv1.ActResponse]) (api.Acted, error) {
	sent := P(new(In))
	if err := record.Write(sent, in); err != nil {
		return api.Acted{}, a.call.Failed(err)
	}
	a.key = keyOf(a.call, a.method, a.call.Subject.Name, sent)
	answer, err := ask(ctx, c, a, (*In)(sent), do)
	if err != nil {
		return api.Acted{}, err
	}
	return acted(a.call, answer)
}

// acted is an answer. Only acts that are accepted have one, and a key that the caller did not give is not shown.
func acted(call api.Call, answer *apiv1.ActResponse) (out api.Acted, err error) {
	if err := record.Read(answer, &out); err != nil {
		return out, call.Failed(err)
	}
	out.Accepted = true
	if call.Key == "" {
		out.Key = ""
	}
	return out, nil
}

// byStaff is a call by the person who is named.
func byStaff(call api.Call, m api.Method) asked {
	return asked{call: call, method: m, by: call.Subject.Name}
}

// customerPrefix is how a customer's name begins.
const customerPrefix = "customer:"

// byCustomer is a call that brings what a customer says: one who is named ("customer:42") is named in the message, and the token
// is that of the program that carries their words.
func byCustomer(call api.Call, m api.Method, customer *refund.Person) asked {
	if *customer == "" && strings.HasPrefix(string(call.Subject.Name), customerPrefix) {
		*customer = call.Subject.Name
		return asked{call: call, method: m}
	}
	return byStaff(call, m)
}

// Decide is api.Service's.
func (c *Client) Decide(ctx context.Context, call api.Call, in api.DecideRequest) (api.Acted, error) {
	return act(ctx, c, byStaff(call, api.MethodDecide), in, apiv1connect.RefundServiceClient.Decide)
}

// Ask is api.Service's.
func (c *Client) Ask(ctx context.Context, call api.Call, in api.AskRequest) (api.Acted, error) {
	return act(ctx, c, byStaff(call, api.MethodAsk), in, apiv1connect.RefundServiceClient.Ask)
}

// Assign is api.Service's.
func (c *Client) Assign(ctx context.Context, call api.Call, in api.AssignRequest) (api.Acted, error) {
	return act(ctx, c, byStaff(call, api.MethodAssign), in, apiv1connect.RefundServiceClient.Assign)
}

// Resolve is api.Service's.
func (c *Client) Resolve(ctx context.Context, call api.Call, in api.ResolveRequest) (api.Acted, error) {
	return act(ctx, c, byStaff(call, api.MethodResolve), in, apiv1connect.RefundServiceClient.Resolve)
}

// Clear is api.Service's.
func (c *Client) Clear(ctx context.Context, call api.Call, in api.ClearRequest) (api.Acted, error) {
	return act(ctx, c, byStaff(call, api.MethodClear), in, apiv1connect.RefundServiceClient.Clear)
}

// LookNow is api.Service's.
func (c *Client) LookNow(ctx context.Context, call api.Call, in api.LookNowRequest) (api.Acted, error) {
	return act(ctx, c, byStaff(call, api.MethodLookNow), in, apiv1connect.RefundServiceClient.LookNow)
}

// Withdraw is api.Service's.
func (c *Client) Withdraw(ctx context.Context, call api.Call, in api.WithdrawRequest) (api.Acted, error) {
	a := byCustomer(call, api.MethodWithdraw, &in.Customer)
	return act(ctx, c, a, in, apiv1connect.RefundServiceClient.Withdraw)
}

// Answer is api.Service's.
func (c *Client) Answer(ctx context.Context, call api.Call, in api.AnswerRequest) (api.Acted, error) {
	a := byCustomer(call, api.MethodAnswer, &in.Customer)
	return act(ctx, c, a, in, apiv1connect.RefundServiceClient.Answer)
}

// Appeal is api.Service's.
func (c *Client) Appeal(ctx context.Context, call api.Call, in api.AppealRequest) (api.Acted, error) {
	a := byCustomer(call, api.MethodAppeal, &in.Customer)
	return act(ctx, c, a, in, apiv1connect.RefundServiceClient.Appeal)
}

// Choose is api.Service's.
func (c *Client) Choose(ctx context.Context, call api.Call, in api.ChooseRequest) (api.Acted, error) {
	a := byCustomer(call, api.MethodChoose, &in.Customer)
	return act(ctx, c, a, in, apiv1connect.RefundServiceClient.Choose)
}

// AnswerOffer is api.Service's.
func (c *Client) AnswerOffer(ctx context.Context, call api.Call, in api.AnswerOfferRequest) (api.Acted, error) {
	a := byCustomer(call, api.MethodAnswerOffer, &in.Customer)
	return act(ctx, c, a, in, apiv1connect.RefundServiceClient.AnswerOffer)
}
