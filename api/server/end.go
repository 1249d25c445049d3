package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"connectrpc.com/connect/v2"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/refund"
)

// Words for what is counted that has no code or method of its own.
const (
	codeOK     = "OK"
	methodNone = "none"
)

// Ended takes what a call of the service came to: rpc.Config tells it of each.
func (s *Server) Ended(ctx context.Context, procedure string, err error) {
	c, code := callIn(ctx), codeOf(err)
	c.ended(procedure[strings.LastIndex(procedure, "/")+1:], code, err)
	if api.ClassOf(code) == api.ClassBusy {
		c.later(busyWait)
	}
}

// codeOf is the stable code of an error, or the transport's own word in capitals; OK where there is none.
func codeOf(err error) refund.Code {
	if err == nil {
		return codeOK
	}
	own := new(api.Error)
	if errors.As(err, &own) {
		return own.Code
	}
	if p, ok := refund.ProblemIn(err); ok {
		return p.Code
	}
	return refund.Code(strings.ToUpper(connect.CodeOf(err).String()))
}

// begin begins the span of a request, as a child of the one that it names.
func (s *Server) begin(ctx context.Context, r *http.Request) (context.Context, trace.Span) {
	if s.config.Tracer == nil {
		return ctx, trace.SpanFromContext(ctx)
	}
	return s.config.Tracer.Start(telemetry.Continue(ctx, r.Header.Get), "call "+callIn(ctx).door, trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(attribute.String("http.request.method", r.Method)))
}

// end counts a request, ends its span, and logs one that came to nothing by us.
func (s *Server) end(ctx context.Context, span trace.Span, w *recorder) {
	c := w.call
	c.mu.Lock()
	defer c.mu.Unlock()
	method, status := cmp.Or(c.method, methodNone), cmp.Or(w.status, http.StatusOK)
	code := string(c.code)
	if code == "" || code == codeOK && status >= http.StatusBadRequest {
		code = ofStatus(status)
	}
	took := s.config.Now().Sub(c.begun)
	s.figures.answered(c.door, method, code, took)
	if span.IsRecording() {
		span.SetName(c.door + " " + method)
		span.SetAttributes(attribute.String("makegood.code", code), attribute.Int("http.response.status_code", status))
	}
	ours := api.ClassOf(refund.Code(code)) == api.ClassFault || c.code == "" && status >= http.StatusInternalServerError
	away := api.ClassOf(refund.Code(code)) == api.ClassAway
	if ours || away {
		span.SetStatus(codes.Error, code)
	}
	if s.config.Tracer != nil {
		span.End()
	}
	line := []zap.Field{telemetry.TraceOf(ctx), zap.String("door", c.door), zap.String("method", method), zap.String("code", code), zap.Int("status", status),
		zap.String("subject", c.subject), zap.String("address", c.address), zap.Duration("took", took), zap.Error(c.err)}
	switch {
	case ours:
		s.figures.faults.Inc()
		s.config.Logger.Error("a call failed", line...)
	case away:
		s.config.Logger.Warn("a call could not be answered; the same call again is safe", line...)
	}
}

// ofStatus is the code of an answer that no call of the service has given.
func ofStatus(status int) string {
	if status < http.StatusBadRequest {
		return codeOK
	}
	return "HTTP_" + strconv.Itoa(status)
}
