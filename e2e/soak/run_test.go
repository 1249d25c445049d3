//go:build kafka

package soak

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// binary is the makegood command, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(withBinary(m)) }

func withBinary(m *testing.M) int {
	dir, err := os.MkdirTemp("", "makegood-soak-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "makegood")
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/makegood").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build makegood: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

const (
	// eventsUsual is a soak that `make test-kafka` can afford.
	eventsUsual = 400
	// killingsMin kills each of the four processes by both signals; beyond it, one for so many events.
	killingsMin      = 8
	eventsPerKilling = 500
)

// number reads a variable of `make soak`, or takes what is usual.
func number(t *testing.T, name string, usual int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		t.Fatalf("%s is %q, want a number above 0", name, text)
	}
	return n
}

// TestSoak publishes events by and by, and kills a process in the middle of each part of them.
func TestSoak(t *testing.T) {
	r := startRig(t, number(t, "SOAK_EVENTS", eventsUsual), uint64(number(t, "SOAK_SEED", 1)))
	for _, name := range []string{"worker-1", "starter-1", "worker-2", "starter-2"} {
		r.spawn(name)
	}
	r.stopProgress = r.reportProgress()
	killings := max(killingsMin, r.events/eventsPerKilling)
	for i := range killings + 1 {
		count := r.events*(i+1)/(killings+1) - r.events*i/(killings+1)
		r.publish(count)
		if i > 0 {
			r.recover()
		}
		if i < killings {
			r.until("a third of this part to be handled", stallMax, func() bool { return r.handled() >= r.happened-count*2/3 })
			r.kill(i)
		}
	}
	r.awaitRest()
	took := time.Since(r.began)
	r.stopProgress()
	sum := r.account()
	r.money()
	r.doctor()
	r.stopAll()
	r.show(sum, took)
	r.showWays()
}
