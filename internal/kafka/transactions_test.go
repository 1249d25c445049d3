package kafka_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// transact writes values in one transaction, each as a batch of its own, and ends it.
func transact(t *testing.T, client *kgo.Client, end kgo.TransactionEndTry, values ...string) {
	t.Helper()
	if err := client.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	write(t, client, values...)
	if err := client.EndTransaction(within(t), end); err != nil {
		t.Fatal(err)
	}
}

// A refund was paid for a record of an aborted transaction once.
func TestRecordsOfAnAbortedTransactionAreNeverSeen(t *testing.T) {
	p := serve(t, 1)
	producer, plain := p.foreign(t, kgo.TransactionalID(p.topic)), p.foreign(t)
	transact(t, producer, kgo.TryAbort, "aborted 1", "aborted 2")
	transact(t, producer, kgo.TryCommit, "kept 1")
	write(t, plain, "outside 1")
	transact(t, producer, kgo.TryAbort, "aborted 3")
	transact(t, producer, kgo.TryAbort, "aborted 4")
	transact(t, producer, kgo.TryCommit, "kept 2", "kept 3")
	write(t, plain, "outside 2")
	handled := newCollected()
	consume(t, p.consumer(handled))
	p.awaitCommitted(t, 1, 14) // nine records, and five markers: whatever was handed out is handled
	handled.check(t, "kept 1", "outside 1", "kept 2", "kept 3", "outside 2")
}

// The records of two producers lie between each other; one gives up, the other does not.
func TestTransactionsThatOverlapAreToldApart(t *testing.T) {
	p := serve(t, 1)
	good, bad := p.foreign(t, kgo.TransactionalID(p.topic+" good")), p.foreign(t, kgo.TransactionalID(p.topic+" bad"))
	for _, producer := range []*kgo.Client{good, bad} {
		if err := producer.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		write(t, bad, fmt.Sprint("bad ", i))
		write(t, good, fmt.Sprint("good ", i))
	}
	handled := newCollected()
	consume(t, p.consumer(handled))
	for producer, end := range map[*kgo.Client]kgo.TransactionEndTry{bad: kgo.TryAbort, good: kgo.TryCommit} {
		if err := producer.EndTransaction(within(t), end); err != nil {
			t.Fatal(err)
		}
	}
	write(t, p.foreign(t), "last")
	handled.await(t, "last")
	handled.check(t, "good 0", "good 1", "good 2", "last")
}

// A member that takes over begins in the middle of a transaction that is aborted.
func TestATransactionIsUnseenFromItsMiddleToo(t *testing.T) {
	p := serve(t, 1)
	transact(t, p.foreign(t, kgo.TransactionalID(p.topic)), kgo.TryAbort, "a", "b", "c")
	p.commitAt(t, 1)
	write(t, p.foreign(t), "last")
	handled := newCollected()
	consume(t, p.consumer(handled))
	handled.await(t, "last")
	handled.check(t, "last")
}

// Markers have offsets. They are no records, and no lag: the position passes them.
func TestMarkersAreNoRecordsAndThePositionPassesThem(t *testing.T) {
	p := serve(t, 1)
	producer := p.foreign(t, kgo.TransactionalID(p.topic))
	transact(t, producer, kgo.TryCommit, "kept")
	transact(t, producer, kgo.TryAbort, "aborted")
	handled := newCollected()
	consume(t, p.consumer(handled))
	p.awaitCommitted(t, 1, 4) // two records, and two markers
	handled.check(t, "kept")
}

// What a transaction holds back comes once it has ended, and nothing after it comes before.
func TestAnOpenTransactionHoldsReadersBack(t *testing.T) {
	p := serve(t, 1)
	write(t, p.foreign(t), "before")
	producer := p.foreign(t, kgo.TransactionalID(p.topic))
	if err := producer.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	write(t, producer, "inside")
	write(t, p.foreign(t), "after")
	handled := newCollected()
	consume(t, p.consumer(handled))
	handled.await(t, "before")
	p.awaitCommitted(t, 1, 1)
	handled.check(t, "before")
	if err := producer.EndTransaction(context.Background(), kgo.TryCommit); err != nil {
		t.Fatal(err)
	}
	handled.await(t, "after")
	handled.check(t, "before", "inside", "after")
}
