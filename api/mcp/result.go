package mcp

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"connectrpc.com/connect/v2"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
)

// answered is a tool's answer. Clients that know no structured answers read the same as text.
func (t tool) answered(message proto.Message, notes []string) (*sdk.CallToolResult, error) {
	out := written(message.ProtoReflect(), t.shown)
	if len(notes) > 0 {
		out[memberNotes] = notes
	}
	if code := codeOf(message); code != "" {
		out[memberCode] = code
	}
	return result(out, false)
}

// leading is a code at the beginning of a reason.
var leading = regexp.MustCompile(`^[A-Z][A-Z0-9_]{2,63}\b`)

// codeOf is the code with which the reason of an answer's refund begins; "" where there is none.
func codeOf(message proto.Message) string {
	of, ok := message.(interface{ GetRefund() *apiv1.Refund })
	if !ok {
		return ""
	}
	return leading.FindString(of.GetRefund().GetStatusReason())
}

// refused is a tool's answer to what came to nothing.
func refused(language string, err error) (*sdk.CallToolResult, error) {
	return result(map[string]any{memberProblem: written(problemOf(language, err).ProtoReflect(), nil)}, true)
}

func result(out map[string]any, isError bool) (*sdk.CallToolResult, error) {
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("mcp: write an answer: %w", err)
	}
	return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: string(raw)}}, StructuredContent: json.RawMessage(raw), IsError: isError}, nil
}

// problemOf is the service's own problem, or what kept the call from it.
func problemOf(language string, err error) *apiv1.Problem {
	if said, ok := rpc.ProblemIn(err); ok {
		return said
	}
	if of := connect.CodeOf(err); errors.As(err, new(*connect.Error)) && (of == connect.CodeDeadlineExceeded || of == connect.CodeCanceled || of == connect.CodeUnavailable) {
		err = refund.Problem{Code: api.CodeTimedOut, Detail: "there was no answer in time; the same call again is safe"}
	}
	own := new(api.Error)
	if !errors.As(rpc.CallIn(language).Failed(err), &own) {
		return &apiv1.Problem{Code: string(api.CodeFault)}
	}
	return &apiv1.Problem{Code: string(own.Code), Detail: own.Detail, Sentence: own.Sentence}
}
