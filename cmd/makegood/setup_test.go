package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be makegood itself: the demo runs `makegood simulator` as a process.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "simulator" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], terminal()))
	}
	os.Exit(m.Run())
}

// at is when the tests' command lines are typed: after the contract's examples happened.
var at = time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)

// shell is a command line on a data folder of its own, with nothing running around it.
type shell struct {
	cli      *cli
	out, err bytes.Buffer
}

func newShell(t *testing.T) *shell {
	t.Helper()
	s := &shell{}
	s.cli = &cli{
		in: strings.NewReader(""), out: &s.out, err: &s.err, staff: loadStaff, now: func() time.Time { return at }, program: "makegood",
		environ: []string{"MAKEGOOD_DATA_DIR=" + filepath.Join(t.TempDir(), "data"), "MAKEGOOD_WORKER_METRICS_ADDRESS=off", "MAKEGOOD_STARTER_METRICS_ADDRESS=off",
			"MAKEGOOD_API_ADDRESS=127.0.0.1:0", "MAKEGOOD_API_METRICS_ADDRESS=off",
			"MAKEGOOD_DESK_ADDRESS=127.0.0.1:0", "MAKEGOOD_PAGES_ADDRESS=127.0.0.1:0", "MAKEGOOD_DESK_METRICS_ADDRESS=off"},
	}
	for _, name := range []string{"TEMPORAL_ADDRESS", "KAFKA_BROKERS"} {
		s.set(name, freeAddress(t))
	}
	for _, name := range []string{"TEMPORAL_UI_URL", "SIMULATOR_URL"} {
		s.set(name, "http://"+freeAddress(t))
	}
	return s
}

func (s *shell) set(name, value string) {
	s.cli.environ = append(s.cli.environ, "MAKEGOOD_"+name+"="+value)
}

// run runs a command line and returns its exit status and what it wrote.
func (s *shell) run(t *testing.T, args ...string) (status int, out, err string) {
	t.Helper()
	s.out.Reset()
	s.err.Reset()
	s.cli.json = false
	status = run(t.Context(), args, s.cli)
	return status, s.out.String(), s.err.String()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "127.0.0.1:" + strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func example(name string) string {
	return filepath.Join("..", "..", "internal", "demo", "examples", "order-cancelled."+name+".json")
}
