package telemetry

import (
	"fmt"
	"net/url"
	"strings"

	"go.opentelemetry.io/otel/attribute"
)

// serviceName is OpenTelemetry's name for the name of a process.
const serviceName = attribute.Key("service.name")

// transport is how spans go to a collector.
type transport string

// The transports, by OTEL_EXPORTER_OTLP_PROTOCOL; the first is the specification's default.
const (
	transportHTTP transport = "http/protobuf"
	transportGRPC transport = "grpc"
)

// transportIn reads whether there is a collector, and how it is reached. Everything else (headers, certificates,
// time-outs, sampler, sizes of batch and queue) the exporter and the SDK read themselves.
func transportIn(lookup func(string) (string, bool)) (by transport, on bool, err error) {
	env := func(name string) string { value, _ := lookup(name); return strings.TrimSpace(value) }
	name, endpoint := first(env, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
	if endpoint == "" || strings.EqualFold(env("OTEL_SDK_DISABLED"), "true") {
		return "", false, nil
	}
	switch exporter := env("OTEL_TRACES_EXPORTER"); exporter {
	case "", "otlp":
	case "none":
		return "", false, nil
	default:
		return "", false, fmt.Errorf("telemetry: OTEL_TRACES_EXPORTER=%q: must be otlp or none", exporter)
	}
	if at, err := url.Parse(endpoint); err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return "", false, fmt.Errorf("telemetry: %s=%q: must be an http:// or https:// address", name, endpoint)
	}
	name, protocol := first(env, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
	switch transport(protocol) {
	case "", transportHTTP:
		return transportHTTP, true, nil
	case transportGRPC:
		return transportGRPC, true, nil
	}
	return "", false, fmt.Errorf("telemetry: %s=%q: must be %s or %s", name, protocol, transportHTTP, transportGRPC)
}

// first is the first of the variables that is set, with its value.
func first(env func(string) string, names ...string) (name, value string) {
	for _, name := range names {
		if value := env(name); value != "" {
			return name, value
		}
	}
	return "", ""
}
