package kafka_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

// make makes a topic, with settings as name and value, and waits until it can be written to. A topic that
// was just deleted may take a moment.
func (p place) make(t *testing.T, topic string, partitions int, settings ...string) {
	t.Helper()
	config := driver.TopicConfig{Topic: topic, NumPartitions: partitions, ReplicationFactor: 1}
	for i := 0; i < len(settings); i += 2 {
		config.ConfigEntries = append(config.ConfigEntries, driver.ConfigEntry{ConfigName: settings[i], ConfigValue: settings[i+1]})
	}
	p.administer(t, func(client *driver.Client) error {
		answer, err := client.CreateTopics(within(t), &driver.CreateTopicsRequest{Topics: []driver.TopicConfig{config}})
		if err != nil {
			return err
		}
		return answer.Errors[topic]
	})
	if err := kafka.EnsureTopics(within(t), zap.NewNop(), p.line(), kafka.Topic{Name: topic}); err != nil {
		t.Fatal(err)
	}
}

func (p place) deleteTopic(t *testing.T) {
	t.Helper()
	p.administer(t, func(client *driver.Client) error {
		answer, err := client.DeleteTopics(within(t), &driver.DeleteTopicsRequest{Topics: []string{p.topic}})
		if err != nil {
			return err
		}
		return answer.Errors[p.topic]
	})
}

func (p place) raisePartitions(t *testing.T, to int) {
	t.Helper()
	p.administer(t, func(client *driver.Client) error {
		answer, err := client.CreatePartitions(within(t), &driver.CreatePartitionsRequest{
			Topics: []driver.TopicPartitionsConfig{{Name: p.topic, Count: int32(to)}},
		})
		if err != nil {
			return err
		}
		return answer.Errors[p.topic]
	})
}

// administer does what may have to wait a moment: a broker that has just started, or is busy, names no
// controller, and a topic that was just deleted is still there.
func (p place) administer(t *testing.T, do func(*driver.Client) error) {
	t.Helper()
	limit, again := time.After(deadline), time.NewTicker(50*time.Millisecond)
	defer again.Stop()
	for client := p.client(t); ; {
		err := do(client)
		if err == nil {
			return
		}
		if !errors.Is(err, driver.BrokerNotAvailable) && !errors.Is(err, driver.TopicAlreadyExists) {
			t.Fatal(err)
		}
		select {
		case <-again.C:
		case <-limit:
			t.Fatal(err)
		}
	}
}

// foreign is a client that is not ours: another library, with what ours does not have.
func (p place) foreign(t *testing.T, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(append(opts, kgo.SeedBrokers(p.brokers...), kgo.DefaultProduceTopic(p.topic),
		kgo.RecordPartitioner(kgo.ManualPartitioner()))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// write writes values to partition 0.
func write(t *testing.T, client *kgo.Client, values ...string) {
	t.Helper()
	for _, value := range values {
		writeRecords(t, client, &kgo.Record{Key: []byte(value), Value: []byte(value)})
	}
}

func writeRecords(t *testing.T, client *kgo.Client, records ...*kgo.Record) {
	t.Helper()
	if err := client.ProduceSync(within(t), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// deleteRecords makes the log of partition 0 begin at offset.
func (p place) deleteRecords(t *testing.T, offset int64) {
	t.Helper()
	request := kmsg.NewPtrDeleteRecordsRequest()
	request.TimeoutMillis = int32(deadline.Milliseconds())
	request.Topics = []kmsg.DeleteRecordsRequestTopic{{
		Topic: p.topic, Partitions: []kmsg.DeleteRecordsRequestTopicPartition{{Partition: 0, Offset: offset}},
	}}
	answer, err := request.RequestWith(within(t), p.foreign(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := kerr.ErrorForCode(answer.Topics[0].Partitions[0].ErrorCode); err != nil {
		t.Fatal(err)
	}
}

// commitAt makes the group's position in partition 0 what it says, whether or not the log has it.
func (p place) commitAt(t *testing.T, offset int64) {
	t.Helper()
	answer, err := p.client(t).OffsetCommit(within(t), &driver.OffsetCommitRequest{
		GroupID: p.group, GenerationID: -1, Topics: map[string][]driver.OffsetCommit{p.topic: {{Partition: 0, Offset: offset}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Topics[p.topic][0].Error; err != nil {
		t.Fatal(err)
	}
}

// at writes topic/partition/offset for the test's topic.
func (p place) at(offset int64) string { return p.topic + "/0/" + strconv.FormatInt(offset, 10) }

// ends adds up the ends of the topic's logs.
func (p place) ends(t *testing.T, partitions int) int64 {
	t.Helper()
	var sum int64
	for id := range partitions {
		sum += p.list(t, driver.LastOffsetOf(id)).LastOffset
	}
	return sum
}

func (p place) list(t *testing.T, asked driver.OffsetRequest) driver.PartitionOffsets {
	t.Helper()
	answer, err := p.client(t).ListOffsets(within(t), &driver.ListOffsetsRequest{Topics: map[string][]driver.OffsetRequest{p.topic: {asked}}})
	if err != nil {
		t.Fatal(err)
	}
	of := answer.Topics[p.topic][0]
	if of.Error != nil {
		t.Fatal(of.Error)
	}
	return of
}
