package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

// binary is the makegood command under test, built once.
var binary string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "makegood-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "makegood")
	if out, err := exec.Command("go", "build", "-o", binary, "../cmd/makegood").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build makegood: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// starting: one stack at a time looks for free ports and takes them.
var starting sync.Mutex

// world is a running stack on free ports, with the public commands pointed at it.
type world struct {
	t      *testing.T
	stack  *embedded.Stack
	dir    string
	env    []string
	client client.Client
	books  ledger.Store
	// told are what the worker in this process has told customers (inProcess).
	told *messagingtest.Channel
	// processes are all that were started, dead ones too.
	processes []*process
}

const topic = "orders.order-cancelled.v1"

func start(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), told: &messagingtest.Channel{}}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute) // the first start builds Temporal
	defer cancel()
	starting.Lock()
	stack, err := embedded.Start(ctx, embedded.Options{
		DataDir: w.dir, Topics: []string{topic, "refunds.refund-status.v1"}, PartitionCount: 3,
		Executable: binary, Logger: zap.NewNop(), InMemory: true, TemporalBinary: temporalCommand(t),
	})
	starting.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stack.Stop(); err != nil {
			t.Errorf("stop the stack: %v", err)
		}
	})
	w.stack = stack
	own := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, config.Prefix) || strings.HasPrefix(v, "TEMPORAL_")
	})
	w.env = append(own, "TEMPORAL_CONFIG_FILE="+os.DevNull, // the tests' own Temporal is not reached as the user's is
		"MAKEGOOD_DATA_DIR="+w.dir, "MAKEGOOD_TEMPORAL_ADDRESS="+stack.TemporalAddress, "MAKEGOOD_TEMPORAL_UI_URL="+stack.TemporalUIURL,
		"MAKEGOOD_KAFKA_BROKERS="+stack.KafkaAddress, "MAKEGOOD_SIMULATOR_URL="+stack.SimulatorURL,
		"MAKEGOOD_WORKER_METRICS_ADDRESS=off", "MAKEGOOD_STARTER_METRICS_ADDRESS=off", "MAKEGOOD_API_ADDRESS=127.0.0.1:0", "MAKEGOOD_DESK_ADDRESS=127.0.0.1:0", "MAKEGOOD_PAGES_ADDRESS=127.0.0.1:0", "MAKEGOOD_SIMULATOR_CALL_TIMEOUT=1s")
	w.connect()
	return w
}

// in is the same world for a test within the test.
func (w *world) in(t *testing.T) *world {
	inner := *w
	inner.t = t
	return &inner
}

// temporalCommand is the one that make built, or "" to have the stack build it.
func temporalCommand(t *testing.T) string {
	t.Helper()
	built, err := filepath.Abs("../bin/temporal")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(built); errors.Is(err, os.ErrNotExist) {
		return ""
	}
	return built
}

func (w *world) connect() {
	w.t.Helper()
	c, err := temporal.DialOnce(w.t.Context(), temporal.Settings{Address: w.stack.TemporalAddress, Namespace: "default"}, zap.NewNop())
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(c.Close)
	books, err := sqlite.OpenOrCreate(w.t.Context(), filepath.Join(w.dir, "ledger.db"), time.Now)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = books.Close() })
	w.client, w.books = c, books
}

// process is a makegood command that runs until it is killed.
type process struct {
	t   *testing.T
	cmd *exec.Cmd
	// done is closed when it has ended.
	done   chan struct{}
	mu     sync.Mutex
	output bytes.Buffer
}

// Write collects the process's output.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.Write(b)
}

// said is the process's output so far.
func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// spawn starts `makegood name` and kills it -9 at the end of the test at the latest.
func (w *world) spawn(name string) *process {
	w.t.Helper()
	return w.spawnOf(binary, name)
}

// spawnOf is spawn of another build's program.
func (w *world) spawnOf(program, name string) *process {
	w.t.Helper()
	p := &process{t: w.t, cmd: exec.Command(program, name), done: make(chan struct{})}
	w.processes = append(w.processes, p)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = w.env, p, p
	if err := p.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is read from its state
		close(p.done)
	}()
	w.t.Cleanup(func() {
		p.kill()
		if w.t.Failed() {
			w.t.Logf("the last of %s:\n%s", name, tail(p.said(), 30))
		}
	})
	return p
}

// kill is kill -9: nothing is finished, nothing is said.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.done
}

// endsByItself waits for the process's end, which has to be a failure, and returns all it said.
func (p *process) endsByItself(within time.Duration) string {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(within):
		p.t.Fatalf("it still runs after %s:\n%s", within, tail(p.said(), 30))
	}
	if p.cmd.ProcessState.ExitCode() <= 0 {
		p.t.Errorf("it ended as %s", p.cmd.ProcessState)
	}
	return p.said()
}

