package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

// Topic is a topic that shall exist. A topic that does is left as it is. Zero Partitions or
// Replicas: the broker's defaults.
type Topic struct {
	Name       string
	Partitions int
	Replicas   int
	// MessageBytesMax is the largest record; zero: the broker's default.
	MessageBytesMax int
}

// DeadLetters is the topic's dead-letter topic for group: it takes the largest record of any topic
// with the headers that come on top.
func (t Topic) DeadLetters(group string) Topic {
	t.Name = DeadLetterTopic(t.Name, group)
	t.MessageBytesMax = batchBytesMax
	return t
}

// EnsureTopics creates the topics that are missing, and returns once all exist and have leaders.
// While the broker is away, or refuses, it says so and keeps trying; the only error is ctx's.
func EnsureTopics(ctx context.Context, logger *zap.Logger, line Line, topics ...Topic) error {
	transport := line.transport()
	defer transport.CloseIdleConnections()
	client := line.client(transport)
	retry := Backoff{Min: 50 * time.Millisecond, Max: 5 * time.Second}
	for attempt := 1; ; attempt++ {
		err := ensure(ctx, client, topics)
		if err == nil {
			return nil
		}
		told := func(pause time.Duration) {
			logger.Warn("waiting for topics", zap.Strings("brokers", line.Brokers), zap.Duration("pause", pause), zap.Error(err))
		}
		if errors.Is(err, errJustCreated) {
			told = func(time.Duration) {}
		}
		if !retry.wait(ctx, attempt, told) {
			return fmt.Errorf("kafka: ensure topics: %w", ctx.Err())
		}
	}
}

// errJustCreated: ask again, the topic's leaders are being chosen.
var errJustCreated = errors.New("topics were created a moment ago")

func ensure(ctx context.Context, client *driver.Client, topics []Topic) error {
	missing, err := absent(ctx, client, topics)
	if err != nil || len(missing) == 0 {
		return err
	}
	configs := make([]driver.TopicConfig, 0, len(missing))
	for _, t := range missing {
		configs = append(configs, t.config())
	}
	answer, err := client.CreateTopics(ctx, &driver.CreateTopicsRequest{Topics: configs})
	if err != nil {
		return fmt.Errorf("create topics %s: %w", names(missing), err)
	}
	for name, err := range answer.Errors {
		if err != nil && !errors.Is(err, driver.TopicAlreadyExists) {
			return fmt.Errorf("create topic %s: %w", name, err)
		}
	}
	return errJustCreated
}

// absent returns the topics that are not there with a leader for each partition.
func absent(ctx context.Context, client *driver.Client, topics []Topic) ([]Topic, error) {
	request := &driver.MetadataRequest{}
	for _, t := range topics {
		request.Topics = append(request.Topics, t.Name)
	}
	answer, err := client.Metadata(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("read metadata: %w", err)
	}
	var missing []Topic
	for _, t := range topics {
		if !slices.ContainsFunc(answer.Topics, func(have driver.Topic) bool { return have.Name == t.Name && usable(have) }) {
			missing = append(missing, t)
		}
	}
	return missing, nil
}

func usable(t driver.Topic) bool {
	leaderless := func(p driver.Partition) bool { return p.Error != nil }
	return t.Error == nil && len(t.Partitions) > 0 && !slices.ContainsFunc(t.Partitions, leaderless)
}

func (t Topic) config() driver.TopicConfig {
	c := driver.TopicConfig{
		Topic:             t.Name,
		NumPartitions:     orDefault(t.Partitions, -1),
		ReplicationFactor: orDefault(t.Replicas, -1),
	}
	if t.MessageBytesMax > 0 {
		c.ConfigEntries = []driver.ConfigEntry{{ConfigName: "max.message.bytes", ConfigValue: strconv.Itoa(t.MessageBytesMax)}}
	}
	return c
}

func names(topics []Topic) string {
	list := make([]string, 0, len(topics))
	for _, t := range topics {
		list = append(list, t.Name)
	}
	return strings.Join(list, ", ")
}
