package kafka

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// The names of a consumer's metrics, for those who read them. Gauges are told by the member that has
// the partition, and are gone when it gives it up.
const (
	// MetricLag is how many records lie between what is safe and the log's end.
	MetricLag = "makegood_kafka_lag_records"
	// MetricPositionAge is the age of the oldest record that was read and is not safe, in seconds.
	MetricPositionAge = "makegood_kafka_position_age_seconds"
	// MetricStuck is for how many seconds nothing became safe although records wait.
	MetricStuck = "makegood_kafka_stuck_seconds"
	// MetricPositionsLost counts positions that their log did not have, and MetricUnreadable records that
	// could not be unpacked.
	MetricPositionsLost = "makegood_kafka_positions_lost_total"
	MetricUnreadable    = "makegood_kafka_unreadable_records_total"
)

type figures struct {
	lag, age, stuck           *prometheus.GaugeVec
	positionsLost, unreadable *prometheus.CounterVec
}

// newFigures registers the figures of a consumer of topic. The counters are there from the start,
// so that their first increment is seen.
func newFigures(registry prometheus.Registerer, topic string) (figures, error) {
	gauge := func(name, help string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, []string{"topic", "partition"})
	}
	counter := func(name, help string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{"topic"})
	}
	f := figures{
		lag:           gauge(MetricLag, "Records that are not safe yet."),
		age:           gauge(MetricPositionAge, "Seconds since the oldest record was written that was read and is not safe."),
		stuck:         gauge(MetricStuck, "Seconds for which nothing became safe although records wait."),
		positionsLost: counter(MetricPositionsLost, "Positions that their log did not have."),
		unreadable:    counter(MetricUnreadable, "Records that could not be unpacked."),
	}
	if registry == nil {
		return f, nil
	}
	err := errors.Join(shared(registry, &f.lag), shared(registry, &f.age), shared(registry, &f.stuck),
		shared(registry, &f.positionsLost), shared(registry, &f.unreadable))
	f.positionsLost.WithLabelValues(topic)
	f.unreadable.WithLabelValues(topic)
	if err != nil {
		return figures{}, fmt.Errorf("kafka: metrics: %w", err)
	}
	return f, nil
}

// shared registers a metric, or takes the one that another consumer of the process has registered: they tell their
// topics apart by the label.
func shared[C prometheus.Collector](registry prometheus.Registerer, metric *C) error {
	err := registry.Register(*metric)
	var known prometheus.AlreadyRegisteredError
	if !errors.As(err, &known) {
		return err
	}
	if same, ok := known.ExistingCollector.(C); ok {
		*metric = same
		return nil
	}
	return err
}

// show tells how far the session's partitions are behind.
func (s *session) show(now time.Time) {
	for _, p := range s.partitions {
		b, id := p.look(now), strconv.Itoa(p.id)
		s.figures.lag.WithLabelValues(s.config.Topic, id).Set(float64(b.records))
		s.figures.age.WithLabelValues(s.config.Topic, id).Set(b.age.Seconds())
		s.figures.stuck.WithLabelValues(s.config.Topic, id).Set(b.stuck.Seconds())
	}
}

// unshow takes back what the session said of its partitions: others have them now.
func (s *session) unshow() {
	for _, p := range s.partitions {
		for _, gauge := range []*prometheus.GaugeVec{s.figures.lag, s.figures.age, s.figures.stuck} {
			gauge.DeleteLabelValues(s.config.Topic, strconv.Itoa(p.id))
		}
	}
}
