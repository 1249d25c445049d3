package mcp

import (
	"context"
	"fmt"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
)

// The tools.
const (
	ToolPreview = "preview_refund"
	ToolRequest = "request_refund"
	ToolStatus  = "refund_status"
	ToolExplain = "explain_refund"
)

// tool is one procedure of the service as an agent sees it.
type tool struct {
	name, title, description string
	// asks: it asks for a refund, so that it needs an idempotency key; else it reads.
	asks bool
	// request is a new message of the procedure's, answer its answer's descriptor, and shown what of that is told.
	request func() proto.Message
	answer  protoreflect.MessageDescriptor
	shown   []protoreflect.Name
	call    func(context.Context, apiv1connect.RefundServiceClient, proto.Message) (proto.Message, error)
}

// tools are all that the door has.
func tools() []tool {
	get := tool{
		request: func() proto.Message { return new(apiv1.GetRefundRequest) }, answer: new(apiv1.GetRefundResponse).ProtoReflect().Descriptor(),
		call: calling(apiv1connect.RefundServiceClient.GetRefund),
	}
	status, explain := get, get
	status.name, status.title, status.shown = ToolStatus, "Where a refund stands", []protoreflect.Name{
		"refund", "waits_for", "trail", "behind", "source", "workflow_problem", "ledger_problem",
	}
	status.description = "Says where a refund stands, what it waits for, how it is paid, and what has happened so far (trail, the latest last). Reads only."
	explain.name, explain.title, explain.shown = ToolExplain, "How a refund's amount came about", []protoreflect.Name{
		"refund", "explanation", "behind", "source", "workflow_problem", "ledger_problem",
	}
	explain.description = "Explains a refund's amount to the cent: the rows that add up to the total, and the steps of the computation, in the language that is asked for. Reads only."
	return []tool{
		{
			name: ToolPreview, title: "What a refund would come to",
			description: "Says what cancellations would come to, and why, moving nothing and promising nothing. All of one call are of one order, 20 at most. " +
				"Use it before " + ToolRequest + ". " + cancellationInShort,
			request: func() proto.Message { return new(apiv1.PreviewRefundRequest) }, answer: new(apiv1.PreviewRefundResponse).ProtoReflect().Descriptor(),
			shown: []protoreflect.Name{"previews"}, call: calling(apiv1connect.RefundServiceClient.PreviewRefund),
		},
		{
			name: ToolRequest, title: "Ask for a refund", asks: true,
			description: "Asks for a refund of a cancelled order, or of a part of it, and answers with the decision; the payout goes on by itself. It may pay real money at once, where the policy asks for no approval. " +
				"What is above your limit of the day waits for a person (status_code MACHINE_OVER_LIMIT). " +
				"idempotency_key is the request's id: cancellation_id is the same, or left out. " + cancellationInShort,
			request: func() proto.Message { return new(apiv1.RequestRefundRequest) }, answer: new(apiv1.RequestRefundResponse).ProtoReflect().Descriptor(),
			shown: []protoreflect.Name{"replayed", "refund", "explanation", "expected"}, call: calling(apiv1connect.RefundServiceClient.RequestRefund),
		},
		status, explain,
	}
}

// cancellationInShort is what no field's description says.
const cancellationInShort = "A cancellation carries the order as it was paid, as the shop's order system has it: merchant_id, order_id, scope, occurred_at, placed_at, reason, initiator, market, " +
	"currency_code, lines and payments are always needed. Never invent any of it. A missing or contradicting field is named in the error."

// calling is a procedure on messages of any type.
func calling[In, Out proto.Message](procedure func(apiv1connect.RefundServiceClient, context.Context, In) (Out, error)) func(context.Context, apiv1connect.RefundServiceClient, proto.Message) (proto.Message, error) {
	return func(ctx context.Context, service apiv1connect.RefundServiceClient, request proto.Message) (proto.Message, error) {
		in, ok := request.(In)
		if !ok {
			return nil, fmt.Errorf("mcp: a %T is asked for", request)
		}
		return procedure(service, ctx, in)
	}
}

// described is the tool as it is listed. A request for a refund adds a refund, and takes nothing away from what is there.
func (t tool) described() *sdk.Tool {
	destroys, open := false, false
	return &sdk.Tool{
		Name: t.name, Title: t.title, Description: t.description, InputSchema: t.inputSchema(), OutputSchema: t.outputSchema(),
		Annotations: &sdk.ToolAnnotations{
			Title: t.title, ReadOnlyHint: !t.asks, IdempotentHint: true, DestructiveHint: &destroys, OpenWorldHint: &open,
		},
	}
}
