//go:build !kafka

package kafka_test

import (
	"bytes"
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/makegood/makegood/internal/kafka"
)

// BenchmarkConsume reads records of two kilobytes, as events are, that cost nothing to handle.
func BenchmarkConsume(b *testing.B) {
	const partitions, records, valueBytes = 4, 20_000, 2048
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.GroupMinSessionTimeout(time.Second), kfake.SeedTopics(partitions, "orders"))
	if err != nil {
		b.Fatal(err)
	}
	defer cluster.Close()
	p := placeOn(cluster)
	w := kafka.NewWriter(p.line())
	var messages []driver.Message
	for i := range records {
		messages = append(messages, driver.Message{Topic: p.topic, Key: fmt.Append(nil, i), Value: bytes.Repeat([]byte("v"), valueBytes)})
	}
	if err := w.WriteMessages(b.Context(), messages...); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(records * valueBytes)
	run := 0
	for b.Loop() {
		run++
		p.group = fmt.Sprint("readers ", run)
		consumeAll(b, p, records)
	}
	b.ReportMetric(float64(records*b.N)/b.Elapsed().Seconds(), "records/s")
}

// consumeAll reads count records as a member of the place's group, and leaves it.
func consumeAll(b *testing.B, p place, count int) {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var handled atomic.Int64
	config := p.consumer(handlerFunc(func(context.Context, kafka.Record) error {
		if handled.Add(1) == int64(count) {
			cancel()
		}
		return nil
	}))
	if err := kafka.Consume(ctx, config); err != nil {
		b.Fatal(err)
	}
}
