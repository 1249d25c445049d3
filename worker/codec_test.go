package worker_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	temporalsdk "go.temporal.io/sdk/temporal"
	"go.uber.org/zap"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/internal/codec"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
	"github.com/makegood/makegood/workflows"
)

// party is a process with a key file of its own, and a client of Temporal.
type party struct {
	t        *testing.T
	path     string
	ticks    chan time.Time
	changes  chan codec.Change
	registry *prometheus.Registry
	encoding temporal.Encoding
	client   client.Client
}

// party connects with the keys of these lines.
func (s *shop) party(forWorker bool, lines ...string) *party {
	s.t.Helper()
	p := &party{
		t: s.t, path: filepath.Join(s.t.TempDir(), "keys"), registry: prometheus.NewRegistry(), ticks: make(chan time.Time), changes: make(chan codec.Change, 10),
	}
	p.must(os.WriteFile(p.path, []byte(strings.Join(lines, "\n")), 0o600))
	ring := must(codec.OpenRing(p.path))
	p.encoding = temporal.Encrypted(codec.New(ring, must(codec.NewCounts(p.registry))))
	go ring.Watch(s.t.Context(), p.ticks, func(c codec.Change) { p.changes <- c })
	p.client = must(temporal.DialOnce(s.t.Context(), temporal.Settings{
		Address: s.address, Namespace: "default", Encoding: p.encoding, ForWorker: forWorker,
	}, zap.NewNop()))
	s.t.Cleanup(p.client.Close)
	return p
}

func (p *party) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// gets changes the key file, and returns when the new keys are in force.
func (p *party) gets(lines ...string) {
	p.t.Helper()
	p.must(os.WriteFile(p.path, []byte(strings.Join(lines, "\n")), 0o600))
	for range 2 {
		p.ticks <- time.Time{}
	}
	if c := <-p.changes; c.Err != nil {
		p.t.Fatal(c.Err)
	}
}

// refusedOf is how often the party could not open a payload, by code.
func (p *party) refusedOf(code refund.Code) (count float64) {
	for _, family := range must(p.registry.Gather()) {
		for _, metric := range family.GetMetric() {
			if family.GetName() == codec.MetricUnreadable && metric.GetLabel()[0].GetValue() == string(code) {
				count = metric.GetCounter().GetValue()
			}
		}
	}
	return count
}

// works runs a worker on the party's client; stop ends it.
func (p *party) works(s *shop) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	config := s.config("", workflows.Refund)
	config.Client, config.Converter, config.Version = p.client, p.encoding.DataConverter(), deployment.Version{}
	running.Go(func() {
		if err := worker.Run(ctx, config); err != nil {
			s.t.Errorf("the worker: %v", err)
		}
	})
	stop = func() { cancel(); running.Wait() }
	s.t.Cleanup(stop)
	return stop
}

