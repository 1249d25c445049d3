package kafka_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/kafka"
)

// seen remembers what was handled, and how often.
type seen struct {
	mu      sync.Mutex
	times   map[string]int
	byKey   map[string][]int
	changed chan struct{}
}

func newSeen() *seen {
	return &seen{times: map[string]int{}, byKey: map[string][]int{}, changed: make(chan struct{}, 1)}
}

func (s *seen) Handle(_ context.Context, r kafka.Record) error {
	number, err := strconv.Atoi(string(r.Value))
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.times[string(r.Value)]++
	s.byKey[string(r.Key)] = append(s.byKey[string(r.Key)], number)
	s.mu.Unlock()
	select {
	case s.changed <- struct{}{}:
	default:
	}
	return nil
}

func (s *seen) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.times)
}

// await waits until count different records were handled.
func (s *seen) await(t *testing.T, count int) {
	t.Helper()
	limit := time.After(deadline)
	for s.count() < count {
		select {
		case <-s.changed:
		case <-limit:
			t.Fatalf("%d records were handled, want %d", s.count(), count)
		}
	}
}
