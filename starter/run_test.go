package starter

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/starter/event"
)

const deadline = 30 * time.Second

func broker(t *testing.T) *kfake.Cluster {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.GroupMinSessionTimeout(100*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster
}

// run starts a starter in the background. stop ends it and waits for it.
func run(t *testing.T, config Config) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, config) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("run: %v", err)
			}
		case <-time.After(deadline):
			t.Error("the starter did not stop")
		}
	}
	t.Cleanup(stop)
	return stop
}

func runConfig(brokers []string, temporal Temporal) Config {
	return Config{
		Brokers: brokers, Partitions: 3, Replicas: 1, Temporal: temporal, TaskQueue: "refunds", Logger: zap.NewNop(),
		Metrics: prometheus.NewRegistry(), Now: func() time.Time { return now }, SessionTimeout: 5 * time.Second,
		Retry: kafka.Backoff{Min: time.Millisecond, Max: 10 * time.Millisecond},
	}
}

// events are count cancellations of as many orders, numbered from first.
func events(t *testing.T, first, count int) []driver.Message {
	t.Helper()
	messages := make([]driver.Message, 0, count)
	for i := first; i < first+count; i++ {
		order := fmt.Sprintf("order-%d", i)
		value := bytes.Replace(exampleValue(t), []byte("820982911946154508"), []byte(order), 1)
		messages = append(messages, driver.Message{Topic: event.Topic, Key: []byte(order), Value: value})
	}
	return messages
}

func publish(t *testing.T, brokers []string, messages ...driver.Message) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	if err := kafka.EnsureTopics(ctx, zap.NewNop(), kafka.Line{Brokers: brokers}, kafka.Topic{Name: event.Topic, Partitions: 3, Replicas: 1}); err != nil {
		t.Fatal(err)
	}
	w := kafka.NewWriter(kafka.Line{Brokers: brokers})
	defer func() { _ = w.Close() }()
	if err := w.WriteMessages(ctx, messages...); err != nil {
		t.Fatal(err)
	}
}

// await waits until so many workflows were started.
func (p *pretendTemporal) await(t *testing.T, count int) {
	t.Helper()
	limit := time.After(deadline)
	for p.startedCount() < count {
		select {
		case <-p.changed:
		case <-limit:
			t.Fatalf("%d workflows were started, want %d", p.startedCount(), count)
		}
	}
}

// place is what a group reads.
type place struct {
	group, topic string
	partitions   []int
}

// awaitCommitted asks the broker until so many offsets of the events are committed, and not one more.
func awaitCommitted(t *testing.T, brokers []string, want int64) {
	t.Helper()
	place{group: DefaultGroup, topic: event.Topic, partitions: []int{0, 1, 2}}.awaitCommitted(t, brokers, want)
}

func (p place) awaitCommitted(t *testing.T, brokers []string, want int64) {
	t.Helper()
	limit := time.Now().Add(deadline)
	got := p.committed(t, brokers)
	for got < want && time.Now().Before(limit) {
		got = p.committed(t, brokers)
	}
	if got != want {
		t.Fatalf("committed %d of %s, want %d", got, p.topic, want)
	}
}

func (p place) committed(t *testing.T, brokers []string) int64 {
	t.Helper()
	client := &driver.Client{Addr: driver.TCP(brokers...), Timeout: deadline}
	answer, err := client.OffsetFetch(t.Context(), &driver.OffsetFetchRequest{GroupID: p.group, Topics: map[string][]int{p.topic: p.partitions}})
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, of := range answer.Topics[p.topic] {
		sum += max(of.CommittedOffset, 0)
	}
	return sum
}

func TestStartersThatStopInTheMiddleLoseNoEvent(t *testing.T) {
	addrs, temporal := broker(t).ListenAddrs(), newPretendTemporal()
	publish(t, addrs, events(t, 0, 200)...)
	for _, enough := range []int{1, 60, 120} {
		stop := run(t, runConfig(addrs, temporal))
		temporal.await(t, enough)
		stop()
	}
	publish(t, addrs, events(t, 200, 50)...)
	run(t, runConfig(addrs, temporal))
	temporal.await(t, 250)
	awaitCommitted(t, addrs, 250)
}

func TestWhileTemporalIsAwayEventsWaitAndNoneIsADeadLetter(t *testing.T) {
	cluster, temporal := broker(t), newPretendTemporal()
	for range 40 {
		temporal.refusals = append(temporal.refusals, errAway)
	}
	publish(t, cluster.ListenAddrs(), events(t, 0, 20)...)
	config := runConfig(cluster.ListenAddrs(), temporal)
	run(t, config)
	temporal.await(t, 20)
	awaitCommitted(t, cluster.ListenAddrs(), 20)
	dead := int64(0)
	for _, p := range cluster.PartitionInfos(kafka.DeadLetterTopic(event.Topic, DefaultGroup)) {
		dead += p.HighWatermark
	}
	if dead != 0 {
		t.Fatalf("%d dead letters, want 0", dead)
	}
	if got := counted(t, config.Metrics.(*prometheus.Registry), MetricRetries, ""); got != 40 {
		t.Fatalf("%v pauses, want 40", got)
	}
}

