package worker_test

import (
	"fmt"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
	"github.com/makegood/makegood/workflows"
)

// endedBy is the memo by which a build of these tests marks what it ended.
const endedBy = "ended_by"

// endsAs is the story, with the build's mark at its end: the change that an older history replays.
func endsAs(build string) worker.Story {
	return func(ctx workflow.Context, in refund.Request) (refund.Result, error) {
		result, err := workflows.Refund(ctx, in)
		if err != nil {
			return result, err
		}
		return result, workflow.UpsertMemo(ctx, map[string]any{endedBy: build})
	}
}

// pausesFirst changes the story before its first step, without a version flag: no older history fits.
func pausesFirst(build string) worker.Story {
	return func(ctx workflow.Context, in refund.Request) (refund.Result, error) {
		if err := workflow.Sleep(ctx, time.Millisecond); err != nil {
			return refund.Result{}, err
		}
		return endsAs(build)(ctx, in)
	}
}

// panicsAfterPaying is the worst build: the money has moved, and the task that knows it fails.
func panicsAfterPaying(ctx workflow.Context, in refund.Request) (refund.Result, error) {
	if _, err := workflows.Refund(ctx, in); err != nil {
		return refund.Result{}, err
	}
	panic("a bad build")
}

func nothing(workflow.Context, refund.Request) (refund.Result, error) { return refund.Result{}, nil }

func onBuild(id refund.ID, build string) *workflowservice.CountWorkflowExecutionsRequest {
	return &workflowservice.CountWorkflowExecutionsRequest{
		Query: fmt.Sprintf("WorkflowId = '%s' AND TemporalWorkerDeploymentVersion = '%s'", id, version(build)),
	}
}

const smallMinor, largeMinor = 14000, 1281200

func TestARefundEndsOnTheStoryItBeganOnAndMovesOnlyToOneThatReplaysIt(t *testing.T) {
	s := openShop(t)
	_, stopFirst := s.deploys("1", endsAs("1"))
	stays, moves := s.waits("stays", "1"), s.waits("moves", "1")

	second, _ := s.deploys("2", endsAs("2"))
	fresh := s.starts("fresh", false)
	s.approve(stays)
	for id, want := range map[refund.ID]string{fresh: "2", stays: "1"} {
		if build := s.ended(id); build != want {
			t.Errorf("%s was ended by build %q, want %q", id, build, want)
		}
	}

	third, stopThird := s.deploys("3", pausesFirst("3"))
	report, err := third.Move(t.Context(), deployment.Selection{}, false)
	if err != nil || report.Moved != 0 || len(report.Kept) != 1 || report.Kept[0].Refund != moves || report.Kept[0].Code != deployment.CodeDoesNotReplay {
		t.Fatalf("to a story that does not replay: %+v, %v", report, err)
	}
	if _, err := second.SetCurrent(t.Context(), "2"); err != nil {
		t.Fatal(err)
	}
	stopThird()

	report, err = second.Move(t.Context(), deployment.Selection{From: []string{"1"}, Statuses: []refund.Status{refund.StatusAwaitingApproval}}, false)
	if err != nil || report.Moved != 1 || len(report.Kept) != 0 {
		t.Fatalf("to a story that replays: %+v, %v", report, err)
	}
	stopFirst()
	s.approve(moves)
	if build := s.ended(moves); build != "2" {
		t.Errorf("ended by build %q", build)
	}
	s.paidOnce(smallMinor + 2*largeMinor)
}

func TestABadBuildIsRolledBackAndEveryRefundIsPaidOnce(t *testing.T) {
	s := openShop(t)
	good, _ := s.deploys("1", endsAs("1"))
	before := s.waits("before", "1")

	_, stopBad := s.deploys("2", panicsAfterPaying)
	pinned, unpinned := s.waits("pinned", "2"), s.starts("unpinned", false)
	s.approve(pinned)
	for _, id := range []refund.ID{pinned, unpinned} {
		s.until("a failed task of "+string(id), func() bool { return s.failedTasks(id) > 0 })
	}
	s.paidOnce(smallMinor + largeMinor)

	if _, err := good.SetCurrent(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	report, err := good.Move(t.Context(), deployment.Selection{From: []string{"2"}}, false)
	if err != nil || report.Moved != 1 || len(report.Kept) != 0 {
		t.Fatalf("back to the good build: %+v, %v", report, err)
	}
	stopBad()
	s.approve(before)
	for _, id := range []refund.ID{pinned, unpinned, before} {
		if build := s.ended(id); build != "1" {
			t.Errorf("%s was ended by build %q", id, build)
		}
	}
	s.paidOnce(smallMinor + 2*largeMinor)
}
