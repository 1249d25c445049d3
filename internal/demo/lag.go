package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	driver "github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/internal/kafka"
)

// broker asks the broker how far its readers are. Its connections are its own: the driver's shared
// ones outlive a broker that was stopped.
type broker struct{ client *driver.Client }

func newBroker(address string) broker {
	return broker{client: &driver.Client{Addr: driver.TCP(address), Transport: &driver.Transport{ClientID: "makegood-demo", MetadataTTL: time.Second}}}
}

// lag is how many records of the topic the group has not made safe. The topic may have been made a moment ago.
func (b broker) lag(ctx context.Context, topic, group string) (int64, error) {
	return kafka.UntilKnown(ctx, func() (int64, error) { return b.lagNow(ctx, topic, group) })
}

func (b broker) lagNow(ctx context.Context, topic, group string) (int64, error) {
	about, err := b.client.Metadata(ctx, &driver.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		return 0, fmt.Errorf("demo: metadata of %s: %w", topic, err)
	}
	if err := about.Topics[0].Error; err != nil {
		return 0, fmt.Errorf("demo: metadata of %s: %w", topic, err)
	}
	var partitions []int
	var ask []driver.OffsetRequest
	for _, p := range about.Topics[0].Partitions {
		partitions = append(partitions, p.ID)
		ask = append(ask, driver.LastOffsetOf(p.ID))
	}
	ends, err := b.client.ListOffsets(ctx, &driver.ListOffsetsRequest{Topics: map[string][]driver.OffsetRequest{topic: ask}})
	if err != nil {
		return 0, fmt.Errorf("demo: ends of %s: %w", topic, err)
	}
	safe, err := b.client.OffsetFetch(ctx, &driver.OffsetFetchRequest{GroupID: group, Topics: map[string][]int{topic: partitions}})
	if err != nil {
		return 0, fmt.Errorf("demo: offsets of %s: %w", group, err)
	}
	var behind int64
	for _, end := range ends.Topics[topic] {
		behind, err = behind+end.LastOffset, errors.Join(err, end.Error)
	}
	for _, p := range safe.Topics[topic] {
		behind, err = behind-max(p.CommittedOffset, 0), errors.Join(err, p.Error)
	}
	if err != nil {
		return 0, fmt.Errorf("demo: how far %s is on %s: %w", group, topic, err)
	}
	return behind, nil
}
