package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/telemetry/collectortest"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
	"github.com/makegood/makegood/workflows"
)

const (
	recordTrace  = "0af7651916cd43dd8448eb211c80319c"
	recordSpan   = "b7ad6b7169203331"
	recordParent = "00-" + recordTrace + "-" + recordSpan + "-01"
)

// personal is what the events of these tests say of their customer: it may be in no span.
var personal = []string{"planted.buyer@example.com", "+8613800138000", "planted-push-token", "Planted Title", "planted note"}

func planted(body map[string]any) {
	customer := body["customer"].(map[string]any)
	customer["email"], customer["phone"], customer["push_token"] = personal[0], personal[1], personal[2]
	body["lines"].([]any)[0].(map[string]any)["title"] = personal[3]
}

// wantPaths is the tree of an automatic refund below the span that the record names.
var wantPaths = []string{
	"consume " + topic,
	"consume " + topic + " > start Refund",
	"consume " + topic + " > start Refund > DecideRefund",
	"consume " + topic + " > start Refund > DecideRefund > ledger DecideRefund",
	"consume " + topic + " > start Refund > PayLeg",
	"consume " + topic + " > start Refund > PayLeg > ledger BeginLeg",
	"consume " + topic + " > start Refund > PayLeg > simulator refund",
	"consume " + topic + " > start Refund > PayLeg > ledger RecordOutcome",
	"consume " + topic + " > start Refund > Tell",
	"consume " + topic + " > start Refund > Tell > deliver email",
	"consume " + topic + " > start Refund > Tell > deliver sms",
	"consume " + topic + " > start Refund > Tell > publish refunds.refund-status.v1",
	"consume " + topic + " > start Refund > Refund",
}

func TestOneTraceShowsARefundFromItsRecordToItsEnd(t *testing.T) {
	t.Parallel()
	w := startTraced(t)
	starter, works := w.spawn("starter"), w.spawn("worker")
	id := w.sends("order-traced", recordParent, planted)
	w.until("the refund's end", time.Minute, func() bool { return w.closedWorkflow(id) })
	w.untilSpan(id, "Refund", func(s collectortest.Span) bool {
		return s.Attributes["makegood.status"] == string(refund.StatusRefunded)
	})
	w.untilSpan(id, "consume "+topic, anySpan)

	w.isOneTree(id)
	w.saysWhatBecameOfIt(id)
	w.carriesTheTrace(id)
	for name, process := range map[string]*process{"starter": starter, "worker": works} {
		if !strings.Contains(process.said(), `"trace_id":"`+recordTrace+`"`) {
			t.Errorf("no line of the %s has the trace's id:\n%s", name, tail(process.said(), 10))
		}
	}
	if events := w.events(id); !slices.Equal(events, automaticEvents) {
		t.Errorf("its events are %v", events)
	}
	if size := w.historyBytes(id); size > bytesMax {
		t.Errorf("%d bytes of history, the budget is %d", size, bytesMax)
	}
	w.replaysUntraced(id)
	w.actsAreLinked()
	w.isSilentWhenOff(id, starter, works)
	for _, text := range personal {
		if strings.Contains(w.collector.Said(), text) {
			t.Errorf("a span says %q", text)
		}
	}
}

// isOneTree: all spans of the refund are in the record's trace, each below one that arrived, up to the record's.
func (w tracedWorld) isOneTree(id refund.ID) {
	w.t.Helper()
	spans := w.spansOf(id)
	for _, s := range spans {
		if s.Trace != recordTrace {
			w.t.Errorf("%s of %s is in trace %s", s.Name, s.Service, s.Trace)
		}
		if s.Failed {
			w.t.Errorf("%s failed: %v", s.Name, s.Attributes)
		}
	}
	paths, loose := tree(spans, recordSpan)
	if len(loose) > 0 {
		w.t.Errorf("not connected: %v", loose)
	}
	for _, want := range wantPaths {
		if !slices.Contains(paths, want) {
			w.t.Errorf("there is no %s in\n%s", want, strings.Join(paths, "\n"))
		}
	}
}

