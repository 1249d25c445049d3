package deployment_test

import (
	"context"
	"os"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/refund"
)

// built is the Temporal command that `make` builds.
const built = "../bin/temporal"

// cluster is a real Temporal server, with stories that are as small as can be.
type cluster struct {
	t      *testing.T
	client client.Client
}

func newCluster(t *testing.T) cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	server, err := testsuite.StartDevServer(ctx, testsuite.DevServerOptions{
		ExistingPath: built, LogLevel: "error", Stdout: os.Stderr, Stderr: os.Stderr,
		SearchAttributes: temporal.NewSearchAttributes(status.ValueSet("")),
		ExtraArgs: []string{
			"--dynamic-config-value", "matching.numTaskqueueReadPartitions=1", "--dynamic-config-value", "matching.numTaskqueueWritePartitions=1",
		},
	})
	if err != nil {
		t.Fatalf("%v: `make bin/temporal` builds the server", err)
	}
	t.Cleanup(func() { _ = server.Stop() }) // it is killed, and says so
	return cluster{t: t, client: server.Client()}
}

var status = temporal.NewSearchAttributeKeyKeyword(refund.AttributeStatus)

// story is what a build of the worker does of a refund. Its result names the build that ended it.
type story func(workflow.Context) (string, error)

// waits waits for a signal, which is all that the stories of the tests do; another signal has it go on in a new run.
func waits(build string) story {
	return func(ctx workflow.Context) (string, error) {
		if err := workflow.UpsertTypedSearchAttributes(ctx, status.ValueSet(string(refund.StatusAwaitingApproval))); err != nil {
			return "", err
		}
		if again := workflow.GetSignalChannel(ctx, "continue"); workflow.GetInfo(ctx).ContinuedExecutionRunID == "" {
			selector := workflow.NewSelector(ctx).AddReceive(workflow.GetSignalChannel(ctx, "decide"), func(workflow.ReceiveChannel, bool) {})
			continued := false
			selector.AddReceive(again, func(c workflow.ReceiveChannel, _ bool) { continued = c.Receive(ctx, nil) }).Select(ctx)
			if continued {
				return "", workflow.NewContinueAsNewError(ctx, refund.WorkflowName)
			}
		}
		workflow.GetSignalChannel(ctx, "decide").Receive(ctx, nil)
		return build, nil
	}
}

// looksUp takes a step after the decision that no other story of the tests takes, when it is released.
func looksUp(build string, release <-chan struct{}) story {
	return func(ctx workflow.Context) (string, error) {
		if _, err := waits(build)(ctx); err != nil {
			return "", err
		}
		ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: time.Minute})
		lookUp := func(context.Context) error { <-release; return nil }
		if err := workflow.ExecuteLocalActivity(ctx, lookUp).Get(ctx, nil); err != nil {
			return "", err
		}
		workflow.GetSignalChannel(ctx, "end").Receive(ctx, nil)
		return build, nil
	}
}

// asksFirst changes the story in a way that no older history fits.
func asksFirst(build string) story {
	return func(ctx workflow.Context) (string, error) {
		if err := workflow.Sleep(ctx, time.Second); err != nil {
			return "", err
		}
		return waits(build)(ctx)
	}
}

func register(r worker.WorkflowRegistry, s story) {
	r.RegisterWorkflowWithOptions(s, workflow.RegisterOptions{Name: refund.WorkflowName})
}

// runs runs a worker of a version until the test ends; its stop ends it before.
func (c cluster) runs(v deployment.Version, s story) (stop func()) {
	c.t.Helper()
	w := worker.New(c.client, queue, worker.Options{DeploymentOptions: v.Options(), Identity: "worker of " + v.String()})
	register(w, s)
	if err := w.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(w.Stop)
	return w.Stop
}

const queue = "refunds"

func version(build string) deployment.Version {
	return deployment.Version{Deployment: "shop", BuildID: build}
}

