package kafka_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/internal/kafka"
)

func TestEveryRecordIsHandledInItsKeysOrderAndCommitted(t *testing.T) {
	p := serve(t, 4)
	p.send(t, p.numbered(200, 10)...)
	handled := newSeen()
	stop := consume(t, p.consumer(handled))
	handled.await(t, 200)
	stop()
	for key, numbers := range handled.byKey {
		if !slices.IsSorted(numbers) || len(numbers) != 20 {
			t.Errorf("%s was handled as %v", key, numbers)
		}
	}
	if got := p.committedSum(t, 4); got != 200 {
		t.Fatalf("committed %d, want 200", got)
	}
}

func TestARecordThatIsNotSafeHoldsBackItsOffsetAndComesAgain(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(5, 5)...)
	others := newSeen()
	stuck := handlerFunc(func(ctx context.Context, r kafka.Record) error {
		if string(r.Value) == "2" {
			return errors.New("not now")
		}
		return others.Handle(ctx, r)
	})
	stop := consume(t, p.consumer(stuck))
	others.await(t, 4)
	stop()
	if got := p.committedSum(t, 1); got != 2 {
		t.Fatalf("committed %d, want 2: what comes before the record that is not safe", got)
	}
	again := newSeen()
	stop = consume(t, p.consumer(again))
	again.await(t, 3)
	stop()
	if again.times["2"] != 1 || again.times["3"] != 1 || again.times["4"] != 1 || len(again.times) != 3 {
		t.Fatalf("handled after the restart: %v, want 2, 3 and 4", again.times)
	}
}

func TestAHandlerThatFailsIsCalledAgainAndToldOf(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(1, 1)...)
	done, told := make(chan int, 1), atomic.Int32{}
	config := p.consumer(handlerFunc(func(_ context.Context, r kafka.Record) error {
		if r.Attempt < 4 {
			return errors.New("not now")
		}
		done <- r.Attempt
		return nil
	}))
	config.OnRetry = func(r kafka.Record, err error, pause time.Duration) {
		if r.Place() == p.topic+"/0/0" && err.Error() == "not now" && pause > 0 {
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

// renumbered are count records that go on from a number.
func (p place) renumbered(from, count int) []driver.Message { return p.numbered(from+count, 30)[from:] }

func TestStoppingWaitsForAHandlerOnlySoLong(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(1, 1)...)
	begun := make(chan struct{})
	config := p.consumer(handlerFunc(func(ctx context.Context, _ kafka.Record) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}))
	config.DrainMax = 20 * time.Millisecond
	stop := consume(t, config)
	<-begun
	stop()
	if got := p.committedSum(t, 1); got != 0 {
		t.Fatalf("committed %d, and the record is not safe", got)
	}
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

func TestStoppingIsPromptWhileRecordsAreNotAdmitted(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(10, 10)...)
	gate := turnstile{waiting: make(chan struct{}, 1), open: make(chan struct{})}
	config := p.consumer(newSeen())
	config.Admit, config.DrainMax, config.SessionTimeout = gate.admit, 2*deadline, 3*deadline
	stop := consume(t, config)
	<-gate.waiting
	stop() // fails after half of what the drain may take
	if got := p.committedSum(t, 1); got != 0 {
		t.Fatalf("committed %d, and no record was admitted", got)
	}
}

func TestAConsumerWithoutWhatItNeedsDoesNotStart(t *testing.T) {
	whole := place{brokers: []string{"127.0.0.1:1"}, topic: "orders", group: "readers"}.consumer(newSeen())
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
