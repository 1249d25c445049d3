package telemetry

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.uber.org/zap"
)

// MetricSpans counts spans: those that ended, those that a collector took (sent), and those that were given up because
// it did not (lost). What ended and is neither waits in the queue, or was dropped because the queue was full.
const MetricSpans = "makegood_trace_spans_total"

// saidEvery is how often it is said at most that spans are lost.
const saidEvery = time.Minute

// spanCounts counts spans by what became of them.
type spanCounts struct{ ended, sent, lost prometheus.Counter }

func countSpans(into prometheus.Registerer) (spanCounts, error) {
	spans := prometheus.NewCounterVec(prometheus.CounterOpts{Name: MetricSpans, Help: "Sampled spans that ended, were sent, or were lost."}, []string{"result"})
	if err := into.Register(spans); err != nil {
		return spanCounts{}, fmt.Errorf("telemetry: %w", err)
	}
	return spanCounts{ended: spans.WithLabelValues("ended"), sent: spans.WithLabelValues("sent"), lost: spans.WithLabelValues("lost")}, nil
}

// ended counts the spans that come to their end and are sampled.
type ended struct{ counts spanCounts }

// OnStart implements sdk.SpanProcessor.
func (ended) OnStart(context.Context, sdk.ReadWriteSpan) {}

// OnEnd implements sdk.SpanProcessor.
func (e ended) OnEnd(s sdk.ReadOnlySpan) {
	if s.SpanContext().IsSampled() {
		e.counts.ended.Inc()
	}
}

// Shutdown implements sdk.SpanProcessor.
func (ended) Shutdown(context.Context) error { return nil }

// ForceFlush implements sdk.SpanProcessor.
func (ended) ForceFlush(context.Context) error { return nil }

// losses is an exporter that counts what it sends and what is lost, and says at most once a minute that spans are. Its
// caller is the batch processor's one goroutine: no refund waits for it.
type losses struct {
	sdk.SpanExporter
	counts spanCounts
	log    *zap.Logger
	now    func() time.Time

	mu     sync.Mutex
	saidAt time.Time
	unsaid int
}

// ExportSpans implements sdk.SpanExporter. It handles its errors itself.
func (l *losses) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := l.SpanExporter.ExportSpans(ctx, spans)
	if err == nil {
		l.counts.sent.Add(float64(len(spans)))
	} else {
		l.counts.lost.Add(float64(len(spans)))
	}
	l.say(len(spans), err)
	return nil
}

func (l *losses) say(count int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		if !l.saidAt.IsZero() {
			l.log.Info("the collector takes spans again")
		}
		l.saidAt, l.unsaid = time.Time{}, 0
		return
	}
	l.unsaid += count
	if now := l.now(); l.saidAt.IsZero() || now.Sub(l.saidAt) >= saidEvery {
		l.log.Warn("the collector does not take spans: they are lost, refunds go on", zap.Int("spans", l.unsaid), zap.Error(err))
		l.saidAt, l.unsaid = now, 0
	}
}
