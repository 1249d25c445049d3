//go:build kafka

package soak

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/kafka/apache"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
)

const (
	topic       = "orders.order-cancelled.v1"
	statusTopic = "refunds.refund-status.v1"
	group       = "makegood"
	// partitions are six, so that each of two starters has some, and an order's events have neighbours.
	partitions = 6
	// stallMax is how long nothing may move that should.
	stallMax = 3 * time.Minute
)

// rig is what a soak runs on, and what it has done.
type rig struct {
	t      *testing.T
	dir    string
	events int
	began  time.Time

	brokers []string
	admin   *driver.Client
	db      *sql.DB
	dbURL   string
	stack   *embedded.Stack
	client  client.Client
	env     []string

	dealer    *dealer
	plain     *kgo.Client
	inTurns   *kgo.Client
	published []Published
	// happened are those of published that were not aborted.
	happened int

	running    map[string]*process
	processes  []*process
	recoveries []recovery
	figures    figures
	// ways are how long each refund took.
	ways []way
	// stopProgress ends the lines of progress.
	stopProgress func()
}

func startRig(t *testing.T, events int, seed uint64) *rig {
	t.Helper()
	r := &rig{t: t, dir: kept(t), events: events, running: map[string]*process{}}
	example, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	if r.dealer, err = newDealer(seed, example); err != nil {
		t.Fatal(err)
	}
	r.startKafka()
	r.startLedger()
	r.startStack()
	r.command("ledger", "create")
	r.began = time.Now()
	return r
}

// kept is a folder that is removed where the test passes: of a failure everything is looked at. SOAK_KEEP
// keeps it in any case.
func kept(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "makegood-soak-run-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() || os.Getenv("SOAK_KEEP") != "" {
			t.Logf("what the processes wrote is in %s", dir)
			return
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func (r *rig) startKafka() {
	r.t.Helper()
	jars, err := filepath.Abs("../../bin/kafka")
	if err != nil {
		r.t.Fatal(err)
	}
	server, err := apache.Start(r.t.Context(), jars, filepath.Join(r.folder("kafka")))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = server.Kill() })
	r.brokers = []string{server.Address(apache.Plain)}
	transport := &driver.Transport{}
	r.t.Cleanup(transport.CloseIdleConnections)
	r.admin = &driver.Client{Addr: driver.TCP(r.brokers...), Timeout: 10 * time.Second, Transport: transport}
	if err := kafka.EnsureTopics(r.t.Context(), zap.NewNop(), kafka.Line{Brokers: r.brokers},
		kafka.Topic{Name: topic, Partitions: partitions}, kafka.Topic{Name: statusTopic, Partitions: partitions}); err != nil {
		r.t.Fatal(err)
	}
	r.plain, r.inTurns = r.foreign(), r.foreign(kgo.TransactionalID("soak"))
}

// foreign is a client that shares no code with makegood's.
func (r *rig) foreign(options ...kgo.Opt) *kgo.Client {
	r.t.Helper()
	c, err := kgo.NewClient(append(options, kgo.SeedBrokers(r.brokers...), kgo.DefaultProduceTopic(topic))...)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(c.Close)
	return c
}

func (r *rig) startLedger() {
	r.t.Helper()
	r.dbURL = postgrestest.StartLasting(r.t).Database(r.t)
	db, err := sql.Open("pgx", r.dbURL)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = db.Close() })
	r.db = db
}

// startStack starts Temporal, its data in memory, and the simulator. The stack's own broker is left unused.
func (r *rig) startStack() {
	r.t.Helper()
	server, err := filepath.Abs("../../bin/temporal")
	if err != nil {
		r.t.Fatal(err)
	}
	r.stack, err = embedded.Start(r.t.Context(), embedded.Options{
		DataDir: r.folder("stack"), Executable: binary, TemporalBinary: server, Logger: zap.NewNop(), InMemory: true,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if err := r.stack.Stop(); err != nil {
			r.t.Errorf("stop the stack: %v", err)
		}
	})
	c, err := temporal.DialOnce(r.t.Context(), temporal.Settings{Address: r.stack.TemporalAddress, Namespace: "default"}, zap.NewNop())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(c.Close)
	r.client = c
	own := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, config.Prefix) || strings.HasPrefix(v, "TEMPORAL_")
	})
	r.env = append(own, "TEMPORAL_CONFIG_FILE="+os.DevNull, // the user's own Temporal is not the run's
		"MAKEGOOD_DATA_DIR="+r.folder("data"), "MAKEGOOD_LEDGER_URL="+r.dbURL, "MAKEGOOD_KAFKA_BROKERS="+r.brokers[0],
		"MAKEGOOD_TEMPORAL_ADDRESS="+r.stack.TemporalAddress, "MAKEGOOD_TEMPORAL_UI_URL="+r.stack.TemporalUIURL,
		"MAKEGOOD_SIMULATOR_URL="+r.stack.SimulatorURL, "MAKEGOOD_SIMULATOR_CALL_TIMEOUT=1s", "MAKEGOOD_LOG_FORMAT=json",
		"MAKEGOOD_WORKER_METRICS_ADDRESS=off", "MAKEGOOD_STARTER_METRICS_ADDRESS=off")
}

// folder makes a folder of the run.
func (r *rig) folder(name string) string {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.MkdirAll(path, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		r.t.Fatal(err)
	}
	return path
}

// until waits for a condition on the outside world, polling with a deadline.
func (r *rig) until(what string, within time.Duration, condition func() bool) {
	r.t.Helper()
	if !waitFor(r.t.Context(), within, condition) {
		r.evidence()
		r.t.Fatalf("waited %s for %s", within, what)
	}
}

func waitFor(ctx context.Context, within time.Duration, condition func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}
