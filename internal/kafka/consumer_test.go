package kafka_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/makegood/makegood/internal/kafka"
)

func TestEveryRecordIsHandledInItsKeysOrderAndCommitted(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(4, topic))
	send(t, cluster.ListenAddrs(), numbered(200, 10)...)
	handled := newSeen()
	stop := consume(t, consumerConfig(cluster.ListenAddrs(), handled))
	handled.await(t, 200)
	stop()
	for key, numbers := range handled.byKey {
		if !slices.IsSorted(numbers) || len(numbers) != 20 {
			t.Errorf("%s was handled as %v", key, numbers)
		}
	}
	if got := committedSum(t, cluster.ListenAddrs(), 4); got != 200 {
		t.Fatalf("committed %d, want 200", got)
	}
}

func TestARecordThatIsNotSafeHoldsBackItsOffsetAndComesAgain(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, topic))
	send(t, cluster.ListenAddrs(), numbered(5, 5)...)
	others := newSeen()
	stuck := handlerFunc(func(ctx context.Context, r kafka.Record) error {
		if string(r.Value) == "2" {
			return errors.New("not now")
		}
		return others.Handle(ctx, r)
	})
	stop := consume(t, consumerConfig(cluster.ListenAddrs(), stuck))
	others.await(t, 4)
	stop()
	if got := committedSum(t, cluster.ListenAddrs(), 1); got != 2 {
		t.Fatalf("committed %d, want 2: what comes before the record that is not safe", got)
	}
	again := newSeen()
	stop = consume(t, consumerConfig(cluster.ListenAddrs(), again))
	again.await(t, 3)
	stop()
	if again.times["2"] != 1 || again.times["3"] != 1 || again.times["4"] != 1 || len(again.times) != 3 {
		t.Fatalf("handled after the restart: %v, want 2, 3 and 4", again.times)
	}
}

func TestAHandlerThatFailsIsCalledAgainAndToldOf(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, topic))
	send(t, cluster.ListenAddrs(), numbered(1, 1)...)
	done, told := make(chan int, 1), atomic.Int32{}
	config := consumerConfig(cluster.ListenAddrs(), handlerFunc(func(_ context.Context, r kafka.Record) error {
		if r.Attempt < 4 {
			return errors.New("not now")
		}
		done <- r.Attempt
		return nil
	}))
	config.OnRetry = func(r kafka.Record, err error, pause time.Duration) {
		if r.Place() == "orders/0/0" && err.Error() == "not now" && pause > 0 {
			told.Add(1)
		}
	}
	consume(t, config)
	select {
	case attempt := <-done:
		if attempt != 4 || told.Load() != 3 {
			t.Fatalf("safe at attempt %d after %d pauses, want 4 after 3", attempt, told.Load())
		}
	case <-time.After(deadline):
		t.Fatal("the record was not handled")
	}
}

func TestConsumersThatComeAndGoLoseNothingAndNeverCommitBackwards(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(6, topic))
	watched := watchCommits(cluster)
	addrs := cluster.ListenAddrs()
	handled := newSeen()
	stopFirst := consume(t, consumerConfig(addrs, handled))
	send(t, addrs, numbered(300, 30)...)
	handled.await(t, 50)
	stopSecond := consume(t, consumerConfig(addrs, handled))
	send(t, addrs, renumbered(300, 300)...)
	handled.await(t, 400)
	stopFirst()
	send(t, addrs, renumbered(600, 300)...)
	handled.await(t, 900)
	// What was handled but not committed by the first comes again to the second.
	for limit := time.Now().Add(deadline); committedSum(t, addrs, 6) < 900 && time.Now().Before(limit); {
	}
	stopSecond()
	watched.check(t)
	if got := committedSum(t, addrs, 6); got != 900 {
		t.Fatalf("committed %d, want 900", got)
	}
}

// renumbered are count records that go on from a number.
func renumbered(from, count int) []driver.Message { return numbered(from+count, 30)[from:] }

func TestStoppingWaitsForAHandlerOnlySoLong(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, topic))
	send(t, cluster.ListenAddrs(), numbered(1, 1)...)
	begun := make(chan struct{})
	config := consumerConfig(cluster.ListenAddrs(), handlerFunc(func(ctx context.Context, _ kafka.Record) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}))
	config.DrainMax = 20 * time.Millisecond
	stop := consume(t, config)
	<-begun
	stop()
	if got := committedSum(t, cluster.ListenAddrs(), 1); got != 0 {
		t.Fatalf("committed %d, and the record is not safe", got)
	}
}

