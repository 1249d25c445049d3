package kafka_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/makegood/makegood/internal/kafka"
)

func batchOf(values ...string) []*kgo.Record {
	var records []*kgo.Record
	for _, value := range values {
		records = append(records, &kgo.Record{Key: []byte(value), Value: []byte(value)})
	}
	return records
}

func TestEveryCompressionIsRead(t *testing.T) {
	for name, codec := range map[string]kgo.CompressionCodec{
		"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(), "snappy": kgo.SnappyCompression(),
		"lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression(),
	} {
		t.Run(name, func(t *testing.T) {
			p := serve(t, 1)
			values := []string{strings.Repeat("a", 5000), strings.Repeat("b", 5000), name}
			writeRecords(t, p.foreign(t, kgo.ProducerBatchCompression(codec)), batchOf(values...)...)
			handled := newCollected()
			consume(t, p.consumer(handled))
			handled.await(t, name)
			p.awaitCommitted(t, 1, 3)
			handled.check(t, values...)
		})
	}
}

// Nothing and empty are two things: a tombstone has no value, and an empty text is one.
func TestNoKeyNoValueAndEmptyOnesAreToldApart(t *testing.T) {
	p := serve(t, 1)
	writeRecords(t, p.foreign(t),
		&kgo.Record{Value: []byte("no key")},
		&kgo.Record{Key: []byte("tombstone")},
		&kgo.Record{Key: []byte{}, Value: []byte{}},
		&kgo.Record{Key: []byte("k"), Value: []byte("last"), Headers: []kgo.RecordHeader{{Key: "h", Value: []byte("v")}, {Key: "h"}}},
	)
	handled := newCollected()
	consume(t, p.consumer(handled))
	last := handled.await(t, "last")
	p.awaitCommitted(t, 1, 4)
	records := handled.records()
	slices.SortFunc(records, func(a, b kafka.Record) int { return int(a.Offset - b.Offset) })
	if r := records[0]; r.Key != nil || string(r.Value) != "no key" {
		t.Errorf("a record without a key is %+v", r)
	}
	if r := records[1]; r.Value != nil || string(r.Key) != "tombstone" {
		t.Errorf("a tombstone is %+v", r)
	}
	if r := records[2]; r.Key == nil || r.Value == nil || len(r.Key)+len(r.Value) != 0 {
		t.Errorf("a record that is empty is %+v", r)
	}
	if len(last.Headers) != 2 || string(last.Headers[0].Value) != "v" || last.Headers[1].Value != nil {
		t.Errorf("the headers are %+v", last.Headers)
	}
}

// The largest record is larger than one answer, which brings it all the same.
func TestARecordAtTheSizeLimitIsReadAndCanBeADeadLetter(t *testing.T) {
	p := serveWithout(t)
	const limit = 4 << 20
	p.make(t, p.topic, 1, "max.message.bytes", "4200000")
	letters := kafka.Topic{Name: p.topic}.DeadLetters(p.group)
	p.make(t, letters.Name, 1, "max.message.bytes", "16842752")
	large := bytes.Repeat([]byte("x"), limit)
	producer := p.foreign(t, kgo.ProducerBatchMaxBytes(limit+1<<10), kgo.ProducerBatchCompression(kgo.NoCompression()))
	writeRecords(t, producer, &kgo.Record{Value: large}, &kgo.Record{Value: []byte("last")})
	w := kafka.NewWriter(p.line())
	t.Cleanup(func() { _ = w.Close() })
	handled := newCollected()
	consume(t, p.consumer(handled))
	handled.await(t, "last")
	read := handled.await(t, string(large))
	if err := kafka.NewDeadLetters(w, p.group).Write(within(t), read, kafka.Letter{Stage: "test", Reason: "TOO_LARGE"}); err != nil {
		t.Fatal(err)
	}
	if got := readOne(t, p.brokers, letters.Name); !bytes.Equal(got.Value, large) {
		t.Errorf("the dead letter has %d bytes, want %d", len(got.Value), limit)
	}
}

// A few kilobytes unpack to more than a machine has. Their place is handed on without their bytes.
func TestADecompressionBombIsHandedOnWithoutItsBytes(t *testing.T) {
	for name, codec := range map[string]kgo.CompressionCodec{"gzip": kgo.GzipCompression(), "zstd": kgo.ZstdCompression()} {
		t.Run(name, func(t *testing.T) {
			p := serve(t, 1)
			write(t, p.foreign(t), "before")
			const size = 40 << 20
			bomb := p.foreign(t, kgo.ProducerBatchCompression(codec), kgo.ProducerBatchMaxBytes(size+1<<20), kgo.BrokerMaxReadBytes(size*3), kgo.MaxBufferedBytes(size*4))
			writeRecords(t, bomb, &kgo.Record{Key: []byte("k"), Value: make([]byte, size)}, &kgo.Record{Key: []byte("k"), Value: []byte("beside")})
			write(t, p.foreign(t), "after")
			w := p.watch(t)
			w.handled.await(t, "after")
			p.awaitCommitted(t, 1, 4)
			unreadable := 0
			for _, r := range w.handled.records() {
				if errors.Is(r.Unreadable, kafka.ErrUnpacksTooLarge) && r.Key == nil && r.Value == nil {
					unreadable++
				}
			}
			counted, _ := w.figure(t, kafka.MetricUnreadable)
			if unreadable == 0 || float64(unreadable) != counted || len(w.handled.records()) != 4 {
				t.Errorf("%d records, %d of them without bytes, %v counted", len(w.handled.records()), unreadable, counted)
			}
		})
	}
}
