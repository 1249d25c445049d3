package telemetry_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
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
