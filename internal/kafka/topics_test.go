package kafka_test

import (
	"context"
	"net"
	"slices"
	"strconv"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

func portOf(t *testing.T, addr string) int {
	t.Helper()
	_, text, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestMissingTopicsAreCreatedAndOthersLeftAsTheyAre(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(7, "there"))
	there, missing := kafka.Topic{Name: "there", Partitions: 3}, kafka.Topic{Name: topic, Partitions: 3, Replicas: 1}
	for range 2 { // the second time there is nothing to do
		err := kafka.EnsureTopics(within(t), zap.NewNop(), kafka.Line{Brokers: cluster.ListenAddrs()}, there, missing, missing.DeadLetters(group))
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]int{"there": 7, topic: 3, "orders.readers.dlq": 3} {
		if got := len(cluster.PartitionInfos(name)); got != want {
			t.Errorf("%s has %d partitions, want %d", name, got, want)
		}
	}
	if got := cluster.TopicInfo("orders.readers.dlq").Configs["max.message.bytes"]; got == nil || *got != "16842752" {
		t.Errorf("the dead-letter topic takes records of %v bytes, want 16842752", got)
	}
}

func TestTheBrokersOwnDefaultsAreUsedForWhatIsNotSaid(t *testing.T) {
	cluster := broker(t, kfake.DefaultNumPartitions(5))
	if err := kafka.EnsureTopics(within(t), zap.NewNop(), kafka.Line{Brokers: cluster.ListenAddrs()}, kafka.Topic{Name: topic}); err != nil {
		t.Fatal(err)
	}
	if got := len(cluster.PartitionInfos(topic)); got != 5 {
		t.Fatalf("%d partitions, want 5", got)
	}
}

func TestWaitingForTopicsEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := kafka.EnsureTopics(ctx, zap.NewNop(), kafka.Line{Brokers: []string{"127.0.0.1:1"}}, kafka.Topic{Name: topic}); err == nil {
		t.Fatal("topics were found where no broker is")
	}
}

func TestADeadLetterKeepsTheRecordAndSaysWhy(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, kafka.DeadLetterTopic(topic, group)))
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	record := kafka.Record{
		Topic: topic, Partition: 3, Offset: 41, Key: []byte("order-1"), Value: []byte("\x00\xffnot JSON"), Attempt: 2, Time: at.Add(-time.Minute),
		Headers: []kafka.Header{{Key: "ce_id", Value: []byte("a")}, {Key: "ce_id", Value: []byte("b")}, {Key: "empty", Value: nil}},
	}
	w := kafka.NewWriter(kafka.Line{Brokers: cluster.ListenAddrs()})
	defer func() { _ = w.Close() }()
	letters := kafka.NewDeadLetters(w, group)
	letter := kafka.Letter{Stage: "decode", Reason: "MALFORMED", Detail: "the value is not JSON", At: at}
	if err := letters.Write(within(t), record, letter); err != nil {
		t.Fatal(err)
	}
	got := readOne(t, cluster.ListenAddrs(), kafka.DeadLetterTopic(topic, group))
	if string(got.Key) != "order-1" || string(got.Value) != "\x00\xffnot JSON" {
		t.Errorf("key %q, value %q", got.Key, got.Value)
	}
	want := []string{
		"ce_id=a", "ce_id=b", "empty=",
		"dlq_original_topic=orders", "dlq_original_partition=3", "dlq_original_offset=41",
		"dlq_original_timestamp=2026-11-21T11:59:00Z", "dlq_group=readers", "dlq_stage=decode",
		"dlq_reason=MALFORMED", "dlq_error=the value is not JSON", "dlq_attempts=2", "dlq_time=2026-11-21T12:00:00Z",
	}
	var headers []string
	for _, h := range got.Headers {
		headers = append(headers, h.Key+"="+string(h.Value))
	}
	if !slices.Equal(headers, want) {
		t.Errorf("headers\n%q, want\n%q", headers, want)
	}
}

func readOne(t *testing.T, brokers []string, topic string) driver.Message {
	t.Helper()
	reader := driver.NewReader(driver.ReaderConfig{Brokers: brokers, Topic: topic, Partition: 0, MaxWait: 50 * time.Millisecond})
	defer func() { _ = reader.Close() }()
	message, err := reader.FetchMessage(within(t))
	if err != nil {
		t.Fatal(err)
	}
	return message
}
