package starter

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/starter/event"
)

// ofMerchant makes events another merchant's.
func ofMerchant(merchant string, messages []driver.Message) []driver.Message {
	for i := range messages {
		messages[i].Value = bytes.Replace(messages[i].Value, []byte("m-001"), []byte(merchant), 1)
	}
	return messages
}

const (
	manyEvents = 400
	atOnce     = 4
)

// startsBefore publishes many events of one merchant and then one of another, and returns how many of the many
// were started before the one. Nothing is started before all are read that may be.
func startsBefore(t *testing.T, lookAhead int) int {
	t.Helper()
	addrs, temporal := broker(t).ListenAddrs(), newPretendTemporal()
	temporal.arriving, temporal.going = make(chan struct{}, manyEvents+1), make(chan struct{})
	config := runConfig(addrs, temporal)
	config.InFlightMax, config.LookAhead = atOnce, lookAhead
	onePartition(t, addrs)
	publish(t, addrs, append(ofMerchant("many", events(t, 0, manyEvents)), ofMerchant("one", events(t, manyEvents, 1))...)...)
	run(t, config)
	for range atOnce {
		<-temporal.arriving // under way before the other merchant's event is read
	}
	if lookAhead > 0 {
		awaitFigure(t, config.Metrics, MetricWaiting, manyEvents+1-atOnce)
		wantFigure(t, config.Metrics, MetricWaitingMerchants, 2)
		wantFigure(t, config.Metrics, MetricWaitingMost, manyEvents-atOnce)
	}
	close(temporal.going)
	temporal.await(t, manyEvents+1)
	awaitCommitted(t, addrs, manyEvents+1)
	return slices.IndexFunc(temporal.order, func(id string) bool { return strings.HasPrefix(id, "refund/one/") })
}

// onePartition makes the topic with one partition, so that its records have one order.
func onePartition(t *testing.T, brokers []string) {
	t.Helper()
	err := kafka.EnsureTopics(t.Context(), zap.NewNop(), kafka.Line{Brokers: brokers}, kafka.Topic{Name: event.Topic, Partitions: 1, Replicas: 1})
	if err != nil {
		t.Fatal(err)
	}
}

func wantFigure(t *testing.T, metrics prometheus.Registerer, name string, want float64) {
	t.Helper()
	if got := counted(t, metrics.(*prometheus.Registry), name, ""); got != want {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

func awaitFigure(t *testing.T, metrics prometheus.Registerer, name string, want float64) {
	t.Helper()
	limit := time.Now().Add(deadline)
	for got := 0.0; got != want; got = counted(t, metrics.(*prometheus.Registry), name, "") {
		if time.Now().After(limit) {
			t.Fatalf("%s is %v, want %v", name, got, want)
		}
	}
}

func TestAMerchantsOneEventDoesNotWaitForAnothersHundreds(t *testing.T) {
	// Under way are those of the first turns; then the two merchants take turns, so many places at a time.
	if got := startsBefore(t, 1000); got > 3*atOnce {
		t.Errorf("%d of the other's %d events were started before it, want at most %d", got, manyEvents, 3*atOnce)
	}
}

func TestWithoutLookingAheadEventsAreStartedInTheirOrder(t *testing.T) {
	if got := startsBefore(t, 0); got < manyEvents-atOnce {
		t.Errorf("%d of the other's %d events were started before it, want at least %d", got, manyEvents, manyEvents-atOnce)
	}
}

func TestBeyondTheLookAheadNobodyIsSeen(t *testing.T) {
	addrs, temporal := broker(t).ListenAddrs(), newPretendTemporal()
	temporal.arriving, temporal.going = make(chan struct{}, manyEvents+1), make(chan struct{})
	config := runConfig(addrs, temporal)
	config.InFlightMax, config.LookAhead = atOnce, 100
	publish(t, addrs, events(t, 0, manyEvents)...)
	run(t, config)
	for range atOnce {
		<-temporal.arriving
	}
	awaitFigure(t, config.Metrics, MetricWaiting, 100-atOnce)
	close(temporal.going)
	temporal.await(t, manyEvents)
	awaitCommitted(t, addrs, manyEvents)
}
