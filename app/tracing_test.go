package app

import (
	"errors"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/telemetry/collectortest"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/worker"
)

// untracedParties are a worker's parties as they are made.
func untracedParties(t *testing.T) worker.Config {
	t.Helper()
	books, err := OpenScratchLedger(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	provider, err := simulator.New(simulator.Config{BaseURL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	return worker.Config{
		Books: books.Store, Providers: map[string]payment.Provider{"simulator": provider},
		Channels: []messaging.Channel{&messagingtest.Channel{}}, StatusTopic: &messagingtest.StatusTopic{},
	}
}

// wrapped starts tracing as the environment says, and reports of each party of a worker whether it is wrapped.
func wrapped(t *testing.T) (*App, map[string]bool) {
	t.Helper()
	a, c := newApp(t, nothingListens(t), zap.NewNop()), untracedParties(t)
	stop, err := a.startTracing(t.Context(), "makegood-worker")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	books, provider, channel, topic := c.Books, c.Providers["simulator"], c.Channels[0], c.StatusTopic
	got := a.traced(c)
	return a, map[string]bool{
		"books": got.Books != books, "provider": got.Providers["simulator"] != provider,
		"channel": got.Channels[0] != channel, "topic": got.StatusTopic != topic,
	}
}

func TestWithoutACollectorNothingIsWrapped(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
	a, parties := wrapped(t)
	for party, is := range parties {
		if is {
			t.Errorf("%s is wrapped", party)
		}
	}
	if a.tracer() != nil || a.carry() != nil || throughTemporal(a.tracing) != nil {
		t.Error("something would make or carry spans")
	}
}

func TestWithACollectorEveryPartyIsWrapped(t *testing.T) {
	for _, variable := range collectortest.Start(t).Variables() {
		t.Setenv(variable.Name, variable.Value)
	}
	a, parties := wrapped(t)
	for party, is := range parties {
		if !is {
			t.Errorf("%s is not wrapped", party)
		}
	}
	if a.tracer() == nil || a.carry() == nil || throughTemporal(a.tracing) == nil {
		t.Error("something makes or carries no spans")
	}
}

func TestAWrongTracingVariableIsABadConfiguration(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")
	for name, run := range map[string]func() error{
		"worker":    func() error { return newApp(t, nothingListens(t), zap.NewNop()).RunWorker(t.Context()) },
		"starter":   func() error { return newApp(t, nothingListens(t), zap.NewNop()).RunStarter(t.Context()) },
		"a command": func() error { _, err := DialOnce(t.Context(), nothingListens(t)); return err },
	} {
		var coded Coded
		if err := run(); !errors.As(err, &coded) || coded.Code != CodeBadConfig {
			t.Errorf("%s: %v", name, err)
		}
	}
}