// traces is everything known of a refund: what the processes said of it, and its history.
func (w *world) traces(id refund.ID) string {
	var out strings.Builder
	for i, p := range w.processes {
		for line := range strings.Lines(p.said()) {
			if strings.Contains(line, string(id)) {
				fmt.Fprintf(&out, "process %d: %s", i, line)
			}
		}
	}
	history := w.client.GetWorkflowHistory(context.Background(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		if err != nil {
			fmt.Fprintf(&out, "history: %v\n", err)
			break
		}
		fmt.Fprintf(&out, "event %d %s %s\n", event.GetEventId(), event.GetEventType(), event.GetEventTime().AsTime().Format(time.TimeOnly))
	}
	return out.String()
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// makegood runs a command to its end and returns its standard output.
func (w *world) makegood(args ...string) (string, error) {
	w.t.Helper()
	return w.runOf(binary, args...)
}

// runOf is makegood by another build's program.
func (w *world) runOf(program string, args ...string) (string, error) {
	w.t.Helper()
	cmd := exec.Command(program, args...)
	var stderr bytes.Buffer
	cmd.Env, cmd.Stderr = w.env, &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("makegood %s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out), err
}

func (w *world) mustRun(args ...string) string {
	w.t.Helper()
	out, err := w.makegood(args...)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// until waits for a condition on the outside world, polling with a deadline.
func (w *world) until(what string, within time.Duration, condition func() bool) {
	w.t.Helper()
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-deadline.C:
			w.t.Fatalf("%s did not happen within %s", what, within)
		case <-tick.C:
		}
	}
}

func (w *world) rows() []ledger.CaseRow {
	w.t.Helper()
	rows, err := w.books.Cases(w.t.Context(), ledger.CaseFilter{LimitMax: 10000})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

func (w *world) book() simulator.Book {
	w.t.Helper()
	book, err := simulator.ReadBook(w.t.Context(), w.stack.SimulatorURL)
	if err != nil {
		w.t.Fatal(err)
	}
	return book
}

// status is where the ledger has the refund, or "" when it does not know it.
func (w *world) status(id refund.ID) refund.Status {
	w.t.Helper()
	stored, err := w.books.Case(w.t.Context(), id)
	if errors.Is(err, ledger.ErrNotFound) {
		return ""
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return stored.Status
}

// booksAgree compares what really moved with what the ledger returned, and audits the ledger.
func (w *world) booksAgree() {
	w.t.Helper()
	book := w.book()
	totals, err := w.books.Totals(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, total := range totals {
		seen[string(total.Currency)] = true
		over := total.ReturnedMinor - total.OtherWayMinor // store credit is in no provider's book
		if moved := book.MovedMinor[string(total.Currency)]; moved != over {
			w.t.Errorf("%s: the provider moved %d, the ledger returned %d over it", total.Currency, moved, over)
		}
	}
	for currency, moved := range book.MovedMinor {
		if moved != 0 && !seen[currency] {
			w.t.Errorf("the provider moved %d %s the ledger knows nothing of", moved, currency)
		}
	}
	if len(book.MovedTwice) > 0 {
		w.t.Errorf("paid twice: %v", book.MovedTwice)
	}
	findings, err := w.books.Audit(w.t.Context())
	if err != nil || len(findings) > 0 {
		w.t.Errorf("audit: %v %v", findings, err)
	}
}

// event returns the contract's example of a whole order, changed, as a file.
func (w *world) event(order string, change func(map[string]any)) (file string, id refund.ID) {
	w.t.Helper()
	raw, err := os.ReadFile("../starter/event/testdata/contract/order-cancelled.whole.json")
	if err != nil {
		w.t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		w.t.Fatal(err)
	}
	body["order_id"] = order
	firstPayment(body)["provider_reference"] = "ch_" + order
	body["customer"].(map[string]any)["customer_id"] = order // a customer of its own: limits are per customer and day
	if change != nil {
		change(body)
	}
	out, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	file = filepath.Join(w.t.TempDir(), url.PathEscape(order)+".json")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		w.t.Fatal(err)
	}
	return file, refund.ID("refund/m-001/" + order + "/c-1")
}

func firstPayment(body map[string]any) map[string]any {
	return body["payments"].([]any)[0].(map[string]any)
}

// large makes the whole example cost 12800.00 CNY and 12.00 shipping: over the limit.
func large(body map[string]any) {
	line := body["lines"].([]any)[0].(map[string]any)
	line["unit_price_minor"], line["tax"].(map[string]any)["amount_minor"] = 640000, 147257
	firstPayment(body)["captured_minor"] = 1281200
}

// delivered says that the goods arrived a day before the request.
func delivered(body map[string]any) {
	body["delivered_at"] = "2026-11-19T08:30:00Z"
	body["lines"].([]any)[0].(map[string]any)["fulfilment"] = "DELIVERED"
}

// newAccount makes a large refund a medium risk: two people, and the goods first.
func newAccount(body map[string]any) {
	body["customer"].(map[string]any)["registered_at"] = "2026-11-17T10:00:00Z"
}
