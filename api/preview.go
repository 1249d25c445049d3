package api

import (
	"context"
	"errors"

	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/refund"
)

// PreviewMax bounds the requests of one preview.
const PreviewMax = 1000

// PreviewRefundRequest are requests that are tried in their sequence, each as if those before it had been paid.
type PreviewRefundRequest struct {
	Requests []refund.Request `json:"requests"`
}

// Previewed is what one of them would come to; one of the two is set.
type Previewed struct {
	Line  *preview.Line `json:"preview,omitempty"`
	Error *Error        `json:"error,omitempty"`
}

// PreviewRefund says what requests would come to, and why, moving nothing: an answer for each of them.
func (s *Service) PreviewRefund(ctx context.Context, call Call, in PreviewRefundRequest) (out []Previewed, err error) {
	if err := permit(call, MethodPreviewRefund); err != nil {
		return nil, call.Failed(err)
	}
	if len(in.Requests) > PreviewMax {
		return nil, call.Failed(problem(refund.CodeTooLarge, "%d requests, %d are allowed", len(in.Requests), PreviewMax))
	}
	rehearsal, err := s.ports.Rehearse(ctx)
	if err != nil {
		return nil, call.Failed(err)
	}
	defer func() { err = call.Failed(errors.Join(err, rehearsal.Close())) }()
	p := preview.Previewer{Books: rehearsal.Books, Rules: rehearsal.Rules, Speaker: call.Speaker()}
	for _, request := range in.Requests {
		line, err := p.Next(ctx, request)
		if err != nil {
			out = append(out, Previewed{Error: call.errorOf(err)})
			continue
		}
		out = append(out, Previewed{Line: &line})
	}
	return out, nil
}
