//go:build !kafka

package kafka_test

import (
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
)

func TestConsumersThatComeAndGoLoseNothingAndNeverCommitBackwards(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(6, "orders"))
	p := placeOn(cluster)
	watched := watchCommits(cluster)
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
	// What was handled but not committed by the first comes again to the second.
	p.awaitCommitted(t, 6, 900)
	stopSecond()
	watched.check(t)
}

func TestABrokerThatComesLateIsWaitedFor(t *testing.T) {
	first := broker(t, kfake.SeedTopics(1, "orders"))
	p := placeOn(first)
	port := portOf(t, p.brokers[0])
	first.Close()
	handled, config, told := newSeen(), p.consumer(nil), away()
	config.Handler, config.OnAway = handled, told.note
	consume(t, config)
	told.await(t)
	broker(t, kfake.Ports(port), kfake.SeedTopics(1, "orders"))
	p.send(t, p.numbered(3, 3)...)
	handled.await(t, 3)
}

func TestABrokerThatGoesAwayIsToldOfWhileItIsRead(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, "orders"))
	p := placeOn(cluster)
	p.send(t, p.numbered(1, 1)...)
	handled, config, told := newSeen(), p.consumer(nil), away()
	config.Handler, config.OnAway = handled, told.note
	consume(t, config)
	handled.await(t, 1)
	cluster.Close()
	told.await(t)
}

func TestRecordsThatAreNotAdmittedWaitInTheGroupAndLoseNothing(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(1, "orders"))
	p := placeOn(cluster)
	beats := watchHeartbeats(cluster)
	p.send(t, p.numbered(100, 100)...)
	gate := turnstile{waiting: make(chan struct{}, 1), open: make(chan struct{})}
	handled := newSeen()
	config := p.consumer(handled)
	config.Admit, config.InFlightMax = gate.admit, 4
	config.SessionTimeout, config.DrainMax = 500*time.Millisecond, 100*time.Millisecond
	consume(t, config)
	<-gate.waiting
	beats.await(t, 2*heartbeatsUntilDead)
	if got := handled.count(); got != 0 {
		t.Fatalf("%d records were handled before they were admitted", got)
	}
	close(gate.open)
	handled.await(t, 100)
	for number, times := range handled.times {
		if times != 1 {
			t.Errorf("record %s was handled %d times, want once: the group was kept", number, times)
		}
	}
	if joins := beats.joins.Load(); joins > 1 {
		t.Errorf("the consumer joined %d times, want once", joins)
	}
}
