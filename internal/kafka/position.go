package kafka

import (
	"context"
	"fmt"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

// logRange is where a partition's log begins, and the offset the next record will have.
type logRange struct{ start, end int64 }

// begin finds the log's start for a partition of which the group keeps no offset.
func (s *session) begin(ctx context.Context, p *partition) error {
	at, err := s.logRange(ctx, p.id)
	if err != nil {
		return err
	}
	p.restart(at.start, s.config.WindowMax)
	return nil
}

// beginAnew says that the log does not have the position, and goes on from the log's start: what is
// handled twice is recognised, what is left out is lost.
func (s *session) beginAnew(ctx context.Context, p *partition) error {
	at, err := s.logRange(ctx, p.id)
	if err != nil {
		return err
	}
	if p.next == at.start { // nothing of this log was read yet
		p.trust()
		return nil
	}
	s.figures.positionsLost.WithLabelValues(s.config.Topic).Inc()
	s.config.Logger.Error("the log does not have the group's position; reading goes on from the log's start",
		zap.String("topic", s.config.Topic), zap.Int("partition", p.id), zap.Int64("position", p.next),
		zap.Int64("log_start", at.start), zap.Int64("log_end", at.end),
		zap.Int64("records_deleted_unread", max(at.start-p.next, 0)))
	p.restart(at.start, s.config.WindowMax)
	return nil
}

// settleDoubt finds out whether the log is still the one that was read.
func (s *session) settleDoubt(ctx context.Context, p *partition) error {
	anew, err := s.madeAnew(ctx, p)
	switch {
	case err != nil:
		return err
	case anew:
		return s.beginAnew(ctx, p)
	}
	p.trust()
	return nil
}

// madeAnew reports whether the partition's topic was deleted and made again: with a topic, the broker
// deletes what groups have committed to it. Where nothing was committed, it may have been.
func (s *session) madeAnew(ctx context.Context, p *partition) (bool, error) {
	if !p.hasCommit() {
		return true, nil
	}
	answer, err := s.client.OffsetFetch(ctx, &driver.OffsetFetchRequest{
		GroupID: s.config.Group, Topics: map[string][]int{s.config.Topic: {p.id}},
	})
	if err != nil {
		return false, fmt.Errorf("read the committed offset of %s/%d: %w", s.config.Topic, p.id, err)
	}
	for _, of := range answer.Topics[s.config.Topic] {
		if of.Partition == p.id && of.Error == nil && answer.Error == nil {
			return of.CommittedOffset < 0, nil
		}
	}
	return false, fmt.Errorf("read the committed offset of %s/%d: no answer", s.config.Topic, p.id)
}

func (s *session) logRange(ctx context.Context, id int) (logRange, error) {
	answer, err := s.client.ListOffsets(ctx, &driver.ListOffsetsRequest{
		Topics: map[string][]driver.OffsetRequest{s.config.Topic: {driver.FirstOffsetOf(id), driver.LastOffsetOf(id)}},
	})
	if err != nil {
		return logRange{}, fmt.Errorf("read the range of %s/%d: %w", s.config.Topic, id, err)
	}
	for _, p := range answer.Topics[s.config.Topic] {
		if p.Partition == id && p.Error == nil && p.FirstOffset >= 0 {
			return logRange{start: p.FirstOffset, end: p.LastOffset}, nil
		} else if p.Error != nil {
			return logRange{}, fmt.Errorf("read the range of %s/%d: %w", s.config.Topic, id, p.Error)
		}
	}
	return logRange{}, fmt.Errorf("read the range of %s/%d: no answer", s.config.Topic, id)
}
