package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/config"
)

func TestAWorkerDrainsForLongerThanAProvidersCallLasts(t *testing.T) {
	for _, c := range []struct{ drain, call, problem string }{
		{"20s", "5s", ""},
		{"10m", "5s", ""},
		{"5s", "5s", "MAKEGOOD_WORKER_DRAIN_TIMEOUT=\"5s\": must be longer than MAKEGOOD_SIMULATOR_CALL_TIMEOUT"},
		{"0s", "1s", "MAKEGOOD_WORKER_DRAIN_TIMEOUT=\"0s\": must be longer"},
		{"11m", "5s", "MAKEGOOD_WORKER_DRAIN_TIMEOUT=\"11m0s\": must be 10m0s at most"},
	} {
		_, err := config.Load(map[string]string{"HOME": "/home/ann", "MAKEGOOD_WORKER_DRAIN_TIMEOUT": c.drain, "MAKEGOOD_SIMULATOR_CALL_TIMEOUT": c.call})
		if (err == nil) != (c.problem == "") || (err != nil && !strings.Contains(err.Error(), c.problem)) {
			t.Errorf("%s with calls of %s: got %v, want %q", c.drain, c.call, err, c.problem)
		}
	}
	s, err := config.Load(map[string]string{"HOME": "/home/ann"})
	if err != nil || s.Drain.WorkerTimeout != 20*time.Second {
		t.Errorf("by default %s, %v", s.Drain.WorkerTimeout, err)
	}
}
