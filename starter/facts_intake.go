package starter

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// factIntake makes one record of a topic of facts safe: it is stored, or it is a dead letter.
type factIntake struct {
	config  FactsConfig
	topic   factTopic
	letters letters
	records *prometheus.CounterVec
}

// Handle implements kafka.Handler. Its errors are all reasons to try again: what is wrong with the record itself ends as
// a dead letter and as nil.
func (in *factIntake) Handle(ctx context.Context, r kafka.Record) error {
	if r.Unreadable != nil {
		return in.refuse(ctx, r, stageRead, refund.Problem{Code: refund.CodeTooLarge, Detail: r.Unreadable.Error() + "; it is read at its place, if at all"})
	}
	headers := headersOf(r)
	_, err := in.topic.decode(event.Message{Headers: headers, Value: r.Value}, in.config.Now())
	if problem, bad := refund.ProblemIn(err); bad {
		return in.refuse(ctx, r, stageDecode, problem)
	}
	if err != nil {
		return err
	}
	return in.keep(ctx, r, headers)
}

// keep stores a record as it came, and hands it to those who book. While they have no room it waits: what is read stays
// bounded, and what is stored is booked, by this process or by another.
func (in *factIntake) keep(ctx context.Context, r kafka.Record, headers map[string]string) error {
	source := factSource(in.topic.name)
	// The sender's id is a part of what it says, where the body names none: two records of one body and two ids are two.
	id := notificationID(source+"\x00"+headers[event.HeaderID], r.Value)
	kept := ledger.Notification{ID: id, Provider: source, Header: keptFactHeaders(headers), Body: r.Value, At: in.config.Now().UTC()}
	first, err := in.config.Intake.store(ctx, kept)
	if err != nil {
		return err
	}
	if !first {
		in.records.WithLabelValues(in.topic.name, string(webhookRepeated)).Inc()
		return nil
	}
	in.records.WithLabelValues(in.topic.name, string(webhookStored)).Inc()
	select {
	case in.config.Intake.stored <- kept:
	case <-ctx.Done():
	}
	return nil
}

// keptFactHeaders are the headers that the decoder reads.
func keptFactHeaders(headers map[string]string) map[string]string {
	kept := map[string]string{}
	for _, name := range []string{event.HeaderSpecVersion, event.HeaderID, event.HeaderType, event.HeaderContentType} {
		if value, ok := headers[name]; ok {
			kept[name] = refund.Cut(value, headerBytesMax)
		}
	}
	return kept
}

// refuse writes a record to the dead-letter topic, sealed as the others are; nothing else is changed by it.
func (in *factIntake) refuse(ctx context.Context, r kafka.Record, stage string, problem refund.Problem) error {
	letter, err := bury(ctx, in.letters, in.config.Vault, r, refusal{stage, problem}, in.config.Now())
	if err != nil {
		return err
	}
	in.records.WithLabelValues(in.topic.name, string(resultRefused)).Inc()
	in.config.Logger.Warn("fact refused; it lies in the dead-letter topic", zap.String("place", r.Place()), zap.String("reason", letter.Reason),
		zap.String("detail", letter.Detail))
	return nil
}