func TestEventsWaitInKafkaWhileWorkersTakeNothingUp(t *testing.T) {
	addrs, temporal, ticks := broker(t).ListenAddrs(), newPretendTemporal(), make(chan time.Time)
	config := runConfig(addrs, temporal)
	config.BacklogMax, config.backlogTicks, config.InFlightMax = 500, ticks, 8
	temporal.wait(501, 0)
	temporal.arriving, temporal.going = make(chan struct{}), make(chan struct{})
	publish(t, addrs, events(t, 0, 40)...)
	stop := run(t, config)
	for range config.InFlightMax {
		<-temporal.arriving // under way before the backlog is seen
	}
	ticks <- now
	ticks <- now // is taken once the first look is over
	close(temporal.going)
	awaitCommitted(t, addrs, int64(config.InFlightMax))
	stop() // while it holds

	temporal.arriving = nil
	temporal.wait(250, 0)
	config.Metrics = prometheus.NewRegistry()
	run(t, config)
	temporal.await(t, 40)
	awaitCommitted(t, addrs, 40)
	if temporal.calls != 40 {
		t.Errorf("%d starts for 40 events", temporal.calls)
	}
}

func TestABrokerThatGoesAwayIsCounted(t *testing.T) {
	cluster, temporal := broker(t), newPretendTemporal()
	publish(t, cluster.ListenAddrs(), events(t, 0, 1)...)
	config := runConfig(cluster.ListenAddrs(), temporal)
	run(t, config)
	temporal.await(t, 1)
	cluster.Close()
	limit := time.Now().Add(deadline)
	for counted(t, config.Metrics.(*prometheus.Registry), MetricBrokerAway, "") == 0 {
		if time.Now().After(limit) {
			t.Fatal("the broker is away, and nothing counts it")
		}
	}
}

func TestABadEventLiesInTheDeadLetterTopicAsItCameAndTheNextOnesGoOn(t *testing.T) {
	addrs, temporal := broker(t).ListenAddrs(), newPretendTemporal()
	bad := driver.Message{
		Topic: event.Topic, Key: []byte("order-x"), Value: []byte(`{"order_id": "order-x", "captured_minor": 12.8}`),
		Headers: []driver.Header{{Key: "ce_id", Value: []byte("evt-1")}, {Key: "ce_type", Value: []byte(event.Type)}},
	}
	publish(t, addrs, append([]driver.Message{bad}, events(t, 0, 10)...)...)
	run(t, runConfig(addrs, temporal))
	temporal.await(t, 10)
	awaitCommitted(t, addrs, 11)
	letter := readLetter(t, addrs)
	if string(letter.Key) != "order-x" || !bytes.Equal(letter.Value, bad.Value) {
		t.Errorf("letter has key %q and value %q", letter.Key, letter.Value)
	}
	headers := map[string]string{}
	for _, h := range letter.Headers {
		headers[h.Key] = string(h.Value)
	}
	for key, want := range map[string]string{
		"ce_id": "evt-1", "ce_type": event.Type, "dlq_reason": "MISSING_FIELD", "dlq_stage": "decode",
		"dlq_error": "MISSING_FIELD: merchant_id: is missing", "dlq_original_topic": event.Topic, "dlq_attempts": "1",
	} {
		if headers[key] != want {
			t.Errorf("header %s is %q, want %q", key, headers[key], want)
		}
	}
}

// readLetter reads the one dead letter, wherever its key has put it.
func readLetter(t *testing.T, brokers []string) driver.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	reader := driver.NewReader(driver.ReaderConfig{
		Brokers: brokers, GroupID: "test", Topic: kafka.DeadLetterTopic(event.Topic, DefaultGroup),
		StartOffset: driver.FirstOffset, MaxWait: 50 * time.Millisecond,
	})
	defer func() { _ = reader.Close() }()
	message, err := reader.FetchMessage(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

// TestAStarterTellsHowItStandsInItsGroup: that its topics are there, each second what its share is, and that it has
// none any more when the broker is gone.
func TestAStarterTellsHowItStandsInItsGroup(t *testing.T) {
	cluster := broker(t)
	config := runConfig(cluster.ListenAddrs(), newPretendTemporal())
	config.SessionTimeout = 2 * time.Second
	found, told := make(chan struct{}), make(chan kafka.Membership, 1)
	config.OnTopics = func() { close(found) }
	ended, end := context.WithCancel(t.Context())
	config.OnMember = func(m kafka.Membership) {
		select {
		case told <- m:
		case <-ended.Done():
		}
	}
	run(t, config)
	t.Cleanup(end) // before the starter is stopped: it tells of that too
	await := func(want kafka.Membership) {
		t.Helper()
		for limit := time.After(deadline); ; {
			select {
			case m := <-told:
				if m == want {
					return
				}
			case <-limit:
				t.Fatalf("it did not tell %+v", want)
			}
		}
	}
	<-found
	for range 3 {
		await(kafka.Membership{Joined: true, PartitionCount: 3})
	}
	cluster.Close()
	await(kafka.Membership{})
}
