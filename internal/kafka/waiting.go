package kafka

import (
	"context"
	"errors"
	"fmt"
	"time"

	driver "github.com/segmentio/kafka-go"
)

// ErrNoTopic: the broker has no such topic, or none of its partitions has a leader.
var ErrNoTopic = errors.New("kafka: there is no such topic")

// Waiting is what of a topic a group has not made safe.
type Waiting struct {
	// Count is how many offsets that are: records, and markers of transactions.
	Count int64
	// Oldest is when the first of them was written (UTC); zero: nothing waits.
	Oldest time.Time
}

// WaitingFor reads what of a topic a group has not committed, and the first record of each partition that waits: so it
// is seen that it can be read. ErrNoTopic, or the broker's error.
func WaitingFor(ctx context.Context, line Line, topic, group string) (Waiting, error) {
	transport := line.transport(topic)
	defer transport.CloseIdleConnections()
	gaps, err := gapsOf(ctx, line.client(transport), topic, group)
	if err != nil {
		return Waiting{}, err
	}
	var all Waiting
	for id, gap := range gaps {
		all.Count += gap.end - gap.start
		got, err := fetcher{transport: transport, addr: line.addr(), topic: topic, partition: id}.fetch(ctx, gap.start)
		if err != nil {
			return all, err
		}
		for _, r := range got.records[:min(1, len(got.records))] {
			if all.Oldest.IsZero() || r.Time.Before(all.Oldest) {
				all.Oldest = r.Time.UTC()
			}
		}
	}
	return all, nil
}

// Behind is how many offsets of a topic a group has not committed. The topic may have been made a moment ago.
func Behind(ctx context.Context, line Line, topic, group string) (offsets int64, err error) {
	transport := line.transport(topic)
	defer transport.CloseIdleConnections()
	gaps, err := UntilKnown(ctx, func() (map[int]logRange, error) { return gapsOf(ctx, line.client(transport), topic, group) })
	for _, gap := range gaps {
		offsets += gap.end - gap.start
	}
	return offsets, err
}

// gapsOf are the partitions of a topic that a group has something to commit of, with what that is.
func gapsOf(ctx context.Context, client *driver.Client, topic, group string) (map[int]logRange, error) {
	partitions, err := partitionsOf(ctx, client, topic)
	if err != nil {
		return nil, err
	}
	gaps, err := logRanges(ctx, client, driver.ReadUncommitted, topic, partitions)
	if err != nil {
		return nil, err
	}
	committed, err := committedBy(ctx, client, topic, group, partitions)
	if err != nil {
		return nil, err
	}
	for id, of := range gaps {
		of.start = max(of.start, committed[id])
		if gaps[id] = of; of.start >= of.end {
			delete(gaps, id)
		}
	}
	return gaps, nil
}

func partitionsOf(ctx context.Context, client *driver.Client, topic string) (out []int, err error) {
	answer, err := client.Metadata(ctx, &driver.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		return nil, fmt.Errorf("read metadata: %w", err)
	}
	for _, t := range answer.Topics {
		if t.Name == topic && t.Error != nil && !errors.Is(t.Error, driver.UnknownTopicOrPartition) {
			return nil, fmt.Errorf("topic %s: %w", topic, t.Error)
		}
		if t.Name != topic || !usable(t) {
			continue
		}
		for _, p := range t.Partitions {
			out = append(out, p.ID)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoTopic, topic)
	}
	return out, nil
}

// committedBy are a group's positions by partition; one that it has none in is left out.
func committedBy(ctx context.Context, client *driver.Client, topic, group string, partitions []int) (map[int]int64, error) {
	answer, err := client.OffsetFetch(ctx, &driver.OffsetFetchRequest{GroupID: group, Topics: map[string][]int{topic: partitions}})
	if err == nil {
		err = answer.Error
	}
	out := map[int]int64{}
	if errors.Is(err, driver.GroupIdNotFound) { // nobody has joined it yet
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what %s has committed of %s: %w", group, topic, err)
	}
	for _, p := range answer.Topics[topic] {
		if p.Error != nil {
			return nil, fmt.Errorf("read what %s has committed of %s: %w", group, topic, p.Error)
		}
		if p.CommittedOffset >= 0 {
			out[p.Partition] = p.CommittedOffset
		}
	}
	return out, nil
}
