package kafka

import (
	"fmt"
	"slices"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/fetch"
)

// abortedFilter tells, batch by batch in the log's order, which records of an answer were published.
// A broker hands out aborted transactions and the markers that end them; it only says in a list from
// which offset on a producer's transaction was aborted. kafka-go reads that list and applies it
// nowhere.
type abortedFilter struct {
	// from has, for each producer, the first offsets of its aborted transactions, lowest first.
	from map[int64][]int64
}

func newAbortedFilter(transactions []fetch.ResponseTransaction) abortedFilter {
	f := abortedFilter{from: map[int64][]int64{}}
	for _, t := range transactions {
		f.from[t.ProducerID] = append(f.from[t.ProducerID], t.FirstOffset)
	}
	for _, first := range f.from {
		slices.Sort(first)
	}
	return f
}

// publishes reports whether the batch's records are for readers.
func (f abortedFilter) publishes(batch protocol.RecordReader) (bool, error) {
	switch b := batch.(type) {
	case *protocol.ControlBatch:
		f.ended(b.ProducerID, b.BaseOffset)
		return false, nil
	case *protocol.RecordBatch:
		return !b.Attributes.Transactional() || !f.aborts(b.ProducerID, b.BaseOffset), nil
	case *protocol.MessageSet:
		return true, nil // of a time before transactions
	}
	return false, fmt.Errorf("a batch of an unknown kind, %T", batch)
}

// aborts reports whether the producer's transaction that offset lies in was aborted.
func (f abortedFilter) aborts(producer, offset int64) bool {
	first := f.from[producer]
	return len(first) > 0 && first[0] <= offset
}

// ended takes note of the marker at offset: whatever the producer sends next is another transaction.
// A commit's marker ends no aborted transaction, and none of its producer begins before it.
func (f abortedFilter) ended(producer, offset int64) {
	if f.aborts(producer, offset) {
		f.from[producer] = f.from[producer][1:]
	}
}
