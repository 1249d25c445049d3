package kafka_test

import (
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/kafka"
)

// watched is a consumer whose log and figures are looked at.
type watched struct {
	handled *collected
	logs    *observer.ObservedLogs
	figures *prometheus.Registry
	stop    func()
}

func (p place) watch(t *testing.T) watched {
	t.Helper()
	w := watched{handled: newCollected(), figures: prometheus.NewRegistry()}
	core, logs := observer.New(zap.InfoLevel)
	config := p.consumer(w.handled)
	w.logs, config.Logger, config.Metrics = logs, zap.New(core), w.figures
	w.stop = consume(t, config)
	return w
}

// figure is the sum of a metric over its labels, and false where nobody tells it.
func (w watched) figure(t *testing.T, name string) (float64, bool) {
	t.Helper()
	families, err := w.figures.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	told := false
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == name {
				sum, told = sum+m.GetCounter().GetValue()+m.GetGauge().GetValue(), true
			}
		}
	}
	return sum, told
}

// awaitFigure waits until the metric is what good accepts.
func (w watched) awaitFigure(t *testing.T, name string, good func(float64) bool) {
	t.Helper()
	limit, again := time.After(deadline), time.NewTicker(20*time.Millisecond)
	defer again.Stop()
	for {
		if got, told := w.figure(t, name); told && good(got) {
			return
		}
		select {
		case <-again.C:
		case <-limit:
			got, told := w.figure(t, name)
			t.Fatalf("%s is %v (told: %v)", name, got, told)
		}
	}
}

const lostPosition = "the log does not have the group's position; reading goes on from the log's start"

// checkLost looks whether a lost position was said once, with what is told, and counted.
func (w watched) checkLost(t *testing.T, position, logStart, deletedUnread int64) {
	t.Helper()
	said := w.logs.FilterMessage(lostPosition).All()
	if len(said) != 1 {
		t.Fatalf("a lost position was said %d times, want once", len(said))
	}
	fields := said[0].ContextMap()
	if fields["position"] != position || fields["log_start"] != logStart || fields["records_deleted_unread"] != deletedUnread {
		t.Errorf("said was %v, want position %d, log start %d, deleted unread %d", fields, position, logStart, deletedUnread)
	}
	if counted, _ := w.figure(t, kafka.MetricPositionsLost); counted != 1 {
		t.Errorf("counted were %v lost positions, want 1", counted)
	}
}

func TestAPositionBeyondTheLogsEndIsSaidAndReadFromTheStart(t *testing.T) {
	p := serve(t, 1)
	write(t, p.foreign(t), "0", "1")
	p.commitAt(t, 100)
	w := p.watch(t)
	w.handled.await(t, "1")
	p.awaitCommitted(t, 1, 2)
	w.handled.check(t, "0", "1")
	w.checkLost(t, 100, 0, 0)
}

func TestRecordsThatWereDeletedUnreadAreSaidAndTheRestIsRead(t *testing.T) {
	p := serve(t, 1)
	write(t, p.foreign(t), "0", "1", "2", "3", "4")
	p.commitAt(t, 1)
	p.deleteRecords(t, 3)
	w := p.watch(t)
	w.handled.await(t, "4")
	p.awaitCommitted(t, 1, 5)
	w.handled.check(t, "3", "4")
	w.checkLost(t, 1, 3, 2)
}

func TestALogsStartThatMovesBehindTheReaderIsNoLoss(t *testing.T) {
	p := serve(t, 1)
	write(t, p.foreign(t), "0", "1")
	w := p.watch(t)
	p.awaitCommitted(t, 1, 2)
	p.deleteRecords(t, 2)
	write(t, p.foreign(t), "2")
	w.handled.await(t, "2")
	if lost, told := w.figure(t, kafka.MetricPositionsLost); lost != 0 || !told {
		t.Errorf("%v positions were lost (told: %v), want 0 that is told from the start", lost, told)
	}
}

// The new log is longer than the old position, so that the broker finds nothing wrong with it: what was
// deleted with the topic is the group's commit.
func TestATopicThatIsMadeAnewWhileItIsReadIsReadFromItsStart(t *testing.T) {
	p := serve(t, 1)
	write(t, p.foreign(t), "old 0", "old 1")
	w := p.watch(t)
	p.awaitCommitted(t, 1, 2)
	p.deleteTopic(t)
	p.make(t, p.topic, 1)
	write(t, p.foreign(t), "new 0", "new 1", "new 2", "new 3")
	w.handled.await(t, "new 3")
	p.awaitCommitted(t, 1, 4)
	w.handled.check(t, "old 0", "old 1", "new 0", "new 1", "new 2", "new 3")
	w.checkLost(t, 2, 0, 0)
}

func TestATopicThatIsMadeAnewWithMorePartitionsIsReadWhole(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(5, 5)...)
	handled := newSeen()
	consume(t, p.consumer(handled))
	handled.await(t, 5)
	p.deleteTopic(t)
	p.make(t, p.topic, 6)
	p.send(t, p.renumbered(5, 100)...)
	handled.await(t, 105)
	p.awaitCommitted(t, 6, 100)
}

func TestFiguresSayHowFarBehindAPartitionIs(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(10, 10)...)
	w := watched{figures: prometheus.NewRegistry()}
	gate := turnstile{waiting: make(chan struct{}, 1), open: make(chan struct{})}
	config := p.consumer(newSeen())
	config.Metrics, config.Admit = w.figures, gate.admit
	stop := consume(t, config)
	w.awaitFigure(t, kafka.MetricLag, func(v float64) bool { return v == 10 })
	w.awaitFigure(t, kafka.MetricPositionAge, func(v float64) bool { return v > 1 })
	w.awaitFigure(t, kafka.MetricStuck, func(v float64) bool { return v > 1 })
	close(gate.open)
	for _, name := range []string{kafka.MetricLag, kafka.MetricPositionAge, kafka.MetricStuck} {
		w.awaitFigure(t, name, func(v float64) bool { return v == 0 })
	}
	stop()
	for _, name := range []string{kafka.MetricLag, kafka.MetricPositionAge, kafka.MetricStuck} {
		if _, told := w.figure(t, name); told {
			t.Errorf("%s is still told of a partition that was given up", name)
		}
	}
}

func TestOffsetsBelowTheOneAskedForAreSkipped(t *testing.T) {
	p := serve(t, 1)
	producer := p.foreign(t)
	writeRecords(t, producer, batchOf("0", "1", "2", "3")...) // one batch: the broker hands it out whole
	p.commitAt(t, 2)
	handled := newCollected()
	consume(t, p.consumer(handled))
	handled.await(t, "3")
	handled.check(t, "2", "3")
	for _, r := range handled.records() {
		if !slices.Contains([]string{p.at(2), p.at(3)}, r.Place()) {
			t.Errorf("handled was %s", r.Place())
		}
	}
}
