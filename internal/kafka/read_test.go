package kafka

import (
	"context"
	"net"
	"sync"
	"testing"

	driver "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/fetch"
	"go.uber.org/zap"
)

// lastAnswer is a broker whose answer comes as the session ends.
type lastAnswer struct {
	batches []protocol.RecordReader
	end     context.CancelFunc
}

func (l lastAnswer) RoundTrip(context.Context, net.Addr, driver.Request) (driver.Response, error) {
	l.end()
	return answerOf(l.batches...), nil
}

func answerOf(batches ...protocol.RecordReader) *fetch.Response {
	return &fetch.Response{Topics: []fetch.ResponseTopic{{Topic: "orders", Partitions: []fetch.ResponsePartition{{
		HighWatermark: 1000, RecordSet: protocol.RecordSet{Records: &protocol.RecordStream{Records: batches}},
	}}}}}
}

// batchAt is a batch of records at the offsets.
func batchAt(base int64, offsets ...int64) *protocol.RecordBatch {
	var records []protocol.Record
	for _, offset := range offsets {
		records = append(records, protocol.Record{Offset: offset, Value: protocol.NewBytes([]byte("v"))})
	}
	return &protocol.RecordBatch{BaseOffset: base, ProducerID: -1, Records: protocol.NewRecordReader(records...)}
}

// noted is a handler that remembers offsets.
type noted struct {
	mu      sync.Mutex
	offsets map[int64]bool
}

func (n *noted) Handle(_ context.Context, r Record) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.offsets[r.Offset] = true
	return nil
}

func sessionOf(t *testing.T, handler Handler) *session {
	t.Helper()
	config, err := ConsumerConfig{
		Line: Line{Brokers: []string{"none"}}, Topic: "orders", Group: "readers", Handler: handler, Logger: zap.NewNop(),
	}.withDefaults()
	must(t, err)
	figures, err := newFigures(nil, "orders")
	must(t, err)
	return &session{config: config, figures: figures, lanes: newLanes(newRoom(config.AheadMax, config.AheadBytesMax))}
}

func partitionAt(offset int64, broker driver.RoundTripper) *partition {
	f := fetcher{transport: broker, addr: driver.TCP("none"), topic: "orders"}
	return newPartition(f, driver.PartitionAssignment{Offset: offset}, defaultWindowMax)
}

// Two events were lost like this in a test: the session ended between two records of an answer, the
// first of them was left out, and the second became safe.
func TestARecordThatIsLeftOutAtTheEndHoldsThePositionBack(t *testing.T) {
	for range 200 {
		handled := &noted{offsets: map[int64]bool{}}
		s := sessionOf(t, handled)
		ctx, end := context.WithCancel(t.Context())
		p := partitionAt(0, lastAnswer{end: end, batches: []protocol.RecordReader{batchAt(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)}})
		_ = s.readOnce(ctx, t.Context(), p) // its error, if any, is ctx's
		s.lanes.wait()
		position := p.tracker.committable()
		for offset := range position {
			if !handled.offsets[offset] {
				t.Fatalf("the position is %d, and %d was not handled", position, offset)
			}
		}
	}
}

// answers is a broker that gives one answer after the other.
type answers struct {
	list []*fetch.Response
}

func (a *answers) RoundTrip(context.Context, net.Addr, driver.Request) (driver.Response, error) {
	next := a.list[0]
	a.list = a.list[1:]
	return next, nil
}

// Compaction leaves batches that are empty, or end before the offset that was asked for.
func TestABatchThatLostItsRecordsToCompactionStopsNothing(t *testing.T) {
	handled := &noted{offsets: map[int64]bool{}}
	s := sessionOf(t, handled)
	p := partitionAt(5, &answers{list: []*fetch.Response{
		answerOf(batchAt(5)), answerOf(batchAt(5)), answerOf(batchAt(4, 4, 5)), answerOf(batchAt(8, 8), batchAt(12, 15)), answerOf(),
	}})
	for step, want := range []int64{6, 7, 8, 16, 16} {
		must(t, s.readOnce(t.Context(), t.Context(), p))
		if p.next != want {
			t.Fatalf("after answer %d reading goes on at %d, want %d", step, p.next, want)
		}
	}
	s.lanes.wait()
	if len(handled.offsets) != 2 || !handled.offsets[8] || !handled.offsets[15] || p.tracker.committable() != 16 {
		t.Errorf("handled were %v up to %d", handled.offsets, p.tracker.committable())
	}
}
