package telemetry_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/log"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/telemetry"
)

func TestTheTemporalSDKLogsThroughZapWithItsFields(t *testing.T) {
	var out bytes.Buffer
	l, err := telemetry.NewLogger(telemetry.LogOptions{Level: "info", Format: "json", To: &out})
	if err != nil {
		t.Fatal(err)
	}
	sdk := log.With(telemetry.ForTemporal(l), "WorkflowID", "refund/m/o/r")
	sdk.Debug("too quiet to be heard")
	sdk.Warn("slow", "Attempt", 3)
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%v in %q", err, out.String())
	}
	if line["msg"] != "slow" || line["level"] != "warn" || line["WorkflowID"] != "refund/m/o/r" || line["Attempt"] != 3.0 {
		t.Errorf("got %v", line)
	}
}

// minutes is a clock that is set by hand.
type minutes struct{ at time.Time }

func (m *minutes) Now() time.Time                       { return m.at }
func (*minutes) NewTicker(d time.Duration) *time.Ticker { return time.NewTicker(d) }

// linesWith counts the lines that have a text.
func linesWith(out *bytes.Buffer, text string) int {
	count := 0
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, text) {
			count++
		}
	}
	return count
}

func TestALineThatRepeatsIsBoundedAMinuteAndBuriesNoOther(t *testing.T) {
	var out bytes.Buffer
	l, err := telemetry.NewLogger(telemetry.LogOptions{Level: "debug", Format: "console", To: &out})
	if err != nil {
		t.Fatal(err)
	}
	clock := &minutes{at: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)}
	l = l.WithOptions(zap.WithClock(clock))
	sdk := telemetry.ForTemporal(l)
	for i := range 1030 {
		l.Error("the ledger does not answer", zap.Int("refund", i))
		l.Debug("record started", zap.Int("refund", i))
		sdk.Warn(fmt.Sprintf("[TMPRL1104] 01a22356-%d:4:1 Workflow task duration exceeded 5 seconds.", i))
	}
	l.Error("another failure")
	clock.at = clock.at.Add(time.Minute)
	l.Error("the ledger does not answer")
	for text, want := range map[string]int{
		"the ledger does not answer": 30 + 2 + 1, // the first of a minute, each 500th, and the next minute's first
		"exceeded 5 seconds":         30 + 2,
		"record started":             1030,
		"another failure":            1,
	} {
		if got := linesWith(&out, text); got != want {
			t.Errorf("%d lines say %q, want %d", got, text, want)
		}
	}
	if got := linesWith(&out, `"Task": "01a22356-7:4:1"`); got != 1 {
		t.Errorf("%d lines name the eighth task, want 1", got)
	}
}

func TestALogFileIsBegunAnewBeforeItGrowsTooLarge(t *testing.T) {
	folder := t.TempDir()
	file := telemetry.NewLogFile(filepath.Join(folder, "makegood.log"))
	megabyte := append(bytes.Repeat([]byte("x"), 1<<20-1), '\n')
	for range 20 {
		if _, err := file.Write(megabyte); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob(filepath.Join(folder, "makegood*.log"))
	if err != nil || len(parts) != 3 {
		t.Fatalf("%d parts, %v, want 3", len(parts), err)
	}
	for _, part := range parts {
		if info, err := os.Stat(part); err != nil || info.Size() > 8<<20 {
			t.Errorf("%s: %v, %v, want at most 8 MB", part, info.Size(), err)
		}
	}
}

func TestALoggerOfAnUnknownKindIsRefused(t *testing.T) {
	for _, o := range []telemetry.LogOptions{
		{Level: "loud", Format: "json", To: io.Discard},
		{Level: "info", Format: "xml", To: io.Discard},
	} {
		if _, err := telemetry.NewLogger(o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

func TestTheEndpointShowsTheSDKsCountersAndTimersInSeconds(t *testing.T) {
	registry := telemetry.NewRegistry()
	handler, err := telemetry.TemporalMetrics(registry, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	tagged := handler.WithTags(map[string]string{"namespace": "default"})
	tagged.Counter("temporal_request").Inc(2)
	tagged.Timer("temporal_request_latency").Record(20 * time.Millisecond)
	address, err := telemetry.ServeMetrics(t.Context(), telemetry.Endpoint{Address: "127.0.0.1:0", From: registry, Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	page := fetch(t, "http://"+address.String()+"/metrics")
	for _, want := range []string{
		`temporal_request_total{namespace="default"} 2`,
		`temporal_request_latency_seconds_bucket{namespace="default",le="0.025"} 1`,
		`temporal_request_latency_seconds_bucket{namespace="default",le="0.01"} 0`,
		`go_goroutines `,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
