package kafka_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/kafka"
)

// collected keeps every record that was handled, in the sequence of the calls.
type collected struct {
	mu      sync.Mutex
	list    []kafka.Record
	changed chan struct{}
}

func newCollected() *collected { return &collected{changed: make(chan struct{}, 1)} }

func (c *collected) Handle(_ context.Context, r kafka.Record) error {
	c.mu.Lock()
	c.list = append(c.list, r)
	c.mu.Unlock()
	select {
	case c.changed <- struct{}{}:
	default:
	}
	return nil
}

func (c *collected) records() []kafka.Record {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.list)
}

// values are the values that were handled, sorted, each once.
func (c *collected) values() []string {
	var values []string
	for _, r := range c.records() {
		values = append(values, string(r.Value))
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// await waits until a record with the value was handled, and returns it.
func (c *collected) await(t *testing.T, value string) kafka.Record {
	t.Helper()
	limit := time.After(deadline)
	for {
		for _, r := range c.records() {
			if string(r.Value) == value {
				return r
			}
		}
		select {
		case <-c.changed:
		case <-limit:
			t.Fatalf("%q was not handled; handled were %d records", value, len(c.records()))
		}
	}
}

// check waits for what is wanted, and reports whatever else was handled. Records of different keys have
// lanes of their own: that the last one is through says nothing of those before it.
func (c *collected) check(t *testing.T, want ...string) {
	t.Helper()
	for _, value := range want {
		c.await(t, value)
	}
	slices.Sort(want)
	if got := c.values(); !slices.Equal(got, want) {
		t.Errorf("handled were %q, want %q", got, want)
	}
}
