package mcp

import (
	"context"
	"net/http"

	"connectrpc.com/connect/v2"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/wire"
	"github.com/makegood/makegood/refund"
)

// handler carries a tool out. It has no error of its own: what is refused is the tool's answer, so that the agent sees it.
func (d door) handler(t tool) sdk.ToolHandler {
	return func(ctx context.Context, r *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
		said, err := readArguments(r.Params.Arguments, t.asks)
		if said.language == "" {
			said.language = headerOf(r).Get("Accept-Language")
		}
		if err != nil {
			return refused(said.language, err)
		}
		out, notes, err := d.carryOut(ctx, t, said, headerOf(r))
		if err != nil {
			return refused(said.language, err)
		}
		return t.answered(out, notes)
	}
}

func headerOf(r *sdk.CallToolRequest) http.Header {
	if r.Extra == nil {
		return nil
	}
	return r.Extra.Header
}

// carryOut calls the tool's procedure. notes are the codes of what could not be done and did not end the call.
func (d door) carryOut(ctx context.Context, t tool, said arguments, header http.Header) (out proto.Message, notes []string, err error) {
	in := t.request()
	if err := wire.Unmarshal(said.message, in); err != nil {
		return nil, nil, err
	}
	if err := d.mayAsk(ctx, t, said); err != nil {
		return nil, nil, err
	}
	authorization := header.Get("Authorization")
	if d.Token != nil {
		token, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		authorization = "Bearer " + token
	}
	ctx, info := connect.NewClientContext(ctx)
	for name, value := range map[string]string{"Authorization": authorization, "Accept-Language": said.language, "Idempotency-Key": said.key} {
		if value != "" {
			info.RequestHeader().Set(name, value)
		}
	}
	out, err = t.call(ctx, d.Refunds, in)
	return out, info.ResponseHeader().Values("Makegood-Note"), err
}

// mayAsk refuses a request for a refund that could not be repeated, or that is not for who calls. Tools that read pass.
func (d door) mayAsk(ctx context.Context, t tool, said arguments) error {
	if !t.asks {
		return nil
	}
	if said.key == "" {
		return refund.Problem{Code: api.CodeKeyMissing, Detail: t.name + " needs an idempotency_key"}
	}
	if who, ok := subjectIn(ctx); ok {
		if err := OnlyMachines(who); err != nil {
			return err
		}
	}
	if d.MayAsk == nil {
		return nil
	}
	return d.MayAsk(ctx)
}
