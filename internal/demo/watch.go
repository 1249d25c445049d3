package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/ledger"
)

const (
	// watchEvery is how often the ledger is read.
	watchEvery = 400 * time.Millisecond
	// caseCountMax bounds one reading.
	caseCountMax = 1_000_000
)

// watch shows progress until ctx ends (without Exit: not before), everything is settled, or the
// time is up. It returns the last reading.
func (s *show) watch(ctx context.Context) (snapshot, error) {
	deadline := s.o.Now().Add(s.o.Within)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	last := s.before
	told := false
	for {
		now, err := s.read(ctx)
		if ctx.Err() != nil {
			return last, ctx.Err()
		}
		if err != nil {
			return last, err
		}
		s.screen.progress(now, now.changesSince(last))
		last = now
		settled := now.settled(s.expect)
		if s.o.Exit && (settled || s.o.Now().After(deadline)) {
			return now, nil
		}
		if settled && !told {
			told = true
			s.invite(now)
		}
		select {
		case <-ctx.Done():
			return last, ctx.Err()
		case <-tick.C:
		}
	}
}

func (s *show) read(ctx context.Context) (snapshot, error) {
	behind, err := kafka.Behind(ctx, kafka.Line{Brokers: []string{s.stack.KafkaAddress}}, s.o.Topic, s.o.Group)
	if err != nil {
		return snapshot{}, err
	}
	rows, err := s.books.Cases(ctx, ledger.CaseFilter{LimitMax: caseCountMax})
	if err != nil {
		return snapshot{}, fmt.Errorf("demo: cases: %w", err)
	}
	now := newSnapshot(s.o.Now(), rows)
	now.waitingRecords = behind
	return now, nil
}

// invite says, once everything is at rest, where to look and what to do next.
func (s *show) invite(now snapshot) {
	s.screen.line("")
	for _, text := range s.screen.waitingLines(now) {
		s.screen.line("%s", text)
	}
	s.screen.line("look at the refunds: %s/namespaces/default/workflows", s.stack.TemporalUIURL)
	s.screen.line("send your own:       %s publish EVENT.json... (Kafka at %s, topic %s)", s.o.Program, s.stack.KafkaAddress, s.o.Topic)
	s.screen.line("Ctrl-C stops; the next start on %s goes on from here", s.o.Stack.DataDir)
	s.screen.line("")
}
