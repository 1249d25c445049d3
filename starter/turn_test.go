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

// crowd is a starter before a Temporal that lets starts happen in waves, so many at once: many events of one merchant
// lie before one of another in one partition.
type crowd struct {
	temporal *pretendTemporal
	brokers  []string
	config   Config
}

func gather(t *testing.T, change func(*Config)) crowd {
	t.Helper()
	c := crowd{brokers: broker(t).ListenAddrs(), temporal: newPretendTemporal()}
	c.temporal.arriving, c.temporal.going = make(chan struct{}), make(chan struct{})
	c.config = runConfig(c.brokers, c.temporal)
	c.config.InFlightMax, c.config.LookAhead = atOnce, 1000
	change(&c.config)
	onePartition(t, c.brokers)
	publish(t, c.brokers, append(ofMerchant("many", events(t, 0, manyEvents)), ofMerchant("one", events(t, manyEvents, 1))...)...)
	run(t, c.config)
	return c
}

// arrive waits until all places are taken by starts that wait to happen; those before them have happened.
func (c crowd) arrive() {
	for range atOnce {
		<-c.temporal.arriving
	}
}

func (c crowd) letGo() {
	for range atOnce {
		c.temporal.going <- struct{}{}
	}
}

// finish lets everything happen.
func (c crowd) finish(t *testing.T) {
	t.Helper()
	left := manyEvents + 1 - len(c.order()) - atOnce // counted while nothing moves
	close(c.temporal.going)
	for range left {
		<-c.temporal.arriving
	}
	awaitCommitted(t, c.brokers, manyEvents+1)
}

// order are the refunds that were started.
func (c crowd) order() []string {
	c.temporal.mu.Lock()
	defer c.temporal.mu.Unlock()
	return slices.Clone(c.temporal.order)
}

func (c crowd) placeOfOne() int {
	return slices.IndexFunc(c.order(), func(id string) bool { return strings.HasPrefix(id, "refund/one/") })
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
	c := gather(t, func(*Config) {})
	c.arrive()
	awaitFigure(t, c.config.Metrics, MetricWaiting, manyEvents+1-atOnce)
	if most := counted(t, c.config.Metrics.(*prometheus.Registry), MetricWaitingMost, ""); most < manyEvents-atOnce {
		t.Errorf("%v records wait of the merchant that has most, want at least %d", most, manyEvents-atOnce)
	}
	for range 2 {
		c.letGo()
		c.arrive()
	}
	if got := c.placeOfOne(); got < 0 {
		t.Errorf("started were %v, and nothing of the other merchant", c.order())
	}
	c.finish(t)
}

func TestWithoutLookingAheadEventsAreStartedInTheirOrder(t *testing.T) {
	c := gather(t, func(config *Config) { config.LookAhead = 0 })
	c.arrive()
	c.finish(t)
	if got := c.placeOfOne(); got < manyEvents-atOnce {
		t.Errorf("it was started as number %d, want it after nearly all %d", got+1, manyEvents)
	}
}

func TestBeyondTheLookAheadNobodyIsSeen(t *testing.T) {
	c := gather(t, func(config *Config) { config.LookAhead = 100 })
	c.arrive()
	awaitFigure(t, c.config.Metrics, MetricWaiting, 100-atOnce)
	wantFigure(t, c.config.Metrics, MetricWaitingMerchants, 1)
	c.finish(t)
}

func TestWhatTheBrakeHoldsBackGoesOnInTurns(t *testing.T) {
	ticks := make(chan time.Time)
	c := gather(t, func(config *Config) { config.BacklogMax, config.backlogTicks = 500, ticks })
	c.temporal.wait(501, 0)
	c.arrive() // under way before the backlog is seen
	awaitFigure(t, c.config.Metrics, MetricWaiting, manyEvents+1-atOnce)
	ticks <- now
	ticks <- now // is taken once the first look is over
	c.letGo()
	awaitFigure(t, c.config.Metrics, MetricWaiting, manyEvents+1-2*atOnce) // these have their turn, and are held
	if got := len(c.order()); got != atOnce {
		t.Fatalf("%d were started while the brake holds, want the %d before it", got, atOnce)
	}
	c.temporal.wait(250, 0)
	ticks <- now
	c.arrive()
	c.letGo()
	c.arrive()
	if got := c.placeOfOne(); got < 0 {
		t.Errorf("started were %v, and nothing of the other merchant", c.order())
	}
	c.finish(t)
}
