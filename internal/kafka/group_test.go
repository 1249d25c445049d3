package kafka_test

import (
	"sync/atomic"
	"testing"
)

func TestPartitionsThatAreAddedAreRead(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(10, 10)...)
	handled := newSeen()
	consume(t, p.consumer(handled))
	consume(t, p.consumer(handled)) // one of them has nothing to read yet
	handled.await(t, 10)
	p.raisePartitions(t, 5)
	p.send(t, p.renumbered(10, 90)...)
	handled.await(t, 100)
	p.awaitCommitted(t, 5, 100)
}

// The first assignment is empty. It is not taken for good, and asking for another does not spin.
func TestATopicThatIsMadeLaterIsRead(t *testing.T) {
	p := serveWithout(t)
	handled, complaints := newSeen(), atomic.Int32{}
	config := p.consumer(handled)
	config.OnAway = func(error) { complaints.Add(1) }
	consume(t, config)
	p.make(t, p.topic, 3)
	p.send(t, p.numbered(20, 20)...)
	handled.await(t, 20)
	p.awaitCommitted(t, 3, 20)
	if got := complaints.Load(); got > 5 {
		t.Errorf("the consumer complained %d times while it waited for the topic", got)
	}
}

func TestMembersThatComeAndGoLoseNothing(t *testing.T) {
	p := serve(t, 6)
	handled := newSeen()
	stopFirst := consume(t, p.consumer(handled))
	p.send(t, p.numbered(300, 30)...)
	handled.await(t, 50)
	stopSecond := consume(t, p.consumer(handled))
	p.send(t, p.renumbered(300, 300)...)
	handled.await(t, 400)
	stopFirst()
	p.send(t, p.renumbered(600, 300)...)
	handled.await(t, 900)
	p.awaitCommitted(t, 6, 900)
	stopSecond()
}
