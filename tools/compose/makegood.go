package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/compose-spec/compose-go/v2/types"
)

// metricsAddresses are the settings that say where a part of makegood answers figures and probes, by the command
// that runs it.
var metricsAddresses = map[string]string{
	"worker": "MAKEGOOD_WORKER_METRICS_ADDRESS", "starter": "MAKEGOOD_STARTER_METRICS_ADDRESS", "api": "MAKEGOOD_API_METRICS_ADDRESS",
	"desk": "MAKEGOOD_DESK_METRICS_ADDRESS",
}

// drainSettings are how long a worker, an API and a desk drain, and drainMargin what each is left beyond that before it is killed.
var drainSettings = map[string]string{"worker": "MAKEGOOD_WORKER_DRAIN_TIMEOUT", "api": "MAKEGOOD_API_DRAIN_TIMEOUT", "desk": "MAKEGOOD_DESK_DRAIN_TIMEOUT"}

const drainMargin = 5 * time.Second

// makegood: there may be several workers and starters, each says itself whether it is ready, and a worker, an API and a desk have
// time to finish what is under way.
func makegood(s types.ServiceConfig, settings map[string]string) (breaches []string) {
	add := func(form string, args ...any) { breaches = append(breaches, fmt.Sprintf(form, args...)) }
	if len(s.Command) == 0 || metricsAddresses[s.Command[0]] == "" {
		return nil
	}
	if s.Command[0] != "api" && s.Command[0] != "desk" && (s.ContainerName != "" || slices.ContainsFunc(s.Ports, func(p types.ServicePortConfig) bool { return p.Published != "" })) {
		add("it has a name or a port of its own: there cannot be a second one")
	}
	if s.Command[0] != "desk" && slices.ContainsFunc(s.Volumes, func(m types.ServiceVolumeConfig) bool { return m.Type == types.VolumeTypeVolume }) {
		add("it keeps something on a volume: on another machine it is not there")
	}
	at := value(s, metricsAddresses[s.Command[0]])
	if port := at[strings.LastIndex(at, ":")+1:]; s.HealthCheck == nil || !slices.Contains(s.HealthCheck.Test, "http://127.0.0.1:"+port+"/readyz") {
		add("its health check does not ask /readyz at %q", at)
	}
	drainSetting := drainSettings[s.Command[0]]
	if drainSetting == "" {
		return breaches
	}
	if !strings.HasPrefix(value(s, "MAKEGOOD_LEDGER_URL"), "postgres://") {
		add("its ledger is not in PostgreSQL: several processes cannot share it")
	}
	drain, err := time.ParseDuration(value(s, drainSetting))
	if value(s, drainSetting) == "" {
		drain, err = time.ParseDuration(settings[drainSetting])
	}
	if err != nil || s.StopGracePeriod == nil || time.Duration(*s.StopGracePeriod) < drain+drainMargin {
		add("it is killed before the %s of %s and %s more are over", drain, drainSetting, drainMargin)
	}
	return breaches
}

func value(s types.ServiceConfig, name string) string {
	if given := s.Environment[name]; given != nil {
		return *given
	}
	return ""
}
