package starter

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// braked is a brake on pretended answers and a clock that is set by hand.
type braked struct {
	*brake
	temporal *pretendTemporal
	registry *prometheus.Registry
	logs     *observer.ObservedLogs
	at       time.Time
	looks    int
}

func newBraked(t *testing.T, countMax int64, ageMax time.Duration) *braked {
	t.Helper()
	core, logs := observer.New(zap.DebugLevel)
	b := &braked{temporal: newPretendTemporal(), registry: prometheus.NewRegistry(), logs: logs, at: now}
	figures, err := newBrakeFigures(b.registry)
	if err != nil {
		t.Fatal(err)
	}
	b.brake = newBrake(Config{
		Temporal: b.temporal, Namespace: "shop", TaskQueue: "refunds", BacklogMax: countMax, BacklogAgeMax: ageMax,
		Logger: zap.New(core), Now: func() time.Time { return b.at },
	}, figures)
	ask := b.brake.look
	b.brake.look = func(ctx context.Context) (backlog, error) { b.looks++; return ask(ctx) }
	return b
}

// second lets a second pass in which records came.
func (b *braked) second(t *testing.T) {
	t.Helper()
	b.at = b.at.Add(time.Second)
	b.flowing.Store(true)
	b.tick(t.Context())
}

// passes reports whether a record may be handled now.
func (b *braked) passes() bool {
	select {
	case <-b.gate():
		return true
	default:
		return false
	}
}

func TestIntakeHoldsAboveTheBacklogsBoundsAndGoesOnBelowHalf(t *testing.T) {
	const countMax, ageMax = 100, 30 * time.Second
	for _, step := range []struct {
		name    string
		held    bool
		count   int64
		age     time.Duration
		passing bool
	}{
		{"a backlog at its bound", false, 100, time.Second, true},
		{"one task more", false, 101, time.Second, false},
		{"many tasks, of which the oldest is at its bound", false, 50, ageMax, true},
		{"many tasks, of which the oldest is older", false, 50, ageMax + 1, false},
		{"a few tasks that nobody ever takes", false, 10, 24 * time.Hour, true},
		{"held, and still above half", true, 51, time.Second, false},
		{"held, and down to half", true, 50, time.Second, true},
		{"held, and few enough but too old", true, 20, ageMax, false},
		{"held, and few enough and younger than half", true, 20, ageMax / 2, true},
		{"held, and all taken up", true, 0, 0, true},
	} {
		t.Run(step.name, func(t *testing.T) {
			b := newBraked(t, countMax, ageMax)
			if step.held {
				b.temporal.wait(countMax+1, 0)
				b.second(t)
			}
			b.temporal.wait(step.count, step.age)
			b.second(t)
			if b.passes() != step.passing {
				t.Errorf("passing is %t, want %t", b.passes(), step.passing)
			}
			if held := counted(t, b.registry, MetricHeld, "") == 1; held == step.passing {
				t.Errorf("%s says %t", MetricHeld, held)
			}
		})
	}
}

func TestHoldingIsCountedInSecondsAndSaidOnceAtEachEnd(t *testing.T) {
	b := newBraked(t, 100, 0)
	b.temporal.wait(300, 4*time.Second)
	for range 10 {
		b.second(t)
	}
	b.temporal.wait(7, time.Second)
	b.second(t)
	b.second(t)
	if got := counted(t, b.registry, MetricHeldSeconds, ""); got != 10 {
		t.Errorf("held for %v seconds, want 10: from the first look that saw it to the eleventh", got)
	}
	if got := counted(t, b.registry, MetricBacklog, ""); got != 7 {
		t.Errorf("the backlog shown is %v, want 7", got)
	}
	if got := counted(t, b.registry, MetricBacklogAge, ""); got != 1 {
		t.Errorf("its age shown is %v, want 1", got)
	}
	lines := b.logs.All()
	if len(lines) != 2 || lines[0].ContextMap()["backlog"] != int64(300) || lines[1].ContextMap()["held"] != 10*time.Second {
		t.Errorf("log is %+v, want one line when it begins and one when it ends", lines)
	}
}

func TestWithoutAnswersRecordsPassAndItIsCounted(t *testing.T) {
	b := newBraked(t, 100, 0)
	b.temporal.refusals = []error{errAway, errAway, errAway, errAway}
	for range 4 {
		b.second(t)
		if !b.passes() {
			t.Fatal("records are held back for want of an answer")
		}
	}
	b.second(t) // an answer without figures, as of an old server
	if got := counted(t, b.registry, MetricBacklogUnanswered, ""); got != 5 || !b.passes() {
		t.Errorf("%v unanswered, passing %t, want 5 and true", got, b.passes())
	}
	if got := b.logs.Len(); got != 1 {
		t.Errorf("said %d times that the backlog is unknown, want once", got)
	}
}

func TestABrakeThatHoldsLetsGoAfterThreeLooksWithoutAnAnswer(t *testing.T) {
	b := newBraked(t, 100, 0)
	b.temporal.wait(101, 0)
	b.second(t)
	b.temporal.refusals = []error{errAway, errAway}
	b.second(t)
	b.second(t)
	if b.passes() {
		t.Fatal("two lost answers let everything go")
	}
	b.second(t) // answered: still too many
	b.temporal.refusals = []error{errAway, errAway, errAway}
	for range unansweredMax {
		b.second(t)
	}
	if !b.passes() || counted(t, b.registry, MetricHeld, "") != 0 {
		t.Error("records are held back for want of an answer")
	}
}

func TestTheBacklogIsAskedForOnlyWhileItMatters(t *testing.T) {
	b := newBraked(t, 100, 0)
	quiet := func(want int, when string) {
		t.Helper()
		b.looks = 0
		for range 3 {
			b.tick(t.Context())
		}
		if b.looks != want {
			t.Errorf("%s: asked %d times in three seconds, want %d", when, b.looks, want)
		}
	}
	quiet(0, "no record came yet")
	b.temporal.wait(101, 0)
	b.second(t)
	quiet(3, "records are held back")
	b.temporal.wait(40, 0)
	quiet(3, "the backlog shrinks")
	b.temporal.wait(0, 0)
	quiet(1, "the backlog is gone")
	if asked := b.temporal.taskQueue; asked.GetNamespace() != "shop" || asked.GetTaskQueue().GetName() != "refunds" || !asked.GetReportStats() {
		t.Errorf("asked for %v", asked)
	}
}

func TestARecordThatIsHeldBackIsGivenUpWithItsContext(t *testing.T) {
	b := newBraked(t, 100, 0)
	b.temporal.wait(101, 0)
	b.second(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.admit(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
