package api

import (
	"context"
	"time"

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
	if err := s.allow(ctx, &call, MethodPreviewRefund); err != nil {
		return nil, call.Failed(err)
	}
	if len(in.Requests) > PreviewMax {
		return nil, call.Failed(problem(refund.CodeTooLarge, "%d requests, %d are allowed", len(in.Requests), PreviewMax))
	}
	err = s.ports.Rehearse(ctx, func(r Rehearsal) (err error) {
		out, err = previewed(ctx, call, r, s.ports.Now(), in.Requests)
		return err
	})
	return out, call.Failed(err)
}

// askedBy is a request as it would be made by who calls: one that names nobody is a person's own, as in RequestRefund.
func askedBy(call Call, in refund.Request) refund.Request {
	if call.Subject.Kind == Human && in.Cancellation.RequestedBy == "" {
		in.Cancellation.RequestedBy = call.Subject.Name
		in.Digest = refund.Digest(in.Cancellation)
	}
	return in
}

// previewed tries requests one after the other. One that is not whole, or is refused, leaves the books as they are; after a fault nothing
// more is tried.
func previewed(ctx context.Context, call Call, r Rehearsal, now time.Time, requests []refund.Request) (out []Previewed, err error) {
	p := preview.Previewer{Books: r.Books, Rules: r.Rules, Speaker: call.Speaker()}
	for _, request := range requests {
		var line preview.Line
		request = askedBy(call, request)
		err := request.Cancellation.Validate(now)
		if err == nil {
			line, err = p.Next(ctx, request)
			line = call.toldLine(line)
		}
		if _, refused := refund.ProblemIn(err); err != nil && !refused {
			return nil, err
		}
		if err != nil {
			out = append(out, Previewed{Error: call.errorOf(err)})
			continue
		}
		out = append(out, Previewed{Line: &line})
	}
	return out, nil
}
