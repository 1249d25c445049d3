package kafka_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

const (
	topic    = "orders"
	group    = "readers"
	deadline = 30 * time.Second
)

// broker starts an in-process broker that speaks the real protocol on a free local port.
func broker(t *testing.T, opts ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	opts = append([]kfake.Opt{kfake.NumBrokers(1), kfake.GroupMinSessionTimeout(100 * time.Millisecond)}, opts...)
	cluster, err := kfake.NewCluster(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster
}

// within is the test's context, with a deadline so that what never comes fails the test.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	return ctx
}

func send(t *testing.T, brokers []string, messages ...driver.Message) {
	t.Helper()
	w := kafka.NewWriter(kafka.Line{Brokers: brokers})
	defer func() { _ = w.Close() }()
	if err := w.WriteMessages(within(t), messages...); err != nil {
		t.Fatal(err)
	}
}

// numbered are count records over keys, each with its number as value.
func numbered(count, keys int) []driver.Message {
	messages := make([]driver.Message, 0, count)
	for i := range count {
		messages = append(messages, driver.Message{
			Topic: topic, Key: fmt.Appendf(nil, "key-%d", i%keys), Value: fmt.Appendf(nil, "%d", i),
		})
	}
	return messages
}

func consumerConfig(brokers []string, handler kafka.Handler) kafka.ConsumerConfig {
	return kafka.ConsumerConfig{
		Line: kafka.Line{Brokers: brokers}, Topic: topic, Group: group, Handler: handler, Logger: zap.NewNop(),
		CommitEvery: 5 * time.Millisecond, WatchEvery: 50 * time.Millisecond, DrainMax: time.Second, SessionTimeout: 2 * time.Second,
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
func committedSum(t *testing.T, brokers []string, partitions int) int64 {
	t.Helper()
	ids := make([]int, partitions)
	for i := range ids {
		ids[i] = i
	}
	client := &driver.Client{Addr: driver.TCP(brokers...), Timeout: deadline}
	answer, err := client.OffsetFetch(within(t), &driver.OffsetFetchRequest{GroupID: group, Topics: map[string][]int{topic: ids}})
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, p := range answer.Topics[topic] {
		sum += max(p.CommittedOffset, 0)
	}
	return sum
}

// heartbeatsUntilDead is how many heartbeats of consumerConfig's session fill its time-out.
const heartbeatsUntilDead = 10

// heartbeats counts what keeps a member in its group, and how often it had to join.
type heartbeats struct {
	beats chan struct{}
	joins atomic.Int32
}

func watchHeartbeats(cluster *kfake.Cluster) *heartbeats {
	h := &heartbeats{beats: make(chan struct{}, 1)}
	cluster.ControlKey(int16(kmsg.Heartbeat), func(kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		select {
		case h.beats <- struct{}{}:
		default:
		}
		return nil, nil, false
	})
	cluster.ControlKey(int16(kmsg.JoinGroup), func(kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		h.joins.Add(1)
		return nil, nil, false
	})
	return h
}

func (h *heartbeats) await(t *testing.T, count int) {
	t.Helper()
	limit := time.After(deadline)
	for range count {
		select {
		case <-h.beats:
		case <-limit:
			t.Fatal("the consumer sends no heartbeats")
		}
	}
}

// commits watches every offset commit the broker accepts to handle.
type commits struct {
	mu      sync.Mutex
	highest map[int32]int64
	rewinds []string
}

func watchCommits(cluster *kfake.Cluster) *commits {
	c := &commits{highest: map[int32]int64{}}
	cluster.ControlKey(int16(kmsg.OffsetCommit), func(request kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		c.note(request.(*kmsg.OffsetCommitRequest))
		return nil, nil, false
	})
	return c
}

func (c *commits) note(request *kmsg.OffsetCommitRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range request.Topics {
		for _, p := range t.Partitions {
			if p.Offset < c.highest[p.Partition] {
				c.rewinds = append(c.rewinds, fmt.Sprintf("partition %d from %d to %d", p.Partition, c.highest[p.Partition], p.Offset))
			}
			c.highest[p.Partition] = max(c.highest[p.Partition], p.Offset)
		}
	}
}

func (c *commits) check(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, rewind := range c.rewinds {
		t.Errorf("a commit went back: %s", rewind)
	}
}