func TestABrokerThatComesLateIsWaitedFor(t *testing.T) {
	first := broker(t, kfake.SeedTopics(1, topic))
	addrs := first.ListenAddrs()
	port := portOf(t, addrs[0])
	first.Close()
	handled, config, told := newSeen(), consumerConfig(addrs, nil), away()
	config.Handler, config.OnAway = handled, told.note
	consume(t, config)
	told.await(t)
	second := broker(t, kfake.Ports(port), kfake.SeedTopics(1, topic))
	send(t, second.ListenAddrs(), numbered(3, 3)...)
	handled.await(t, 3)
}

func TestABrokerThatGoesAwayIsToldOfWhileItIsRead(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, topic))
	send(t, cluster.ListenAddrs(), numbered(1, 1)...)
	handled, config, told := newSeen(), consumerConfig(cluster.ListenAddrs(), nil), away()
	config.Handler, config.OnAway = handled, told.note
	consume(t, config)
	handled.await(t, 1)
	cluster.Close()
	told.await(t)
}

// turnstile lets nobody pass until it is opened.
type turnstile struct {
	waiting chan struct{}
	open    chan struct{}
}

func (t turnstile) admit(ctx context.Context) error {
	select {
	case t.waiting <- struct{}{}:
	default:
	}
	select {
	case <-t.open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestRecordsThatAreNotAdmittedWaitInTheGroupAndLoseNothing(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, topic))
	beats := watchHeartbeats(cluster)
	send(t, cluster.ListenAddrs(), numbered(100, 100)...)
	gate := turnstile{waiting: make(chan struct{}, 1), open: make(chan struct{})}
	handled := newSeen()
	config := consumerConfig(cluster.ListenAddrs(), handled)
	config.Admit, config.InFlightMax = gate.admit, 4
	config.SessionTimeout, config.DrainMax = 500*time.Millisecond, 100*time.Millisecond
	consume(t, config)
	<-gate.waiting
	beats.await(t, 2*heartbeatsUntilDead)
	if got := handled.count(); got != 0 {
		t.Fatalf("%d records were handled before they were admitted", got)
	}
	close(gate.open)
	handled.await(t, 100)
	for number, times := range handled.times {
		if times != 1 {
			t.Errorf("record %s was handled %d times, want once: the group was kept", number, times)
		}
	}
	if joins := beats.joins.Load(); joins > 1 {
		t.Errorf("the consumer joined %d times, want once", joins)
	}
}

func TestStoppingIsPromptWhileRecordsAreNotAdmitted(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, topic))
	send(t, cluster.ListenAddrs(), numbered(10, 10)...)
	gate := turnstile{waiting: make(chan struct{}, 1), open: make(chan struct{})}
	config := consumerConfig(cluster.ListenAddrs(), newSeen())
	config.Admit, config.DrainMax, config.SessionTimeout = gate.admit, 2*deadline, 3*deadline
	stop := consume(t, config)
	<-gate.waiting
	stop() // fails after half of what the drain may take
	if got := committedSum(t, cluster.ListenAddrs(), 1); got != 0 {
		t.Fatalf("committed %d, and no record was admitted", got)
	}
}

func TestAConsumerWithoutWhatItNeedsDoesNotStart(t *testing.T) {
	whole := consumerConfig([]string{"127.0.0.1:1"}, newSeen())
	for name, change := range map[string]func(*kafka.ConsumerConfig){
		"no brokers":                        func(c *kafka.ConsumerConfig) { c.Line.Brokers = nil },
		"no topic":                          func(c *kafka.ConsumerConfig) { c.Topic = "" },
		"no group":                          func(c *kafka.ConsumerConfig) { c.Group = "" },
		"no handler":                        func(c *kafka.ConsumerConfig) { c.Handler = nil },
		"no logger":                         func(c *kafka.ConsumerConfig) { c.Logger = nil },
		"a drain as long as the session is": func(c *kafka.ConsumerConfig) { c.DrainMax = c.SessionTimeout },
	} {
		t.Run(name, func(t *testing.T) {
			config := whole
			change(&config)
			if err := kafka.Consume(t.Context(), config); err == nil {
				t.Fatal("it started")
			}
		})
	}
}
