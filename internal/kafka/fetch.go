package kafka

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/fetch"
)

const (
	// recordBytesMax is the largest record that is carried on: a dead letter holds it whole.
	recordBytesMax = 16 << 20
	// fetchBytes is how much one answer brings. A batch that is larger is brought alone, and whole.
	fetchBytes = 1 << 20
	// fetchWait is how long the broker may hold an empty answer back.
	fetchWait = 250 * time.Millisecond
	// fetchTimeout is how long an answer is waited for: a broker that is frozen closes no connection.
	fetchTimeout = fetchWait + 5*time.Second
	// readCommitted leaves the records of transactions that are open to later, and lists those that
	// were aborted.
	readCommitted = 1
	noEpoch       = -1
)

// fetcher reads one partition, an answer at a time.
type fetcher struct {
	transport driver.RoundTripper
	addr      net.Addr
	topic     string
	partition int
}

// fetched is what one answer brought.
type fetched struct {
	// records were published: none is of an aborted transaction, none a marker.
	records []Record
	// next is the offset to go on from.
	next int64
	// end is the log's high watermark: the offset the next record that is written will have.
	end int64
}

// fetch reads from offset on. Its errors are the broker's (driver.Error), the connection's, or
// ErrUnpacksTooLarge for the batch that holds offset.
func (f fetcher) fetch(ctx context.Context, offset int64) (fetched, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	message, err := f.transport.RoundTrip(ctx, f.addr, f.request(offset))
	if err != nil {
		return fetched{}, fmt.Errorf("fetch %s/%d from %d: %w", f.topic, f.partition, offset, err)
	}
	answer, err := partitionOf(message)
	if err != nil {
		return fetched{}, fmt.Errorf("fetch %s/%d from %d: %w", f.topic, f.partition, offset, err)
	}
	return f.read(answer, offset)
}

func (f fetcher) request(offset int64) *fetch.Request {
	return &fetch.Request{
		ReplicaID: -1, MaxWaitTime: int32(fetchWait.Milliseconds()), MinBytes: 1, MaxBytes: fetchBytes,
		IsolationLevel: readCommitted, SessionEpoch: noEpoch,
		Topics: []fetch.RequestTopic{{Topic: f.topic, Partitions: []fetch.RequestPartition{{
			Partition: int32(f.partition), CurrentLeaderEpoch: noEpoch, FetchOffset: offset,
			LogStartOffset: -1, PartitionMaxBytes: fetchBytes,
		}}}},
	}
}

func partitionOf(message driver.Response) (fetch.ResponsePartition, error) {
	answer, ok := message.(*fetch.Response)
	switch {
	case !ok:
		return fetch.ResponsePartition{}, fmt.Errorf("the answer is a %T", message)
	case answer.ErrorCode != 0:
		return fetch.ResponsePartition{}, driver.Error(answer.ErrorCode)
	case len(answer.Topics) != 1 || len(answer.Topics[0].Partitions) != 1:
		return fetch.ResponsePartition{}, errors.New("the answer is not of one partition")
	}
	p := answer.Topics[0].Partitions[0]
	if p.ErrorCode != 0 {
		return fetch.ResponsePartition{}, driver.Error(p.ErrorCode)
	}
	return p, nil
}

// read takes the published records at offset and beyond out of an answer.
func (f fetcher) read(answer fetch.ResponsePartition, offset int64) (fetched, error) {
	into := fetched{next: offset, end: answer.HighWatermark}
	aborted := newAbortedFilter(answer.AbortedTransactions)
	batches := batchesOf(answer.RecordSet.Records)
	for _, batch := range batches {
		published, err := aborted.publishes(batch)
		if err != nil {
			return fetched{}, fmt.Errorf("read %s/%d from %d: %w", f.topic, f.partition, offset, err)
		}
		if err := f.readBatch(&into, batch, published); err != nil {
			return fetched{}, fmt.Errorf("read %s/%d from %d: %w", f.topic, f.partition, into.next, err)
		}
	}
	if len(batches) > 0 && into.next == offset {
		// The log was compacted: the batch that held this offset has lost it, and kafka-go does not say
		// where the batch ends. Nothing lies at offset, so one step is safe.
		into.next++
	}
	return into, nil
}

func batchesOf(records protocol.RecordReader) []protocol.RecordReader {
	stream, ok := records.(*protocol.RecordStream)
	if !ok {
		return nil
	}
	return stream.Records
}

// readBatch adds a batch's records. Of one that is not published it only takes the offsets.
func (f fetcher) readBatch(into *fetched, batch protocol.RecordReader, published bool) error {
	for {
		record, err := batch.ReadRecord()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		r, err := f.recordOf(record)
		if err != nil {
			return err
		}
		if r.Offset < into.next {
			continue // the batch begins before the offset that was asked for
		}
		into.next = r.Offset + 1
		if published {
			into.records = append(into.records, r)
		}
	}
}

// recordOf copies a record out of the answer's buffers, and frees them.
func (f fetcher) recordOf(from *protocol.Record) (Record, error) {
	key, err := take(from.Key)
	if err != nil {
		return Record{}, err
	}
	value, err := take(from.Value)
	if err != nil {
		return Record{}, err
	}
	r := Record{Topic: f.topic, Partition: f.partition, Offset: from.Offset, Time: from.Time, Key: key, Value: value}
	for _, h := range from.Headers {
		r.Headers = append(r.Headers, Header{Key: h.Key, Value: h.Value})
	}
	return r, nil
}

// take copies b; nil stays nil, which is another thing than empty.
func take(b protocol.Bytes) ([]byte, error) {
	if b == nil {
		return nil, nil
	}
	copied, err := protocol.ReadAll(b)
	return copied, errors.Join(err, b.Close())
}
