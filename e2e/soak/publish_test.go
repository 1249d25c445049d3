//go:build kafka

package soak

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

// transactionMax is how many records share a transaction.
const transactionMax = 25

// publish draws count events and publishes them: some plainly, some in transactions that commit, while
// another transaction is open that is given up in the end.
func (r *rig) publish(count int) {
	r.t.Helper()
	events := r.dealer.batch(count)
	half := len(events) / 2
	steps := []error{
		r.inTurns.BeginTransaction(),
		r.produce(r.inTurns, r.dealer.aborted(count), true),
		r.produce(r.plain, events[:half], false),
		r.inTurns.EndTransaction(r.t.Context(), kgo.TryAbort),
	}
	for at := half; at < len(events); at += transactionMax {
		steps = append(steps,
			r.inTurns.BeginTransaction(),
			r.produce(r.inTurns, events[at:min(at+transactionMax, len(events))], false),
			r.inTurns.EndTransaction(r.t.Context(), kgo.TryCommit))
	}
	for _, err := range steps {
		if err != nil {
			r.t.Fatalf("publish: %v", err)
		}
	}
}

// produce publishes events, waits for the broker's word, and keeps their places.
func (r *rig) produce(client *kgo.Client, events []Event, aborted bool) error {
	records := make([]*kgo.Record, 0, len(events))
	of := map[*kgo.Record]Event{}
	for _, e := range events {
		record := &kgo.Record{Key: e.Key, Value: e.Value, Headers: []kgo.RecordHeader{{Key: "soak", Value: []byte(e.Body)}}}
		records, of[record] = append(records, record), e
	}
	for _, result := range client.ProduceSync(context.WithoutCancel(r.t.Context()), records...) {
		if result.Err != nil {
			return result.Err
		}
		r.published = append(r.published, Published{Event: of[result.Record], Place: placeOf(result.Record), Aborted: aborted})
	}
	if !aborted {
		r.happened += len(events)
		r.figures.published.Add(int64(len(events)))
	}
	return nil
}

func placeOf(record *kgo.Record) Place {
	return Place(fmt.Sprintf("%s/%d/%d", record.Topic, record.Partition, record.Offset))
}
