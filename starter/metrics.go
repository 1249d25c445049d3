package starter

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/refund"
)

// The names of the starter's metrics, for those who read them.
const (
	// MetricRecords counts records that are safe, by result: started, redelivered, duplicate,
	// conflict or refused. Each record is counted once each time it is delivered.
	MetricRecords = "makegood_starter_records_total"
	// MetricDeadLetters counts dead letters by reason code; conflicts are among them.
	MetricDeadLetters = "makegood_starter_dead_letters_total"
	// MetricReplays counts records that were sent again from the dead-letter topic, by what became of them.
	MetricReplays = "makegood_starter_replays_total"
	// MetricRetries counts pauses because Temporal or the broker was away.
	MetricRetries = "makegood_starter_retries_total"
	// MetricBrokerAway counts tries to join the group or to read that the broker did not answer.
	MetricBrokerAway = "makegood_starter_broker_away_total"
	// MetricHeld is 1 while intake is held back because workers do not take up what was started.
	MetricHeld = "makegood_intake_held"
	// MetricHeldSeconds is for how long it was, in sum.
	MetricHeldSeconds = "makegood_intake_held_seconds_total"
	// MetricBacklog is how many workflow tasks waited for a worker at the last look, and
	// MetricBacklogAge how long the oldest had, in seconds.
	MetricBacklog    = "makegood_intake_backlog"
	MetricBacklogAge = "makegood_intake_backlog_age_seconds"
	// MetricBacklogUnanswered counts the looks that Temporal did not answer.
	MetricBacklogUnanswered = "makegood_intake_backlog_unanswered_total"
)

// resultRefused is a record that could not be decoded. The other results are in compare.go.
const resultRefused result = "refused"

type counts struct {
	records     *prometheus.CounterVec
	deadLetters *prometheus.CounterVec
	replays     *prometheus.CounterVec
	retries     prometheus.Counter
	brokerAway  prometheus.Counter
}

func newCounts(registry prometheus.Registerer) (counts, error) {
	c := counts{
		records: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: MetricRecords, Help: "Records that are safe, by what became of them.",
		}, []string{"result"}),
		deadLetters: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: MetricDeadLetters, Help: "Records in the dead-letter topic, by reason code.",
		}, []string{"reason"}),
		replays: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: MetricReplays, Help: "Records that were replayed, by what became of them.",
		}, []string{"result"}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{
			Name: MetricRetries, Help: "Pauses before a record was tried again.",
		}),
		brokerAway: prometheus.NewCounter(prometheus.CounterOpts{
			Name: MetricBrokerAway, Help: "Tries to join or to read that the broker did not answer.",
		}),
	}
	for _, known := range []result{resultStarted, resultRedelivered, resultDuplicate, resultConflict, resultRefused} {
		c.records.WithLabelValues(string(known))
		c.replays.WithLabelValues(string(known))
	}
	err := errors.Join(registry.Register(c.records), registry.Register(c.deadLetters), registry.Register(c.replays), registry.Register(c.retries), registry.Register(c.brokerAway))
	if err != nil {
		return counts{}, fmt.Errorf("starter: metrics: %w", err)
	}
	return c, nil
}

// record counts what became of a record; replayed: it came from the dead-letter topic.
func (c counts) record(r result, replayed bool) {
	c.records.WithLabelValues(string(r)).Inc()
	if replayed {
		c.replays.WithLabelValues(string(r)).Inc()
	}
}

func (c counts) deadLetter(code refund.Code, replayed bool) {
	r := resultRefused
	if code == refund.CodeConflict {
		r = resultConflict
	}
	c.record(r, replayed)
	c.deadLetters.WithLabelValues(string(code)).Inc()
}

// brakeFigures are what the brake shows of itself.
type brakeFigures struct {
	held        prometheus.Gauge
	heldSeconds prometheus.Counter
	backlog     prometheus.Gauge
	backlogAge  prometheus.Gauge
	unanswered  prometheus.Counter
}

func newBrakeFigures(registry prometheus.Registerer) (brakeFigures, error) {
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	f := brakeFigures{
		held:        gauge(MetricHeld, "1 while intake is held back."),
		heldSeconds: counter(MetricHeldSeconds, "Seconds for which intake was held back."),
		backlog:     gauge(MetricBacklog, "Workflow tasks that wait for a worker."),
		backlogAge:  gauge(MetricBacklogAge, "Seconds the oldest of them has waited."),
		unanswered:  counter(MetricBacklogUnanswered, "Looks at the backlog that Temporal did not answer."),
	}
	err := errors.Join(registry.Register(f.held), registry.Register(f.heldSeconds), registry.Register(f.backlog),
		registry.Register(f.backlogAge), registry.Register(f.unanswered))
	if err != nil {
		return brakeFigures{}, fmt.Errorf("starter: metrics: %w", err)
	}
	return f, nil
}

func (f brakeFigures) saw(b backlog) {
	f.backlog.Set(float64(b.count))
	f.backlogAge.Set(b.age.Seconds())
}