// keyOf is the key that the refund's input is sealed with.
func (s *shop) keyOf(id refund.ID) string {
	history := s.client.GetWorkflowHistory(s.t.Context(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	return codec.KeyID(must(history.Next()).GetWorkflowExecutionStartedEventAttributes().GetInput().GetPayloads()[0])
}

// at is the shop as the party sees it.
func (s *shop) at(p *party) *shop {
	own := *s
	own.client = p.client
	return &own
}

// awaits starts a large refund, and returns when it waits for its decision.
func (s *shop) awaits(order string) refund.ID {
	s.t.Helper()
	id := s.starts(order, true)
	s.until(string(id)+" waiting", func() bool { return s.status(id) == refund.StatusAwaitingApproval })
	return id
}

// paid waits for the refund's end.
func (s *shop) paid(id refund.ID) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	var result refund.Result
	if err := s.client.GetWorkflow(ctx, string(id), "").Get(ctx, &result); err != nil || result.Status != refund.StatusRefunded {
		s.t.Errorf("%s ended as %+v, %v", id, result, err)
	}
}

// running reports whether the refund's workflow is open.
func (s *shop) running(id refund.ID) bool {
	about := must(s.client.DescribeWorkflowExecution(s.t.Context(), string(id), ""))
	return about.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
}

// Lines of key files.
const (
	keyA = "a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	keyB = "b AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
	keyC = "c AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
)

// TestRefundsOutliveTheRotationOfKeysAndAKeyThatIsMissing: keys are changed while refunds wait for people.
func TestRefundsOutliveTheRotationOfKeysAndAKeyThatIsMissing(t *testing.T) {
	plain := openShop(t)
	works, asks := plain.party(true, keyA), plain.party(false, keyA)
	s := plain.at(asks)
	stop := works.works(s)

	underA, otherUnderA := s.awaits("under-a"), s.awaits("other-under-a")
	for _, p := range []*party{works, asks} {
		p.gets(keyA, keyB) // first everybody can open what the new key seals
	}
	for _, p := range []*party{works, asks} {
		p.gets(keyB, keyA)
	}
	underB := s.awaits("under-b")
	if a, b := s.keyOf(underA), s.keyOf(underB); a != "a" || b != "b" {
		t.Fatalf("sealed with %q before the rotation and with %q after it", a, b)
	}
	s.approve(otherUnderA)
	s.paid(otherUnderA)

	stop() // what it knows of its refunds is forgotten: the next one reads the histories
	works = plain.party(true, keyB)
	works.works(s)
	s.approve(underA)
	s.approve(underB)
	s.paid(underB)
	s.until("the task of "+string(underA)+" to fail", func() bool { return s.failedTasks(underA) > 0 })
	if works.refusedOf(codec.CodeKeyUnknown) == 0 {
		t.Error("the missing key was not counted: nobody is alerted")
	}
	if !s.running(underA) || s.status(underA) != refund.StatusAwaitingApproval {
		t.Fatalf("without its key %s is open: %t, and %s", underA, s.running(underA), s.status(underA))
	}
	works.gets(keyB, keyA)
	s.paid(underA)
	plain.paidOnce(3 * largeMinor)
}

// TestAnActUnderAKeyThatTheWorkerLacksCountsOnceItHasTheKey: it is neither dropped nor taken for another one.
func TestAnActUnderAKeyThatTheWorkerLacksCountsOnceItHasTheKey(t *testing.T) {
	plain := openShop(t)
	works, asks, ahead := plain.party(true, keyA), plain.party(false, keyA), plain.party(false, keyC, keyA)
	s := plain.at(asks)
	works.works(s)
	id := s.awaits("ahead")
	plain.at(ahead).approve(id)
	s.until("the task to fail", func() bool { return s.failedTasks(id) > 0 })
	if !s.running(id) || works.refusedOf(codec.CodeKeyUnknown) == 0 {
		t.Fatalf("it is open: %t, counted %v", s.running(id), works.refusedOf(codec.CodeKeyUnknown))
	}
	works.gets(keyA, keyC)
	s.paid(id)
	plain.paidOnce(largeMinor)
}

// TestAnUpdateUnderAKeyThatTheWorkerLacksIsRefusedAndHoldsNothingUp: the server would bring it again and again.
func TestAnUpdateUnderAKeyThatTheWorkerLacksIsRefusedAndHoldsNothingUp(t *testing.T) {
	plain := openShop(t)
	works, asks, ahead := plain.party(true, keyA), plain.party(false, keyA), plain.party(false, keyC, keyA)
	s := plain.at(asks)
	works.works(s)
	id := s.awaits("ahead")
	handle := must(ahead.client.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: string(id), UpdateName: string(refund.ActDecide), WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{refund.Decision{DecisionID: "d-ahead", Verb: refund.VerbApprove, Reviewer: "noah", Note: "checked"}},
	}))
	var refused *temporalsdk.ApplicationError
	if err := handle.Get(t.Context(), nil); !errors.As(err, &refused) || refused.Type() != string(codec.CodeKeyUnknown) {
		t.Errorf("the update was answered with %v", err)
	}
	s.approve(id)
	s.paid(id)
	if failed := s.failedTasks(id); failed > 0 {
		t.Errorf("%d tasks failed", failed)
	}
}

// TestAWorkerWithoutAKeyFileEndsNoRefundThatIsEncrypted: one that was started without the setting, say.
func TestAWorkerWithoutAKeyFileEndsNoRefundThatIsEncrypted(t *testing.T) {
	plain := openShop(t)
	asks := plain.party(false, keyA)
	s := plain.at(asks)
	config := s.config("", workflows.Refund)
	config.Version = deployment.Version{}
	config.Client = must(temporal.DialOnce(t.Context(), temporal.Settings{Address: s.address, Namespace: "default", ForWorker: true}, zap.NewNop()))
	t.Cleanup(config.Client.Close)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = worker.Run(ctx, config) })
	id := s.starts("encrypted", false)
	s.until("the task to fail", func() bool { return s.failedTasks(id) > 0 })
	if !s.running(id) {
		t.Fatal("it was ended")
	}
	stop()
	running.Wait()
	plain.party(true, keyA).works(s)
	s.paid(id)
	plain.paidOnce(smallMinor)
}