// saysWhatBecameOfIt: spans of activities and of the ledger say the refund's status, the ledger's also how it got there.
func (w tracedWorld) saysWhatBecameOfIt(id refund.ID) {
	w.t.Helper()
	for name, want := range map[string]map[string]string{
		"consume " + topic:     {"makegood.result": "started", "makegood.order": "order-traced", "messaging.system": "kafka"},
		"DecideRefund":         {"makegood.status": string(refund.StatusPayingOut), "makegood.local_activity": "true", "makegood.attempt": "1"},
		"PayLeg":               {"makegood.status": string(refund.StatusRefunded), "makegood.leg": "1", "makegood.provider": "simulator"},
		"ledger DecideRefund":  {"db.system.name": "sqlite", "makegood.ledger_runs": "1", "makegood.merchant": "m-001"},
		"ledger BeginLeg":      {"makegood.gate": string(refund.BeginSend)},
		"ledger RecordOutcome": {"makegood.outcome": string(refund.OutcomeSettled), "makegood.status": string(refund.StatusRefunded)},
		"simulator refund":     {"makegood.outcome": string(refund.OutcomeSettled)},
	} {
		span := w.untilSpan(id, name, anySpan)
		for key, value := range want {
			if span.Attributes[key] != value {
				w.t.Errorf("%s: %s is %q, want %q", name, key, span.Attributes[key], value)
			}
		}
	}
}

// carriesTheTrace: what left for the provider, the phone and Kafka names a span of the trace.
func (w tracedWorld) carriesTheTrace(id refund.ID) {
	w.t.Helper()
	call := w.untilSpan(id, "simulator refund", anySpan)
	if want := []string{"00-" + recordTrace + "-" + call.ID + "-01"}; !slices.Equal(w.provider.all(), want) {
		w.t.Errorf("the provider got %q, want %q", w.provider.all(), want)
	}
	sent := append(w.phone.all(), w.statusTraces(id, 2)...)
	if len(sent) != 3 {
		w.t.Errorf("%d messages and records, want the text message of the end and two records", len(sent))
	}
	for _, traceparent := range sent {
		if !strings.HasPrefix(traceparent, "00-"+recordTrace+"-") {
			w.t.Errorf("sent with %q", traceparent)
		}
	}
}

