package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/refund"
)

// listening has the processes that are started from now on answer probes, and returns where.
func (w *world) listening(role string) (address string) {
	w.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.set("MAKEGOOD_"+role+"_METRICS_ADDRESS", address)
	return address
}

// set is a setting of the commands and processes that are started from now on.
func (w *world) set(name, value string) {
	w.env = append(slices.DeleteFunc(slices.Clone(w.env), func(v string) bool { return strings.HasPrefix(v, name+"=") }), name+"="+value)
}

// ready is what a process answers its readiness probe; ok: it answered.
func ready(address string) (status int, report health.Report, ok bool) {
	answer, err := http.Get("http://" + address + health.ReadyPath)
	if err != nil {
		return 0, report, false
	}
	defer func() { _ = answer.Body.Close() }()
	err = json.NewDecoder(answer.Body).Decode(&report)
	return answer.StatusCode, report, err == nil
}

func (w *world) untilReady(address string) {
	w.t.Helper()
	w.until("readiness at "+address, time.Minute, func() bool { status, _, _ := ready(address); return status == http.StatusOK })
}

// draining: the process says that it was told to end.
func draining(address string) bool {
	status, report, ok := ready(address)
	return ok && status == http.StatusServiceUnavailable && report.Checks[0].Name == "draining" && !report.Checks[0].OK
}

// ended waits for the end of a process, and returns its exit code and how long that took.
func (p *process) ended(within time.Duration) (code int, took time.Duration) {
	p.t.Helper()
	begun := time.Now()
	select {
	case <-p.done:
	case <-time.After(within):
		p.t.Fatalf("it still runs %s after it was told to end:\n%s", within, tail(p.said(), 30))
	}
	return p.cmd.ProcessState.ExitCode(), time.Since(begun)
}

func (p *process) terminate() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
}

// TestAWorkerThatIsToldToEndFinishesThePayoutUnderWay: with SIGTERM, while the provider takes its time. It is
// unready first, ends with 0 in its time, and another worker finds nothing to pay again.
func TestAWorkerThatIsToldToEndFinishesThePayoutUnderWay(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.set("MAKEGOOD_SIMULATOR_CALL_TIMEOUT", "8s")
	w.set("MAKEGOOD_WORKER_DRAIN_TIMEOUT", "15s")
	address := w.listening("WORKER")
	w.spawn("starter")
	worker := w.spawn("worker")
	w.untilReady(address)
	ids := map[refund.ID]string{}
	var files []string
	for i := range 6 {
		order := fmt.Sprintf("order-drained-%d", i)
		reference := "ch_" + order + "~slow:1200ms"
		file, id := w.event(order, paidFrom(reference))
		ids[id], files = reference, append(files, file)
	}
	w.mustRun(append([]string{"publish"}, files...)...)
	var sending []refund.ID
	w.until("legs that are being sent", time.Minute, func() bool { sending = w.sending(ids); return len(sending) > 1 })
	worker.terminate()
	w.until("the draining worker's own word", 5*time.Second, func() bool { return draining(address) })
	if code, took := worker.ended(15 * time.Second); code != 0 {
		t.Errorf("it ended with %d after %s", code, took)
	} else {
		t.Logf("%d legs were being sent; it ended %s after it was seen draining", len(sending), took)
	}
	for _, id := range sending {
		if minor, movements := w.book().For(ids[id]); minor != 14000 || movements != 1 {
			t.Errorf("%s: it ended before the provider had answered: moved %d in %d movements", id, minor, movements)
		}
		if slices.Contains(w.sending(ids), id) {
			t.Errorf("%s: what the provider answered was not recorded", id)
		}
	}
	w.spawn("worker")
	for id, reference := range ids {
		w.endsWithOneMovement(id, reference)
	}
	w.booksAgree()
}

// TestAWorkerWhoseTimeToDrainIsOverSaysWhatItLeft: a mail server that takes the connection and says nothing holds a
// message up for longer than that. The next worker sends it.
func TestAWorkerWhoseTimeToDrainIsOverSaysWhatItLeft(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.set("MAKEGOOD_WORKER_DRAIN_TIMEOUT", "2s")
	w.spawn("starter")
	delivered := w.env
	w.silentMail()
	worker := w.spawn("worker")
	id := w.publish("order-left", nil, refund.StatusRefunded)
	w.until("a message under way", time.Minute, func() bool { return w.underWay(id, "DeliverNotice") })
	worker.terminate()
	if code, took := worker.ended(5 * time.Second); code != 1 || took < 1500*time.Millisecond || took > 3500*time.Millisecond {
		t.Errorf("it ended with %d after %s, want 1 after two seconds", code, took)
	}
	said := tail(worker.said(), 1)
	if !strings.Contains(said, "activities were left under way after 2s: ") || !strings.Contains(said, "DeliverNotice of "+string(id)) {
		t.Errorf("it said at last: %s", said)
	}
	w.env = delivered
	w.spawn("worker")
	w.until("the end of "+string(id), 2*time.Minute, func() bool { return w.closedWorkflow(id) })
	w.booksAgree()
}

// silentMail has the processes that are started from now on send mail to a server that never answers.
func (w *world) silentMail() {
	w.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = listener.Close() })
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		w.t.Fatal(err)
	}
	w.set("MAKEGOOD_SMTP_HOST", host)
	w.set("MAKEGOOD_SMTP_PORT", port)
	w.set("MAKEGOOD_SMTP_TLS", "none")
}

// TestAStarterThatIsToldToEndLeavesItsGroupInTime: with SIGTERM, under load; the next one goes on where it was.
func TestAStarterThatIsToldToEndLeavesItsGroupInTime(t *testing.T) {
	t.Parallel()
	w := start(t)
	address := w.listening("STARTER")
	w.spawn("worker")
	events, expect := demo.Stream(11, 60, time.Now())
	for part := range slices.Chunk(events, 30) {
		starter := w.spawn("starter")
		w.untilReady(address)
		before := len(w.rows())
		if err := demo.Publish(t.Context(), kafka.Line{Brokers: []string{w.stack.KafkaAddress}}, topic, part); err != nil {
			t.Fatal(err)
		}
		w.until("some more refunds", time.Minute, func() bool { return len(w.rows()) >= before+3 })
		starter.terminate()
		if code, took := starter.ended(5 * time.Second); code != 0 || took > 2500*time.Millisecond {
			t.Errorf("it ended with %d after %s, want 0 within two seconds", code, took)
		}
	}
	w.spawn("starter")
	w.untilAtRest(expect)
	if len(w.rows()) != expect.Refunds {
		t.Errorf("%d refunds, want %d", len(w.rows()), expect.Refunds)
	}
	w.booksAgree()
}