// handle is the command line of a build with a story.
func (c cluster) handle(v deployment.Version, s story) deployment.Handle {
	c.t.Helper()
	replay := func(h *history.History) error {
		replayer := worker.NewWorkflowReplayer()
		register(replayer, s)
		return replayer.ReplayWorkflowHistory(nil, h)
	}
	h, err := deployment.New(deployment.Config{Client: c.client, TaskQueue: queue, Own: v, Replay: replay, Now: time.Now})
	if err != nil {
		c.t.Fatal(err)
	}
	return h
}

// current has new refunds start on the handle's build, as soon as its worker polls.
func (c cluster) current(h deployment.Handle) {
	c.t.Helper()
	c.until("a worker of "+h.Own().String(), func() bool {
		own, _ := c.status(h).Version(h.Own().BuildID)
		return own.WorkerCount == 1
	})
	if _, err := h.SetCurrent(c.t.Context(), h.Own().BuildID); err != nil {
		c.t.Fatal(err)
	}
}

func (c cluster) status(h deployment.Handle) deployment.Status {
	c.t.Helper()
	s, err := h.Status(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

func (c cluster) start(id refund.ID) {
	c.t.Helper()
	if _, err := c.client.ExecuteWorkflow(c.t.Context(), client.StartWorkflowOptions{ID: string(id), TaskQueue: queue}, refund.WorkflowName); err != nil {
		c.t.Fatal(err)
	}
}

// waiting starts refunds, and returns when visibility shows each waiting on the version.
func (c cluster) waiting(v deployment.Version, ids ...refund.ID) {
	c.t.Helper()
	for _, id := range ids {
		c.start(id)
	}
	for _, id := range ids {
		c.until(string(id)+" on "+v.String(), func() bool { return c.shown(id) == v.String() })
	}
}

const taskStarted = enums.PENDING_WORKFLOW_TASK_STATE_STARTED

func (c cluster) about(id refund.ID) *workflowservice.DescribeWorkflowExecutionResponse {
	about, err := c.client.DescribeWorkflowExecution(c.t.Context(), string(id), "")
	if err != nil {
		c.t.Error(err)
	}
	return about
}

// pinnedTo is the build that an operator pinned the refund to.
func (c cluster) pinnedTo(id refund.ID) string {
	return c.about(id).GetWorkflowExecutionInfo().GetVersioningInfo().GetVersioningOverride().GetPinned().GetVersion().GetBuildId()
}

// shown is the version that visibility shows, "" while it shows none.
func (c cluster) shown(id refund.ID) (version string) {
	c.t.Helper()
	page, err := c.client.ListWorkflow(c.t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: "WorkflowId = '" + string(id) + "'"})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, about := range page.GetExecutions() {
		payload := about.GetSearchAttributes().GetIndexedFields()["TemporalWorkerDeploymentVersion"]
		if err := converter.GetDefaultDataConverter().FromPayload(payload, &version); err != nil {
			return ""
		}
	}
	return version
}

// decided sends the signal, and returns the build that ended the refund.
func (c cluster) decided(id refund.ID) (build string) {
	c.t.Helper()
	if err := c.client.SignalWorkflow(c.t.Context(), string(id), "", "decide", nil); err != nil {
		c.t.Fatal(err)
	}
	return c.ended(id)
}

// ended waits for the refund's end, and returns the build that came to it.
func (c cluster) ended(id refund.ID) (build string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	if err := c.client.GetWorkflow(ctx, string(id), "").Get(ctx, &build); err != nil {
		c.t.Fatalf("%s: %v", id, err)
	}
	return build
}

// steps are the builds that completed the refund's workflow tasks, and how many failed.
func (c cluster) steps(id refund.ID) (completed []string, failed int) {
	c.t.Helper()
	events := c.client.GetWorkflowHistory(c.t.Context(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			c.t.Fatal(err)
		}
		if event.GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			completed = append(completed, event.GetWorkflowTaskCompletedEventAttributes().GetDeploymentVersion().GetBuildId())
		}
		if event.GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_FAILED {
			failed++
		}
	}
	return completed, failed
}

// until polls with a deadline.
func (c cluster) until(what string, condition func() bool) {
	c.t.Helper()
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-deadline.C:
			c.t.Fatalf("%s did not come about", what)
		case <-tick.C:
		}
	}
}
