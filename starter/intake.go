package starter

import (
	"context"
	"slices"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// The stages at which a record can become a dead letter.
const (
	stageRead   = "read"
	stageDecode = "decode"
	stageStart  = "start"
)

// intake makes one record safe: its workflow exists, or it is a dead letter.
type intake struct {
	config  Config
	counts  counts
	letters letters
}

// letters is where records go that cannot be used.
type letters interface {
	Write(ctx context.Context, r kafka.Record, l kafka.Letter) error
}

// Handle implements kafka.Handler. Its errors are all reasons to try again: what is wrong with the
// record itself ends as a dead letter and as nil.
func (in *intake) Handle(ctx context.Context, r kafka.Record) error {
	if r.Unreadable != nil {
		problem := refund.Problem{Code: refund.CodeTooLarge, Detail: r.Unreadable.Error() + "; it is read at its place, if at all"}
		return in.writeDeadLetter(ctx, r, deadLetter{refusal: refusal{stageRead, problem}})
	}
	headers := headersOf(r)
	request, err := event.Decode(event.Message{Headers: headers, Value: r.Value}, in.config.Now())
	if problem, bad := refund.ProblemIn(err); bad {
		return in.writeDeadLetter(ctx, r, deadLetter{refusal: refusal{stageDecode, problem}})
	}
	if err != nil {
		return err
	}
	if request, err = in.config.Vault.SealRequest(ctx, request); err != nil {
		return err
	}
	result, err := in.start(ctx, intent{request: request, place: r.Place()})
	if err != nil {
		return err
	}
	if result == resultConflict {
		return in.writeDeadLetter(ctx, r, conflictOf(request))
	}
	in.counts.record(result, isReplay(r))
	describe(ctx, result, request.Cancellation.ID())
	in.config.Logger.Debug("record "+string(result), telemetry.TraceOf(ctx), zap.String("refund", string(request.Cancellation.ID())),
		zap.String("order", string(request.Cancellation.Key.Order)), zap.String("place", r.Place()))
	return nil
}

// deadLetter is why a record becomes a dead letter. id is empty when it could not be decoded.
type deadLetter struct {
	refusal
	id refund.ID
}

func conflictOf(request refund.Request) deadLetter {
	return deadLetter{id: request.Cancellation.ID(), refusal: refusal{stageStart, refund.Problem{
		Code:   refund.CodeConflict,
		Detail: "this key was sent before with another body; nothing was done with this one",
	}}}
}

func (in *intake) writeDeadLetter(ctx context.Context, r kafka.Record, why deadLetter) error {
	letter, err := bury(ctx, in.letters, in.config.Vault, r, why.refusal, in.config.Now())
	if err != nil {
		return err
	}
	in.counts.deadLetter(why.problem.Code, isReplay(r))
	describeRefused(ctx, why)
	in.config.Logger.Warn("record refused; it lies in the dead-letter topic", telemetry.TraceOf(ctx), zap.String("place", r.Place()),
		zap.String("refund", string(why.id)), zap.String("reason", letter.Reason), zap.String("detail", letter.Detail))
	return nil
}

// isReplay reports whether somebody sent the record again from the dead-letter topic.
func isReplay(r kafka.Record) bool {
	return slices.ContainsFunc(r.Headers, func(h kafka.Header) bool { return h.Key == kafka.HeaderReplayOf })
}

// headersOf reads the record's headers. Of a key that is there twice the last one counts.
func headersOf(r kafka.Record) map[string]string {
	headers := make(map[string]string, len(r.Headers))
	for _, h := range r.Headers {
		headers[h.Key] = string(h.Value)
	}
	return headers
}
