package kafka_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

// deadline is how long a test waits for what should come at once.
const deadline = 60 * time.Second

// place is a broker, with a topic and a group for one test.
type place struct {
	brokers      []string
	topic, group string
	security     kafka.Security
}

func (p place) line() kafka.Line { return kafka.Line{Brokers: p.brokers, Security: p.security} }

// client has connections of its own: those that tests share would outlive a broker that is killed.
func (p place) client(t *testing.T) *driver.Client {
	t.Helper()
	transport := &driver.Transport{MetadataTTL: 100 * time.Millisecond}
	t.Cleanup(transport.CloseIdleConnections)
	return &driver.Client{Addr: driver.TCP(p.brokers...), Timeout: deadline, Transport: transport}
}

// within is the test's context, with a deadline so that what never comes fails the test.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	return ctx
}

func (p place) send(t *testing.T, messages ...driver.Message) {
	t.Helper()
	w := kafka.NewWriter(p.line())
	defer func() { _ = w.Close() }()
	if err := w.WriteMessages(within(t), messages...); err != nil {
		t.Fatal(err)
	}
}

// numbered are count records over keys, each with its number as value.
func (p place) numbered(count, keys int) []driver.Message {
	messages := make([]driver.Message, 0, count)
	for i := range count {
		messages = append(messages, driver.Message{
			Topic: p.topic, Key: fmt.Appendf(nil, "key-%d", i%keys), Value: fmt.Appendf(nil, "%d", i),
		})
	}
	return messages
}

func (p place) consumer(handler kafka.Handler) kafka.ConsumerConfig {
	return kafka.ConsumerConfig{
		Line: p.line(), Topic: p.topic, Group: p.group, Handler: handler, Logger: zap.NewNop(),
		CommitEvery: 5 * time.Millisecond, WatchEvery: 50 * time.Millisecond, DrainMax: time.Second, SessionTimeout: sessionTimeout,
		Retry: kafka.Backoff{Min: time.Millisecond, Max: 5 * time.Millisecond},
	}
}

// consume runs a consumer in the background. stop ends it and waits until it has left the group.
func consume(t *testing.T, config kafka.ConsumerConfig) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- kafka.Consume(ctx, config) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("consume: %v", err)
			}
		case <-time.After(deadline):
			t.Error("the consumer did not stop")
		}
	})
	t.Cleanup(stop)
	return stop
}

// awayNotes keeps the first word that the broker is away.
type awayNotes chan error

func away() awayNotes { return make(awayNotes, 1) }

func (a awayNotes) note(err error) {
	select {
	case a <- err:
	default:
	}
}

func (a awayNotes) await(t *testing.T) {
	t.Helper()
	select {
	case err := <-a:
		if err == nil {
			t.Error("told of no error")
		}
	case <-time.After(deadline):
		t.Fatal("nobody was told that the broker is away")
	}
}

// handlerFunc makes a function a handler.
type handlerFunc func(ctx context.Context, r kafka.Record) error

func (f handlerFunc) Handle(ctx context.Context, r kafka.Record) error { return f(ctx, r) }

// committedSum adds up the group's committed offsets over the topic's partitions.
func (p place) committedSum(t *testing.T, partitions int) int64 {
	t.Helper()
	ids := make([]int, partitions)
	for i := range ids {
		ids[i] = i
	}
	answer, err := p.client(t).OffsetFetch(within(t), &driver.OffsetFetchRequest{GroupID: p.group, Topics: map[string][]int{p.topic: ids}})
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, of := range answer.Topics[p.topic] {
		sum += max(of.CommittedOffset, 0)
	}
	return sum
}

// awaitCommitted waits until the group's committed offsets add up to want.
func (p place) awaitCommitted(t *testing.T, partitions int, want int64) {
	t.Helper()
	limit := time.Now().Add(deadline)
	for {
		got := p.committedSum(t, partitions)
		if got == want {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("committed %d, want %d", got, want)
		}
	}
}
