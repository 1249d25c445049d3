package kafka_test

import (
	"slices"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

func TestADeadLetterKeepsTheRecordAndSaysWhy(t *testing.T) {
	p := serveWithout(t)
	p.make(t, kafka.DeadLetterTopic(p.topic, p.group), 1)
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	record := kafka.Record{
		Topic: p.topic, Partition: 3, Offset: 41, Key: []byte("order-1"), Value: []byte("\x00\xffnot JSON"), Attempt: 2, Time: at.Add(-time.Minute),
		Headers: []kafka.Header{{Key: "ce_id", Value: []byte("a")}, {Key: "ce_id", Value: []byte("b")}, {Key: "empty", Value: nil}},
	}
	w := kafka.NewWriter(p.line())
	defer func() { _ = w.Close() }()
	letters := kafka.NewDeadLetters(w, p.group)
	letter := kafka.Letter{Stage: "decode", Reason: "MALFORMED", Detail: "the value is not JSON", At: at}
	if err := letters.Write(within(t), record, letter); err != nil {
		t.Fatal(err)
	}
	got := readOne(t, p.brokers, kafka.DeadLetterTopic(p.topic, p.group))
	if string(got.Key) != "order-1" || string(got.Value) != "\x00\xffnot JSON" {
		t.Errorf("key %q, value %q", got.Key, got.Value)
	}
	want := []string{
		"ce_id=a", "ce_id=b", "empty=",
		"dlq_original_topic=" + p.topic, "dlq_original_partition=3", "dlq_original_offset=41",
		"dlq_original_timestamp=2026-11-21T11:59:00Z", "dlq_group=" + p.group, "dlq_stage=decode",
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

func TestADeadLetterThatIsTooLargeForItsTopicKeepsThePlace(t *testing.T) {
	p := serveWithout(t)
	p.make(t, kafka.DeadLetterTopic(p.topic, p.group), 1, "max.message.bytes", "2000")
	w := kafka.NewWriter(p.line())
	t.Cleanup(func() { _ = w.Close() })
	record := kafka.Record{Topic: p.topic, Partition: 3, Offset: 41, Key: []byte("order-1"), Value: make([]byte, 3000)}
	if err := kafka.NewDeadLetters(w, p.group).Write(within(t), record, kafka.Letter{Stage: "decode", Reason: "MALFORMED"}); err != nil {
		t.Fatal(err)
	}
	got := readOne(t, p.brokers, kafka.DeadLetterTopic(p.topic, p.group))
	headers := map[string]string{}
	for _, h := range got.Headers {
		headers[h.Key] = string(h.Value)
	}
	if len(got.Value) != 0 || headers[kafka.HeaderLeftOut] != "3000" || headers[kafka.HeaderOriginalOffset] != "41" {
		t.Errorf("the dead letter has %d bytes and the headers %v", len(got.Value), headers)
	}
}

func TestTopicsThatAreSetUpWrongAreNamed(t *testing.T) {
	p := serveWithout(t)
	letters := kafka.DeadLetterTopic(p.topic, p.group)
	p.make(t, p.topic, 1, "cleanup.policy", "compact", "max.message.bytes", "5000000")
	p.make(t, letters, 1, "max.message.bytes", "5000001")
	problems, err := kafka.TopicProblems(within(t), p.line(), kafka.Topic{Name: p.topic}, p.group)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"topic " + p.topic + " has cleanup.policy=compact and needs delete: compaction keeps only the last record of a key, so an order's earlier events are lost",
		"dead-letter topic " + letters + " has max.message.bytes=5000001 and needs 5065536: of larger records it keeps the place, and not the bytes",
	}
	if !slices.Equal(problems, want) {
		t.Errorf("problems are\n%q, want\n%q", problems, want)
	}
}

func TestTopicsThatAreMadeHereAreSetUpRight(t *testing.T) {
	p := serveWithout(t)
	orders := kafka.Topic{Name: p.topic, Partitions: 1, Replicas: 1}
	if err := kafka.EnsureTopics(within(t), zap.NewNop(), p.line(), orders, orders.DeadLetters(p.group)); err != nil {
		t.Fatal(err)
	}
	if problems, err := kafka.TopicProblems(within(t), p.line(), orders, p.group); err != nil || len(problems) > 0 {
		t.Errorf("problems are %q, %v", problems, err)
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
