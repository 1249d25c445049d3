package worker

import (
	"fmt"

	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"go.uber.org/zap"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/workflows"
)

// Story is the refund workflow's type.
type Story func(workflow.Context, refund.Request) (refund.Result, error)

// Registry is what registration needs; a worker and the test environment have it.
type Registry interface {
	activities.Registry
	storyRegistry
}

// storyRegistry is where a story alone is registered; the replayer has it too.
type storyRegistry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
}

// Register is the one registration for process, tests and replay: of this build's story.
func Register(r Registry, parties activities.Parties) { register(r, workflows.Refund, parties) }

func register(r Registry, story Story, parties activities.Parties) {
	registerStory(r, story)
	parties.Register(r)
}

func registerStory(r storyRegistry, story Story) {
	r.RegisterWorkflowWithOptions(story, workflow.RegisterOptions{Name: refund.WorkflowName})
}

// NewReplay makes a function that runs a story over a history, with the worker's own registration and the
// data converter of workers. It calls no activity, and may be called by several goroutines at once.
func NewReplay(story Story, reads converter.DataConverter) (deployment.Replay, error) {
	replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{DataConverter: reads})
	if err != nil {
		return nil, fmt.Errorf("worker: replay: %w", err)
	}
	registerStory(replayer, story)
	silent := telemetry.ForTemporal(zap.NewNop())
	return func(past *history.History) error {
		return replayer.ReplayWorkflowHistoryWithOptions(silent, past, worker.ReplayWorkflowHistoryOptions{OriginalExecution: workflow.Execution{ID: idIn(past)}})
	}, nil
}

// idIn is the workflow's id, by its first event.
func idIn(past *history.History) string {
	if len(past.GetEvents()) == 0 {
		return ""
	}
	return past.GetEvents()[0].GetWorkflowExecutionStartedEventAttributes().GetWorkflowId()
}
