package deployment_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/refund"
)

// codeOf is the stable code of what was refused.
func codeOf(err error) refund.Code {
	problem, _ := refund.ProblemIn(err)
	return problem.Code
}

func TestWithoutACurrentVersionNoRefundStartsAndTheStatusShowsIt(t *testing.T) {
	c := newCluster(t)
	h := c.handle(version("1"), waits("1"))
	if _, err := h.SetCurrent(t.Context(), "1"); codeOf(err) != deployment.CodeNoWorker {
		t.Errorf("a build that nobody runs became current: %v", err)
	}
	c.runs(version("1"), waits("1"))
	c.start("refund/m/o/1")
	c.until("the worker and the refund", func() bool {
		s := c.status(h)
		own, _ := s.Version("1")
		return s.Known && own.WorkerCount == 1 && s.Unversioned.OpenRefundCount == 1
	})
	if s := c.status(h); s.Current != "" || s.Unversioned.WorkerCount != 0 || s.Versions[0].Role != deployment.RoleInactive {
		t.Errorf("got %+v", s)
	}
	if steps, _ := c.steps("refund/m/o/1"); len(steps) != 0 {
		t.Errorf("a step was taken by %v", steps)
	}
	c.current(h)
	if build := c.decided("refund/m/o/1"); build != "1" {
		t.Errorf("ended by %q", build)
	}
	if s := c.status(h); s.Current != "1" || s.Versions[0].Role != deployment.RoleCurrent {
		t.Errorf("got %+v", s)
	}
	late := c.handle(deployment.Version{}, waits("1"))
	if s := c.status(late); s.Deployment != "shop" || s.Current != "1" {
		t.Errorf("an unversioned program does not see where refunds go: %+v", s)
	}
}

