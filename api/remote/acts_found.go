package remote

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	"github.com/makegood/makegood/refund"
)

// found is an inspection as its message has it: evidence there are addresses alone, so that documents go beside them.
type found struct {
	api.InspectRequest
	Lines     []foundLine `json:"lines,omitempty"`
	SentProof *foundProof `json:"sent_proof,omitempty"`
}

type foundLine struct {
	refund.InspectedLine
	Evidence  *struct{}         `json:"evidence,omitempty"`
	Documents []refund.Evidence `json:"documents,omitempty"`
}

type foundProof struct {
	refund.SentProof
	Evidence  *struct{}         `json:"evidence,omitempty"`
	Documents []refund.Evidence `json:"documents,omitempty"`
}

// Inspect is api.Service's.
func (c *Client) Inspect(ctx context.Context, call api.Call, in api.InspectRequest) (api.Acted, error) {
	out := found{InspectRequest: in}
	for _, line := range in.Lines {
		out.Lines = append(out.Lines, foundLine{InspectedLine: line, Documents: line.Evidence})
	}
	if proof := in.SentProof; proof != nil {
		out.SentProof = &foundProof{SentProof: *proof, Documents: proof.Evidence}
	}
	return act(ctx, c, byStaff(call, api.MethodInspect), out, apiv1connect.RefundServiceClient.Inspect)
}

// Attribute is api.Service's.
func (c *Client) Attribute(ctx context.Context, call api.Call, in api.AttributeRequest) (out refund.Answer, err error) {
	a, sent := byStaff(call, api.MethodAttribute), new(apiv1.AttributeRequest)
	if err := record.Write(sent, in); err != nil {
		return out, call.Failed(err)
	}
	a.key = keyOf(call, a.method, a.by, sent)
	answer, err := ask(ctx, c, a, sent, apiv1connect.RefundServiceClient.Attribute)
	if err != nil {
		return out, err
	}
	if err := record.Read(answer, &out); err != nil {
		return out, call.Failed(err)
	}
	out.Accepted = true
	return out, nil
}
