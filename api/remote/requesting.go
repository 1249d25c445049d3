package remote

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	"github.com/makegood/makegood/api/rpc"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	"github.com/makegood/makegood/refund"
)

// RequestRefund is api.Service's.
func (c *Client) RequestRefund(ctx context.Context, call api.Call, in api.RequestRefundRequest) (out api.RequestedRefund, err error) {
	event, err := record.OrderCancelled(in.Cancellation, in.Contact)
	if err != nil {
		return out, call.Failed(err)
	}
	a := byStaff(call, api.MethodRequestRefund)
	a.key = call.Key
	answer, err := ask(ctx, c, a, &apiv1.RequestRefundRequest{Cancellation: event, Expand: []string{rpc.ExpandRecord}}, apiv1connect.RefundServiceClient.RequestRefund)
	if err != nil {
		return out, err
	}
	if answer.GetRecord() == nil {
		return out, call.Failed(older)
	}
	out, err = record.Decision(answer.GetRecord())
	return out, call.Failed(err)
}

// PreviewRefund is api.Service's. Previews are said in the caller's language.
func (c *Client) PreviewRefund(ctx context.Context, call api.Call, in api.PreviewRefundRequest) ([]api.Previewed, error) {
	sent := &apiv1.PreviewRefundRequest{Expand: []string{rpc.ExpandRecord}}
	for _, one := range in.Requests {
		event, err := record.OrderCancelled(one.Cancellation, one.Contact)
		if err != nil {
			return nil, call.Failed(err)
		}
		sent.Cancellations = append(sent.Cancellations, event)
	}
	answer, err := ask(ctx, c, asked{call: call, method: api.MethodPreviewRefund}, sent, apiv1connect.RefundServiceClient.PreviewRefund)
	if err != nil {
		return nil, err
	}
	var out []api.Previewed
	for _, one := range answer.GetPreviews() {
		preview, err := previewed(call, one)
		if err != nil {
			return nil, call.Failed(err)
		}
		out = append(out, preview)
	}
	return out, nil
}

func previewed(call api.Call, m *apiv1.Previewed) (api.Previewed, error) {
	if problem := m.GetProblem(); problem != nil {
		return api.Previewed{Error: errorOf(problem)}, nil
	}
	if m.GetRecord() == nil {
		return api.Previewed{}, older
	}
	line, err := record.Preview(m.GetRecord(), call.Speaker())
	return api.Previewed{Line: &line}, err
}

// older: the API does not know what records are.
var older = refund.Problem{Code: api.CodeNotTheAPI, Detail: "the API gives no records: it is of an older release than this program"}
