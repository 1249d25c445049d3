package starter

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	taskqueue "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"
)

// pretendTemporal keeps workflows by id, as Temporal does with REJECT_DUPLICATE. Each of refusals
// is the answer to one call before any is served.
type pretendTemporal struct {
	mu       sync.Mutex
	refusals []error
	// loseAnswers makes that many starts happen and their answers get lost.
	loseAnswers int
	started     map[string]client.StartWorkflowOptions
	inputs      map[string]any
	// order are the ids in the order of their starts.
	order   []string
	calls   int
	changed chan struct{}
	// arriving, if set, is told of each start; the start happens once going is closed.
	arriving, going chan struct{}
	// waiting is the task queue's backlog; taskQueue the last one asked for.
	waiting   *taskqueue.TaskQueueStats
	taskQueue *workflowservice.DescribeTaskQueueRequest
}

// pretendService answers for the one call that goes past the client.
type pretendService struct {
	workflowservice.WorkflowServiceClient
	p *pretendTemporal
}

func (p *pretendTemporal) WorkflowService() workflowservice.WorkflowServiceClient {
	return pretendService{p: p}
}

func (s pretendService) DescribeTaskQueue(_ context.Context, in *workflowservice.DescribeTaskQueueRequest, _ ...grpc.CallOption) (*workflowservice.DescribeTaskQueueResponse, error) {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.taskQueue = in
	if err := s.p.deadLetter(); err != nil {
		return nil, err
	}
	return &workflowservice.DescribeTaskQueueResponse{Stats: s.p.waiting}, nil
}

// wait sets the task queue's backlog.
func (p *pretendTemporal) wait(count int64, age time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = &taskqueue.TaskQueueStats{ApproximateBacklogCount: count, ApproximateBacklogAge: durationpb.New(age)}
}

func newPretendTemporal() *pretendTemporal {
	return &pretendTemporal{
		started: map[string]client.StartWorkflowOptions{}, inputs: map[string]any{}, changed: make(chan struct{}, 1),
	}
}

var (
	errAway       = serviceerror.NewUnavailable("connection refused")
	errAnswerLost = errors.New("context deadline exceeded")
)

func (p *pretendTemporal) ExecuteWorkflow(_ context.Context, o client.StartWorkflowOptions, _ any, args ...any) (client.WorkflowRun, error) {
	if p.arriving != nil {
		p.arriving <- struct{}{}
		<-p.going
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.tell()
	p.calls++
	if err := p.deadLetter(); err != nil {
		return nil, err
	}
	if _, ok := p.started[o.ID]; ok {
		return nil, serviceerror.NewWorkflowExecutionAlreadyStarted("exists", "request", "run")
	}
	p.started[o.ID], p.inputs[o.ID] = o, args[0]
	p.order = append(p.order, o.ID)
	if p.loseAnswers > 0 {
		p.loseAnswers--
		return nil, errAnswerLost
	}
	return nil, nil
}

func (p *pretendTemporal) DescribeWorkflowExecution(_ context.Context, id, _ string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.deadLetter(); err != nil {
		return nil, err
	}
	o, ok := p.started[id]
	if !ok {
		return nil, serviceerror.NewNotFound("no workflow " + id)
	}
	fields := map[string]*common.Payload{}
	for key, value := range o.Memo {
		payload, err := converter.GetDefaultDataConverter().ToPayload(value)
		if err != nil {
			return nil, err
		}
		fields[key] = payload
	}
	return &workflowservice.DescribeWorkflowExecutionResponse{
		WorkflowExecutionInfo: &workflow.WorkflowExecutionInfo{Memo: &common.Memo{Fields: fields}},
	}, nil
}

func (p *pretendTemporal) deadLetter() error {
	if len(p.refusals) == 0 {
		return nil
	}
	err := p.refusals[0]
	p.refusals = p.refusals[1:]
	return err
}

func (p *pretendTemporal) tell() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

func (p *pretendTemporal) startedCount() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.started)
}