func TestOldRefundsEndOnTheOldStoryAndNewOnesOnTheNew(t *testing.T) {
	c := newCluster(t)
	stopOld := c.runs(version("1"), waits("1"))
	old := c.handle(version("1"), waits("1"))
	c.current(old)
	c.waiting(version("1"), "refund/m/o/old", "refund/m/o/moved", "refund/m/o/left")

	c.runs(version("2"), waits("2"))
	next := c.handle(version("2"), waits("2"))
	c.current(next)
	c.waiting(version("2"), "refund/m/o/new")
	for id, want := range map[refund.ID]string{"refund/m/o/old": "1", "refund/m/o/new": "2"} {
		if build := c.decided(id); build != want {
			t.Errorf("%s was ended by %q, want %q", id, build, want)
		}
	}

	only := deployment.Selection{From: []string{"1"}, Statuses: []refund.Status{refund.StatusAwaitingApproval}, Refunds: []refund.ID{"refund/m/o/moved"}}
	tried, err := next.Move(t.Context(), only, true)
	if err != nil || tried.Moved != 1 || !tried.DryRun || c.shown("refund/m/o/moved") != "shop:1" {
		t.Fatalf("dry run: %+v, %v; it runs on %s", tried, err, c.shown("refund/m/o/moved"))
	}
	moved, err := next.Move(t.Context(), only, false)
	if err != nil || moved.Found != 1 || moved.Moved != 1 || len(moved.Kept) != 0 || moved.To != "shop:2" {
		t.Fatalf("move: %+v, %v", moved, err)
	}
	c.until("visibility of the move", func() bool { return c.shown("refund/m/o/moved") == "shop:2" })
	again, err := next.Move(t.Context(), only, false)
	if err != nil || again.Found != 0 {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	stopOld()
	if build := c.decided("refund/m/o/moved"); build != "2" {
		t.Errorf("ended by %q", build)
	}
	if steps, failed := c.steps("refund/m/o/moved"); !slices.Equal(steps, []string{"1", "2"}) || failed != 0 {
		t.Errorf("steps by %v, %d failed", steps, failed)
	}
	if s := c.status(next); s.Unversioned.OpenRefundCount != 0 || s.Versions[0].BuildID != "2" || s.Versions[1].OpenRefundCount != 1 {
		t.Errorf("got %+v", s)
	}
}

func TestAMoveHoldsWhenTheRefundGoesOnInANewRun(t *testing.T) {
	c := newCluster(t)
	stopOld := c.runs(version("1"), waits("1"))
	c.current(c.handle(version("1"), waits("1")))
	c.waiting(version("1"), "refund/m/o/a")
	c.runs(version("2"), waits("2"))
	next := c.handle(version("2"), waits("2"))
	c.until("the new worker", func() bool { v, _ := c.status(next).Version("2"); return v.WorkerCount == 1 })
	if report, err := next.Move(t.Context(), deployment.Selection{}, false); err != nil || report.Moved != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if err := c.client.SignalWorkflow(t.Context(), "refund/m/o/a", "", "continue", nil); err != nil {
		t.Fatal(err)
	}
	c.until("a new run", func() bool {
		about, err := c.client.DescribeWorkflowExecution(t.Context(), "refund/m/o/a", "")
		info := about.GetWorkflowExecutionInfo()
		return err == nil && info.GetExecution().GetRunId() != info.GetFirstRunId()
	})
	stopOld()
	if build := c.decided("refund/m/o/a"); build != "2" {
		t.Errorf("ended by %q", build)
	}
	if steps, _ := c.steps("refund/m/o/a"); slices.Contains(steps, "1") {
		t.Errorf("the new run's steps are by %v", steps)
	}
}

func TestARefundThatDoesNotReplayStaysWhereItIs(t *testing.T) {
	c := newCluster(t)
	c.runs(version("1"), waits("1"))
	c.current(c.handle(version("1"), waits("1")))
	c.waiting(version("1"), "refund/m/o/a", "refund/m/o/b")
	c.runs(version("2"), asksFirst("2"))
	next := c.handle(version("2"), asksFirst("2"))
	c.until("the new worker", func() bool { v, _ := c.status(next).Version("2"); return v.WorkerCount == 1 })

	var progress []int
	report, err := next.Move(t.Context(), deployment.Selection{AtOnce: 2, Progress: func(done, total int) { progress = append(progress, done, total) }}, false)
	if err != nil || report.Found != 2 || report.Moved != 0 || len(report.Kept) != 2 || !slices.Equal(progress, []int{1, 2, 2, 2}) {
		t.Fatalf("%+v, %v, progress %v", report, err, progress)
	}
	for _, kept := range report.Kept {
		if kept.Code != deployment.CodeDoesNotReplay || kept.From != "shop:1" || !strings.Contains(kept.Why, "nondeterminis") {
			t.Errorf("got %+v", kept)
		}
	}
	if build := c.decided("refund/m/o/a"); build != "1" {
		t.Errorf("ended by %q", build)
	}
}

// TestAStepTakenWhileARefundIsMovedIsReplayedToo: Temporal lets a task that the old build has started end on it,
// so the history that counts is the one after the pin.
func TestAStepTakenWhileARefundIsMovedIsReplayedToo(t *testing.T) {
	c := newCluster(t)
	release := make(chan struct{})
	c.runs(version("1"), looksUp("1", release))
	c.current(c.handle(version("1"), waits("1")))
	c.waiting(version("1"), "refund/m/o/a")
	c.runs(version("2"), waits("2"))
	next := c.handle(version("2"), waits("2"))
	c.until("the new worker", func() bool { v, _ := c.status(next).Version("2"); return v.WorkerCount == 1 })
	if err := c.client.SignalWorkflow(t.Context(), "refund/m/o/a", "", "decide", nil); err != nil {
		t.Fatal(err)
	}
	c.until("a task under way", func() bool { return c.about("refund/m/o/a").GetPendingWorkflowTask().GetState() == taskStarted })

	go func() {
		defer close(release) // the old build's task ends only once the refund is pinned to the new one
		c.until("the pin", func() bool { return c.pinnedTo("refund/m/o/a") == "2" })
	}()
	report, err := next.Move(t.Context(), deployment.Selection{}, false)
	if err != nil || report.Moved != 0 || len(report.Kept) != 1 || report.Kept[0].Code != deployment.CodeDoesNotReplay || c.pinnedTo("refund/m/o/a") != "1" {
		t.Fatalf("%+v, %v; pinned to %q", report, err, c.pinnedTo("refund/m/o/a"))
	}
	if err := c.client.SignalWorkflow(t.Context(), "refund/m/o/a", "", "end", nil); err != nil {
		t.Fatal(err)
	}
	if build := c.ended("refund/m/o/a"); build != "1" {
		t.Errorf("ended by %q", build)
	}
}

func TestABadBuildIsRolledBackAndNoRefundIsLost(t *testing.T) {
	c := newCluster(t)
	c.runs(version("1"), waits("1"))
	good := c.handle(version("1"), waits("1"))
	c.current(good)
	// The bad build takes its first step as the good one does, and panics at the second; or panics at once.
	c.runs(version("2"), func(ctx workflow.Context) (string, error) {
		if workflow.GetInfo(ctx).WorkflowExecution.ID == "refund/m/o/at-once" {
			panic("a bad build")
		}
		if _, err := waits("2")(ctx); err != nil {
			return "", err
		}
		panic("a bad build")
	})
	c.current(c.handle(version("2"), waits("2")))
	c.waiting(version("2"), "refund/m/o/pinned")
	c.start("refund/m/o/at-once")
	if err := c.client.SignalWorkflow(t.Context(), "refund/m/o/pinned", "", "decide", nil); err != nil {
		t.Fatal(err)
	}
	for _, id := range []refund.ID{"refund/m/o/pinned", "refund/m/o/at-once"} {
		c.until("a failing task of "+string(id), func() bool { _, failed := c.steps(id); return failed > 0 })
	}

	if _, err := good.SetCurrent(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	report, err := good.Move(t.Context(), deployment.Selection{From: []string{"2"}}, false)
	if err != nil || report.Moved != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if build := c.ended("refund/m/o/pinned"); build != "1" { // it had its decision before
		t.Errorf("ended by %q", build)
	}
	if build := c.decided("refund/m/o/at-once"); build != "1" {
		t.Errorf("ended by %q", build)
	}
}

func TestRefundsWithoutAVersionAreReplayedBeforeTheyFollowTheCurrentOne(t *testing.T) {
	c := newCluster(t)
	stop := c.runs(deployment.Version{}, waits("unversioned"))
	c.start("refund/m/o/a")
	c.until("its first step", func() bool { steps, _ := c.steps("refund/m/o/a"); return len(steps) == 1 })
	c.runs(version("1"), waits("1"))
	bad, good := c.handle(version("1"), asksFirst("1")), c.handle(version("1"), waits("1"))
	c.until("the versioned worker", func() bool {
		s := c.status(bad)
		v, _ := s.Version("1")
		return v.WorkerCount == 1 && s.Unversioned.WorkerCount == 1 && s.Unversioned.OpenRefundCount == 1
	})
	if _, err := bad.SetCurrent(t.Context(), "1"); codeOf(err) != deployment.CodeDoesNotReplay {
		t.Errorf("a story that does not replay: %v", err)
	}
	if _, err := c.handle(version("0"), waits("0")).SetCurrent(t.Context(), "1"); codeOf(err) != deployment.CodeDoesNotReplay {
		t.Errorf("another build's command cannot replay it: %v", err)
	}
	if s := c.status(good); s.Current != "" {
		t.Errorf("%s is current", s.Current)
	}
	if _, err := good.SetCurrent(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	stop()
	if build := c.decided("refund/m/o/a"); build != "1" {
		t.Errorf("ended by %q", build)
	}
}

func TestAShareOfTheNewRefundsStartsOnARampingBuild(t *testing.T) {
	c := newCluster(t)
	for _, build := range []string{"1", "2"} {
		c.runs(version(build), waits(build))
	}
	first := c.handle(version("1"), waits("1"))
	c.current(first)
	if _, err := first.Ramp(t.Context(), "2", 101); codeOf(err) != refund.CodeMalformed {
		t.Errorf("101 percent: %v", err)
	}
	c.until("the second worker", func() bool { v, _ := c.status(first).Version("2"); return v.WorkerCount == 1 })
	if _, err := first.Ramp(t.Context(), "2", 100); err != nil {
		t.Fatal(err)
	}
	if s := c.status(first); s.Current != "1" || s.Ramping != "2" || s.RampPercent != 100 {
		t.Errorf("got %+v", s)
	}
	c.waiting(version("2"), "refund/m/o/a")
	if _, err := first.Ramp(t.Context(), "2", 0); err != nil {
		t.Fatal(err)
	}
	c.waiting(version("1"), "refund/m/o/b")
}

func TestAWorkerThatPollsNoMoreIsNotCounted(t *testing.T) {
	c := newCluster(t)
	c.runs(version("1"), waits("1"))
	c.current(c.handle(version("1"), waits("1")))
	later, err := deployment.New(deployment.Config{
		Client: c.client, TaskQueue: queue, Own: version("1"), Replay: func(*history.History) error { return nil },
		Now: func() time.Time { return time.Now().Add(3 * time.Minute) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := c.status(later).Version("1"); !ok || v.WorkerCount != 0 {
		t.Errorf("three minutes later: %+v", v)
	}
	if _, err := later.Move(t.Context(), deployment.Selection{}, false); codeOf(err) != deployment.CodeNoWorker {
		t.Errorf("refunds are moved to where nobody works: %v", err)
	}
}

func TestNamesThatTemporalDoesNotTakeAreRefused(t *testing.T) {
	for _, v := range []deployment.Version{{"a.b", "1"}, {"a:b", "1"}, {"", "1"}, {"a", ""}, {"a", "(devel)"}, {"a", "1:2"}} {
		if v.Check() == nil {
			t.Errorf("%q was accepted", v)
		}
	}
	for _, v := range []deployment.Version{{}, {"refunds", "v1.2.3-0.2026+dirty"}} {
		if err := v.Check(); err != nil {
			t.Errorf("%q: %v", v, err)
		}
	}
	if _, err := deployment.New(deployment.Config{}); err == nil {
		t.Error("a handle without a client")
	}
}