// replaysUntraced: a history with a trace in its header replays where nobody traces.
func (w tracedWorld) replaysUntraced(id refund.ID) {
	w.t.Helper()
	replay, err := worker.NewReplay(workflows.Refund, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := replay(w.historyOf(id)); err != nil {
		w.t.Error(err)
	}
}

// actsAreLinked: what a person does at the command line stays in the refund's trace, linked to the command's; after it
// the refund goes on in its own.
func (w tracedWorld) actsAreLinked() {
	w.t.Helper()
	id := w.sends("order-act", "", func(body map[string]any) { large(body); planted(body) })
	w.reaches(id, refund.StatusAwaitingApproval)
	begun := w.untilSpan(id, "start Refund", anySpan)
	w.mustRun("decide", string(id), "--approve", "--reviewer", "noah", "--note", "planted note")
	act := w.untilSpan(id, "update decide", anySpan)
	done := w.untilSpan(id, "CarryOutAct", anySpan)
	if done.Trace != begun.Trace || act.Trace == begun.Trace || !slices.Equal(done.Links, []string{act.Trace}) {
		w.t.Errorf("began in %s, the act in %s, done in %s with links %v", begun.Trace, act.Trace, done.Trace, done.Links)
	}
	if done.Attributes["makegood.act"] != "decide" || done.Attributes["makegood.accepted"] != "true" {
		w.t.Errorf("the act's span says %v", done.Attributes)
	}
	w.reaches(id, refund.StatusRefunded)
	if paid := w.untilSpan(id, "simulator refund", anySpan); paid.Trace != begun.Trace {
		w.t.Errorf("paid in %s, begun in %s", paid.Trace, begun.Trace)
	}
}

// isSilentWhenOff: processes without a collector send no span, write no header and pass no trace on, whatever the
// record came with; the history is shorter by the header alone.
func (w tracedWorld) isSilentWhenOff(traced refund.ID, running ...*process) {
	w.t.Helper()
	for _, p := range running {
		p.kill()
	}
	off := w.untraced()
	off.spawn("starter")
	off.spawn("worker")
	id := w.sends("order-silent", recordParent, planted) // as long a name as the other's
	w.until("the refund's end", time.Minute, func() bool { return w.closedWorkflow(id) })
	if header := w.startHeader(id); len(header) > 0 {
		w.t.Errorf("the start has the header %v", header)
	}
	if got := w.spansOf(id); len(got) > 0 {
		w.t.Errorf("%d spans", len(got))
	}
	if got := w.provider.all(); got[len(got)-1] != "" {
		w.t.Errorf("the provider got the trace %q", got[len(got)-1])
	}
	header := 0
	for key, field := range w.startHeader(traced) {
		header += len(key) + len(field.GetData())
	}
	on, silent := w.historyBytes(traced), w.historyBytes(id)
	w.t.Logf("history: %d bytes traced, %d untraced; the header's key and content have %d", on, silent, header)
	if more := on - silent; more < int64(header) || more > int64(header)+64 {
		w.t.Errorf("tracing costs %d bytes of history, its header has %d", more, header)
	}
}

// TestTheRetryOfAKilledWorkerIsInTheSameTrace kills a worker while the provider works on its call.
func TestTheRetryOfAKilledWorkerIsInTheSameTrace(t *testing.T) {
	t.Parallel()
	w := startTraced(t)
	w.spawn("starter")
	first := w.spawn("worker")
	const reference = "ch_order-dies~late_move:2s"
	id := w.sends("order-dies", recordParent, paidFrom(reference))
	w.until("a call under way", time.Minute, func() bool { return len(w.provider.all()) > 0 })
	w.untilSpan(id, "ledger BeginLeg", anySpan) // what ended before it has arrived too
	first.kill()
	before := len(w.provider.all())
	w.spawn("worker")
	w.endsWithOneMovement(id, reference)
	w.untilSpan(id, "Refund", anySpan)
	w.untilSpan(id, "simulator look-up", anySpan)
	_, loose := tree(w.spansOf(id), recordSpan)
	for _, span := range loose { // the attempt around it died with its worker
		if !strings.HasPrefix(span, "ledger BeginLeg ") {
			t.Errorf("not connected: %s", span)
		}
	}
	for _, s := range w.spansOf(id) {
		if s.Trace != recordTrace {
			t.Errorf("%s is in trace %s", s.Name, s.Trace)
		}
	}
	calls := w.provider.all()
	if len(calls) <= before {
		t.Fatalf("the second worker did not call: %v", calls)
	}
	for _, call := range calls {
		if !strings.HasPrefix(call, "00-"+recordTrace+"-") {
			t.Errorf("a call with %q", call)
		}
	}
}

// TestARefundDoesNotWaitForACollectorThatIsAway: it is paid, the loss is said once, and a person's command answers.
func TestARefundDoesNotWaitForACollectorThatIsAway(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.env = append(w.env, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_TIMEOUT=200", "OTEL_BSP_SCHEDULE_DELAY=50")
	w.spawn("starter")
	works := w.spawn("worker")
	id := w.publish("order-unseen", large, refund.StatusAwaitingApproval)
	w.mustRun("decide", string(id), "--approve", "--reviewer", "noah", "--note", "checked")
	w.reaches(id, refund.StatusRefunded)
	w.until("a line about the loss", time.Minute, func() bool { return strings.Contains(works.said(), "the collector does not take spans") })
	if n := strings.Count(works.said(), "the collector does not take spans"); n != 1 {
		t.Errorf("said %d times:\n%s", n, works.said())
	}
	w.booksAgree()
}
