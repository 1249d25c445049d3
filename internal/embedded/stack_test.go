package embedded_test

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/simulator"
)

const topic = "orders.order-cancelled.v1"

// TestMain lets the test binary play `makegood simulator`, which the stack runs as a process.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "simulator" {
		os.Exit(playSimulator(os.Args[2:]))
	}
	os.Exit(m.Run())
}

func playSimulator(args []string) int {
	flags := flag.NewFlagSet("simulator", flag.ContinueOnError)
	address := flags.String("address", "", "")
	book := flags.String("book", "", "")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := simulator.Run(ctx, simulator.Config{Address: *address, BookPath: *book}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func start(t *testing.T, o embedded.Options) *embedded.Stack {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o.Executable, o.Logger, o.Topics = self, zap.NewNop(), []string{topic}
	stack, err := embedded.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stack.Stop(); err != nil {
			t.Error(err)
		}
	})
	return stack
}

func dial(t *testing.T, address string) client.Client {
	t.Helper()
	c, err := temporal.DialOnce(t.Context(), temporal.Settings{Address: address, Namespace: "default"}, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestASecondStartOnTheSameFolderGoesOnWhereTheFirstOneWas(t *testing.T) {
	o := embedded.Options{DataDir: t.TempDir()}
	first := start(t, o)
	write(t, first.KafkaAddress, "order-1")
	run, err := dial(t, first.TemporalAddress).ExecuteWorkflow(t.Context(),
		client.StartWorkflowOptions{ID: "refund/m/o/r", TaskQueue: "nobody"}, "Refund")
	if err != nil {
		t.Fatal(err)
	}
	if err := simulator.RegisterCharge(t.Context(), first.SimulatorURL, simulator.Charge{Reference: "ch_1", AmountMinor: 500, Currency: "CNY"}); err != nil {
		t.Fatal(err)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	refused(t, first.TemporalAddress)
	refused(t, first.KafkaAddress)

	second := start(t, o)
	if key := read(t, second.KafkaAddress); key != "order-1" {
		t.Errorf("the broker has a record with key %q, want order-1", key)
	}
	found, err := dial(t, second.TemporalAddress).DescribeWorkflowExecution(t.Context(), "refund/m/o/r", "")
	if err != nil || found.GetWorkflowExecutionInfo().GetExecution().GetRunId() != run.GetRunID() {
		t.Errorf("Temporal does not know the workflow any more: %v, %v", found, err)
	}
	book, err := os.ReadFile(second.SimulatorBook)
	if err != nil || !strings.Contains(string(book), "ch_1") {
		t.Errorf("the simulator's book lost the charge: %v\n%s", err, book)
	}
}

func TestTheSearchAttributesOfARefundCanBeUsedAtOnceAndEnsuringThemAgainChangesNothing(t *testing.T) {
	c := dial(t, start(t, embedded.Options{DataDir: t.TempDir(), InMemory: true}).TemporalAddress)
	if err := temporal.EnsureSearchAttributes(t.Context(), c, "default", zap.NewNop()); err != nil {
		t.Fatal(err)
	}
	n, err := c.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{
		Query: "RefundStatus = 'AwaitingApproval' AND NeedsHuman = true AND AmountMinor > 5"})
	if err != nil || n.GetCount() != 0 {
		t.Errorf("got %v, %v; want 0", n, err)
	}
}

func TestAPartThatCannotStartStopsTheOthersAndShowsItsLastWords(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	liar := filepath.Join(t.TempDir(), "temporal")
	if err := os.WriteFile(liar, []byte("#!/bin/sh\necho no disk left >&2\nexit 3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err = embedded.Start(t.Context(), embedded.Options{
		DataDir: t.TempDir(), Executable: self, TemporalBinary: liar, Logger: zap.NewNop(), Topics: []string{topic},
	})
	if err == nil || !strings.Contains(err.Error(), "no disk left") || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v", err)
	}
}

func TestATakenPortIsNamed(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	_, err = embedded.Start(t.Context(), embedded.Options{
		DataDir: t.TempDir(), Executable: "unused", Logger: zap.NewNop(), Ports: embedded.Ports{Kafka: port},
	})
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("port %d is taken", port)) {
		t.Errorf("got %v", err)
	}
}

func TestAMissingTemporalCommandNamesTheTargetThatBuildsIt(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	_, err = embedded.Start(t.Context(), embedded.Options{
		DataDir: t.TempDir(), Executable: self, TemporalBinary: filepath.Join(t.TempDir(), "none"), Logger: zap.NewNop(),
	})
	if err == nil || !strings.Contains(err.Error(), "make bin/temporal") {
		t.Errorf("got %v", err)
	}
}

func write(t *testing.T, broker, key string) {
	t.Helper()
	w := &kafka.Writer{Addr: kafka.TCP(broker), Topic: topic, BatchTimeout: time.Millisecond, RequiredAcks: kafka.RequireAll}
	defer w.Close()
	if err := w.WriteMessages(t.Context(), kafka.Message{Key: []byte(key), Value: []byte("{}"), Partition: 0}); err != nil {
		t.Fatal(err)
	}
}

// read returns the key of the one record in the topic.
func read(t *testing.T, broker string) string {
	t.Helper()
	r := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{broker}, Topic: topic, GroupID: "test", StartOffset: kafka.FirstOffset})
	defer r.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	m, err := r.ReadMessage(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return string(m.Key)
}

func refused(t *testing.T, address string) {
	t.Helper()
	if c, err := net.Dial("tcp", address); err == nil {
		c.Close()
		t.Errorf("%s still listens after Stop", address)
	}
}
