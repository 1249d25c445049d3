package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const skeletonName = "Skeleton"

// skeleton is a workflow of the sample's shape whose steps do nothing: the same events, payload sizes and
// search attributes. It is what Temporal itself charges for the shape.
type skeleton struct {
	shape
	// history is one run's.
	history *history.History
}

// startSkeleton makes the skeleton of the sample, and starts a worker for it.
func (r *rig) startSkeleton(context.Context) error {
	shape, err := shapeOf(r.sample.history)
	if err != nil {
		return err
	}
	r.skeleton = skeleton{shape: shape}
	w := worker.New(r.client, skeletonQueue, workerOptions())
	r.skeleton.register(w)
	if err := w.Start(); err != nil {
		return err
	}
	r.stops = append(r.stops, w.Stop)
	return nil
}

// registry is a worker or the test environment.
type registry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// register gives the trivial activity the names of the refund's: names are in the history, too.
func (s skeleton) register(r registry) {
	r.RegisterWorkflowWithOptions(s.run, workflow.RegisterOptions{Name: skeletonName})
	named := map[string]bool{}
	for _, step := range s.steps {
		if step.kind != upsertStep && !named[step.name] {
			named[step.name] = true
			r.RegisterActivityWithOptions(trivial, activity.RegisterOptions{Name: step.name})
		}
	}
}

// run carries out the steps one after the other.
func (s skeleton) run(ctx workflow.Context, _ string) (string, error) {
	for _, step := range s.steps {
		if err := step.run(ctx); err != nil {
			return "", err
		}
	}
	return filler(s.resultBytes), nil
}

func (s step) run(ctx workflow.Context) error {
	const plenty = time.Minute
	switch s.kind {
	case localStep:
		ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
			ScheduleToCloseTimeout: plenty, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1}, Summary: s.summary,
		})
		return workflow.ExecuteLocalActivity(ctx, s.name, question(s.inputBytes, s.resultBytes)).Get(ctx, nil)
	case regularStep:
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: plenty, Summary: s.summary})
		return workflow.ExecuteActivity(ctx, s.name, question(s.inputBytes, s.resultBytes)).Get(ctx, nil)
	case upsertStep:
		return workflow.UpsertTypedSearchAttributes(ctx, s.attributes...)
	}
	return fmt.Errorf("a step of kind %d", s.kind)
}

// question asks the trivial activity for an answer of so many bytes, and has inputBytes itself.
func question(inputBytes, answerBytes int) string {
	asked := strconv.Itoa(answerBytes) + " "
	return asked + strings.Repeat("x", max(0, inputBytes-quotes-len(asked)))
}

func trivial(_ context.Context, question string) (string, error) {
	count, _, _ := strings.Cut(question, " ")
	bytes, err := strconv.Atoi(count)
	return filler(bytes), err
}

// quotes is what JSON adds to a text.
const quotes = 2

// filler is a text that takes so many bytes as JSON.
func filler(bytes int) string { return strings.Repeat("x", max(0, bytes-quotes)) }

// String says the steps.
func (s skeleton) String() string {
	var steps []string
	for _, step := range s.steps {
		switch step.kind {
		case localStep:
			steps = append(steps, fmt.Sprintf("local %s %d B", step.name, step.resultBytes))
		case regularStep:
			steps = append(steps, fmt.Sprintf("regular %s %d B to %d B", step.name, step.inputBytes, step.resultBytes))
		case upsertStep:
			steps = append(steps, fmt.Sprintf("upsert of %d", len(step.attributes)))
		}
	}
	return strings.Join(steps, ", ")
}

var skeletonCount atomic.Int64

// startSkeletonRun starts a skeleton as the sample was started.
func (r *rig) startSkeletonRun(ctx context.Context) (client.WorkflowRun, error) {
	options := r.skeleton.options
	options.ID, options.TaskQueue = fmt.Sprintf("skeleton/m-001/bench-%d", skeletonCount.Add(1)), skeletonQueue
	return r.client.ExecuteWorkflow(ctx, options, skeletonName, filler(r.skeleton.inputBytes))
}

func (r *rig) runSkeleton(ctx context.Context) error {
	run, err := r.startSkeletonRun(ctx)
	if err != nil {
		return err
	}
	return run.Get(ctx, nil)
}
